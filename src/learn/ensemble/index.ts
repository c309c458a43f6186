export { baggingEstimator } from "./bagging.js";
export {
  type BaggingConfig,
  bagging,
  baggingDefaults,
  type StackingConfig,
  stacking,
  stackingDefaults,
  type VotingConfig,
  voting,
  votingDefaults,
} from "./config.js";
export { innerFolds, type WeightedRows } from "./inner-folds.js";
export type { BaggingModel, StackingModel, VotingModel } from "./model.js";
export { stackingEstimator } from "./stacking.js";
export { votingEstimator } from "./voting.js";
