import type { FastifyInstance } from "fastify";
import { type ApiContext, OPERATIONS } from "../api/index.js";
import { createPredictor, type Predictor } from "../serving/index.js";
import { guardAccess, requireAccounts } from "./auth/access-guard.js";
import { DEFAULT_BODY_LIMIT_BYTES, parseBodies } from "./body-parsing.js";
import type { ServedDeployment, ServerContext } from "./context.js";
import { routeOf } from "./error-reply.js";
import { createHttpApp, REQUEST_TIMEOUT_MS, UPLOAD_TIMEOUT_MS } from "./http-app.js";
import { listen, type RunningServer, type ServerOptions } from "./listen.js";
import { methodGuard } from "./method-guard.js";
import { createMetrics, type ServerMetrics } from "./metrics.js";
import { INFER_BODY_LIMIT_BYTES, mountModels } from "./mount-models.js";
import { mountOperations } from "./mount-operations.js";
import { normalisedHtml, pagePolicy } from "./page-security.js";
import { mountMlflow } from "./protocols/mlflow/index.js";

/** Starts the HTTP server. Throws `server.host_refused` for an address that others can reach while nobody has an account, `server.port_taken`. */
export async function startServer(context: ServerContext, options: ServerOptions): Promise<RunningServer> {
  await requireAccounts(options, context.authenticator);
  const metrics = createMetrics(context.deployed);
  const state = { draining: false };
  return listen(createApp(context, metrics, options, state), options, {
    stopping: () => {
      state.draining = true;
    },
    stopped: () => metrics.close(),
  });
}

function createApp(
  context: ServerContext,
  metrics: ServerMetrics,
  options: ServerOptions,
  state: { readonly draining: boolean },
): FastifyInstance {
  const limits = [...context.deployments.values()].map(({ slot }) => slot.current().config.bodyLimitBytes);
  const predictBodyLimitBytes = Math.max(DEFAULT_BODY_LIMIT_BYTES, ...limits);
  const app = createHttpApp(options.log, context.mlflow ? UPLOAD_TIMEOUT_MS : REQUEST_TIMEOUT_MS, options);
  if (context.authenticator) guardAccess(app, context.authenticator, options);
  const guard = methodGuard(app);
  parseBodies(app, (request) => limitOf(context, request.params));
  app.addHook("onResponse", async (request, reply) => {
    metrics.requested(routeOf(request), request.method, reply.statusCode, reply.elapsedTime);
  });
  mountOperations(app, OPERATIONS, apiContext(context, metrics), { version: context.version, predictBodyLimitBytes });
  mountModels(app, context, {
    version: context.version,
    ready: () => !state.draining,
    counted: metrics.inferred,
    bodyLimitBytes: Math.max(predictBodyLimitBytes, context.deployed ? INFER_BODY_LIMIT_BYTES : 0),
  });
  mountPages(app, context, metrics);
  if (context.mlflow) mountMlflow(app, context.mlflow);
  guard.seal();
  return app;
}

function mountPages(app: FastifyInstance, context: ServerContext, metrics: ServerMetrics): void {
  app.get("/", { config: { permission: "rehearsals:read" } }, (_request, reply) => {
    const html = normalisedHtml(context.page());
    return reply.type("text/html; charset=utf-8").header("content-security-policy", pagePolicy(html)).send(html);
  });
  // Browsers ask for it of their own accord.
  app.get("/favicon.ico", { config: { permission: "public" } }, (_request, reply) => reply.code(204).send());
  app.get("/metrics", { config: { permission: "deployments:read" } }, async (_request, reply) => {
    const { text, contentType } = await metrics.render();
    return reply.type(contentType).send(text);
  });
}

function apiContext(context: ServerContext, metrics: ServerMetrics): ApiContext {
  const deployments = new Map(
    [...context.deployments].map(([name, served]) => [
      name,
      { slot: served.slot, predictor: countedPredictor(name, served, context, metrics) },
    ]),
  );
  return { ...context, deployments };
}

function countedPredictor(
  name: string,
  { slot, features }: ServedDeployment,
  { predictions, clock, ids }: ServerContext,
  metrics: ServerMetrics,
): Predictor {
  const predictor = createPredictor({ slot, features, log: predictions, clock, ids, meter: metrics.phases });
  return {
    async predict(body, options) {
      const answer = await predictor.predict(body, options);
      metrics.predicted(name, answer);
      return answer;
    },
  };
}

/** A deployment's own limit for its predictions; other bodies keep the default. */
function limitOf(context: ServerContext, params: unknown): number | undefined {
  const { name, model } = (params ?? {}) as { name?: string; model?: string };
  if (name !== undefined) return context.deployments.get(name)?.slot.current().config.bodyLimitBytes;
  const configs = [...context.deployments.values()].map(({ slot }) => slot.current().config);
  const limits = configs.filter((config) => config.model === model).map((config) => config.bodyLimitBytes);
  return limits.length > 0 ? Math.max(...limits) : undefined;
}
