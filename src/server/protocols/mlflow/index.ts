export { MLFLOW_VERSION } from "./info.js";
export { mountMlflow } from "./mount.js";
export type { Caller, MlflowContext, MlflowOperation } from "./operation.js";
