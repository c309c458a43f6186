export {
  type Metric,
  type NearestNeighboursConfig,
  nearestNeighbours,
  nearestNeighboursDefaults,
} from "./config.js";
export { nearestNeighboursEstimator } from "./estimator.js";
export type { NearestNeighboursModel } from "./model.js";
