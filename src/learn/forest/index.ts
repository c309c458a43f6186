export {
  type DecisionTreeConfig,
  decisionTree,
  decisionTreeDefaults,
  type ExtraTreesConfig,
  extraTrees,
  extraTreesDefaults,
  type ForestConfig,
  type RandomForestConfig,
  randomForest,
  randomForestDefaults,
} from "./config.js";
export { decisionTreeEstimator, extraTreesEstimator, randomForestEstimator } from "./estimators.js";
export { fitForest, pruningPath } from "./fit-forest.js";
export type { ForestModel, OutOfBag } from "./model.js";
export { predictForest } from "./predict-forest.js";
export type { PruningStep } from "./prune-tree.js";
