export { type HoldoutSplit, splitHoldout } from "./split.js";
export { type Sample, type TrainContext, type TrainInput, type TrainResult, train } from "./train.js";
export type { ModelDefinition } from "./types.js";
