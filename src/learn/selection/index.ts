export {
  type CrossValidation,
  type CrossValidationOptions,
  crossValidate,
  type FoldScores,
  type FoldSummary,
  type SummaryOptions,
  summariseFolds,
} from "./cross-validate.js";
export type { Fold } from "./fold.js";
export { type FoldData, type FoldResult, type FoldTask, runFold, type Score } from "./fold-task.js";
export { groupKFold, leaveOneGroupOut } from "./group-k-fold.js";
export { type KFoldOptions, kFold, repeatedFolds } from "./k-fold.js";
export { type LearningCurve, type LearningCurveOptions, type LearningPoint, learningCurve } from "./learning-curve.js";
export { type PlanOptions, planFolds } from "./plan-folds.js";
export { type PurgedTimeOptions, purgedTimeSplit } from "./purged-time-split.js";
export {
  type Contender,
  decidingMetric,
  type NestedCrossValidation,
  nestedCrossValidate,
  type Selection,
  type SelectOptions,
  selectBest,
} from "./select-best.js";
export { stratifiedGroupKFold } from "./stratified-group-k-fold.js";
export { type StratifiedOptions, stratifiedKFold } from "./stratified-k-fold.js";
export { type TimeSeriesOptions, timeSeriesSplit } from "./time-series-split.js";
export { type TimeSplit, type TimeSplitOptions, timeSplit } from "./time-split.js";
export { type TrainTestOptions, trainTestSplit } from "./train-test-split.js";
export { type Sweep, type ValidationCurve, type ValidationPoint, validationCurve } from "./validation-curve.js";
export type { Limit } from "./verdict.js";
