export type { ServedDeployment, ServerContext } from "./context.js";
export { isLoopback } from "./host-guard.js";
export { type RunningServer, type ServerOptions, startServer } from "./start-server.js";
