export {
  compareEnvironments,
  compareMetrics,
  compareModelFiles,
  type Difference,
  type MetricPair,
} from "./compare-trainings.js";
export { type AbandonedContext, endAbandoned } from "./end-abandoned.js";
export type {
  LoadedModel,
  ModelLoader,
  PythonEnvironment,
  ScriptResult,
  ScriptTask,
  ScriptTrainer,
  TrainingsUnderWay,
} from "./ports.js";
export { isPython, type ModelEstimator, type PythonEstimator, python } from "./python-estimator.js";
export { type Recipe, readRecipe } from "./recipe.js";
export type { Sample } from "./sample.js";
export { type HoldoutSplit, splitHoldout } from "./split.js";
export { type TrainContext, type TrainResult, train } from "./train.js";
export type { ModelDefinition, ProjectCode, TrainInput } from "./types.js";
