import { guardAccess, requireAccounts } from "./auth/access-guard.js";
import type { ServerContext } from "./context.js";
import { mountDeployedModels } from "./deployed-models.js";
import { createHttpApp, UPLOAD_TIMEOUT_MS } from "./http-app.js";
import { listen, type RunningServer, type ServerOptions } from "./listen.js";
import { methodGuard } from "./method-guard.js";
import { mountMlflow } from "./protocols/mlflow/index.js";
import { mountStartPage } from "./start-page.js";

/** What a server for MLflow's clients alone needs. */
export type TrackingServerContext = Required<Pick<ServerContext, "authenticator" | "mlflow">> &
  Pick<ServerContext, "deployed" | "version">;

/** Starts a server for MLflow's clients alone. Throws `server.host_refused`, `server.port_taken`. */
export async function startTrackingServer(
  context: TrackingServerContext,
  options: ServerOptions,
): Promise<RunningServer> {
  await requireAccounts(options, context.authenticator);
  const app = createHttpApp(options.log, UPLOAD_TIMEOUT_MS, options);
  guardAccess(app, context.authenticator, options);
  const guard = methodGuard(app);
  mountMlflow(app, context.mlflow);
  const state = { draining: false };
  const { deployed, version } = context;
  const models = deployed && mountDeployedModels(app, deployed, { version, ready: () => !state.draining });
  mountStartPage(app);
  guard.seal();
  return listen(app, options, {
    stopping: () => {
      state.draining = true;
    },
    stopped: () => models?.close(),
  });
}
