export { atLeast, atMost, betterThanChampion, GATE_METRICS, type GateMetric } from "./define.js";
export { evaluateGates, type GateEvidence } from "./gates.js";
export type { ModelRuntime, ModelStore, Scorer, Tensor } from "./ports.js";
export { PARITY_TOLERANCE, type RegisterContext, type RegisterInput, register } from "./register.js";
export { Alias, Gate, GateResult, ModelVersion, TensorSpec } from "./types.js";
