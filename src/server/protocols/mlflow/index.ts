export { MLFLOW_VERSION } from "./info.js";
export { mountMlflow } from "./mount.js";
export type { MlflowContext, MlflowOperation } from "./operation.js";
