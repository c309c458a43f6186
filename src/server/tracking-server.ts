import { guardAccess } from "./auth/access-guard.js";
import type { ServerContext } from "./context.js";
import { createHttpApp, UPLOAD_TIMEOUT_MS } from "./http-app.js";
import { listen, type RunningServer, type ServerOptions } from "./listen.js";
import { methodGuard } from "./method-guard.js";
import { mountMlflow } from "./protocols/mlflow/index.js";
import { mountStartPage } from "./start-page.js";

/** What a server for MLflow's clients alone needs. */
export type TrackingServerContext = Required<Pick<ServerContext, "authenticator" | "mlflow">>;

/** Starts a server for MLflow's clients alone. Throws `server.host_refused`, `server.port_taken`. */
export async function startTrackingServer(
  context: TrackingServerContext,
  options: ServerOptions,
): Promise<RunningServer> {
  const app = createHttpApp(options.log, UPLOAD_TIMEOUT_MS);
  guardAccess(app, context.authenticator);
  const guard = methodGuard(app);
  mountMlflow(app, context.mlflow);
  mountStartPage(app);
  guard.seal();
  return listen(app, options);
}
