import type { FastifyInstance } from "fastify";
import { guardAccess } from "./auth/access-guard.js";
import type { ServerContext } from "./context.js";
import { createHttpApp, UPLOAD_TIMEOUT_MS } from "./http-app.js";
import { listen, type RunningServer, type ServerOptions } from "./listen.js";
import { methodGuard } from "./method-guard.js";
import { mountMlflow } from "./protocols/mlflow/index.js";

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

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Gyre</title>
<h1>Gyre keeps experiments, runs and models here</h1>
<p>In Python: <code>mlflow.set_tracking_uri("URL")</code>, or <code>export MLFLOW_TRACKING_URI=URL</code>.</p>`;

function mountStartPage(app: FastifyInstance): void {
  app.get("/", { config: { permission: "public" } }, ({ host, protocol }, reply) =>
    reply.type("text/html; charset=utf-8").send(PAGE.replaceAll("URL", `${protocol}://${host}`)),
  );
}
