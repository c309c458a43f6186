export type { Sample } from "./sample.js";
export { type HoldoutSplit, splitHoldout } from "./split.js";
export { type TrainContext, type TrainInput, type TrainResult, train } from "./train.js";
export type { ModelDefinition } from "./types.js";
