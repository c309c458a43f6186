export { type ImputeConfig, impute } from "./config.js";
export type { ColumnRegression, ImputeState, NeighbourFilling, RegressionFilling, ValueFilling } from "./state.js";
export { imputeStep } from "./step.js";
