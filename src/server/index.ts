export type { DeployedModels, ServedDeployment, ServerContext } from "./context.js";
export { isLoopback } from "./host-guard.js";
export type { RunningServer, ServerOptions } from "./listen.js";
export type { MlflowContext } from "./protocols/mlflow/index.js";
export { startServer } from "./start-server.js";
export { startTrackingServer } from "./tracking-server.js";
