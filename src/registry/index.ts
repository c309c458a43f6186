export type { ModelRuntime, ModelStore, Scorer, Tensor } from "./ports.js";
export { Alias, Gate, GateResult, ModelVersion, TensorSpec } from "./types.js";
