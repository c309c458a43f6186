import type { AddressInfo } from "node:net";
import fastify, { type FastifyInstance } from "fastify";
import { type ApiContext, OPERATIONS } from "../api/index.js";
import { GyreError, type Log } from "../core/index.js";
import { createPredictor, type Predictor } from "../serving/index.js";
import { DEFAULT_BODY_LIMIT_BYTES, parseBodies } from "./body-parsing.js";
import type { ServedDeployment, ServerContext } from "./context.js";
import { replyWithError, routeOf, routeUnknown } from "./error-reply.js";
import { requireLocalCaller, requireLoopback } from "./host-guard.js";
import { methodGuard } from "./method-guard.js";
import { createMetrics, type ServerMetrics } from "./metrics.js";
import { mountOperations } from "./mount-operations.js";
import { normalisedHtml, pagePolicy, SECURITY_HEADERS } from "./page-security.js";
import { mountOpenInference } from "./protocols/open-inference/index.js";

/** Where to listen; port 0 takes a free one. Only this machine's own addresses are allowed. */
export interface ServerOptions {
  readonly host?: string;
  readonly port: number;
  readonly log: Log;
}

/** A server that listens. */
export interface RunningServer {
  /** Such as `http://127.0.0.1:4466`. */
  readonly url: string;
  /** Answers not ready, takes no new connections, lets requests under way end for at most 10 s. The context stays open. */
  close(): Promise<void>;
}

const DRAIN_MS = 10_000;

/** Starts the HTTP server. Throws `server.host_refused` for an address that others can reach, `server.port_taken`. */
export async function startServer(context: ServerContext, options: ServerOptions): Promise<RunningServer> {
  const { host = "127.0.0.1", port, log } = options;
  requireLoopback(host);
  const metrics = createMetrics();
  const state = { draining: false };
  const app = createApp(context, metrics, log, state);
  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    throw listenFailure(cause, host, port);
  }
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${(app.server.address() as AddressInfo).port}`;
  log.info("server.started", { url });
  return {
    url,
    async close() {
      state.draining = true;
      await drained(app);
      metrics.close();
      log.info("server.stopped", { url });
    },
  };
}

function createApp(
  context: ServerContext,
  metrics: ServerMetrics,
  log: Log,
  state: { readonly draining: boolean },
): FastifyInstance {
  const limits = [...context.deployments.values()].map(({ slot }) => slot.current().config.bodyLimitBytes);
  const predictBodyLimitBytes = Math.max(DEFAULT_BODY_LIMIT_BYTES, ...limits);
  const app = fastify({
    logger: false,
    bodyLimit: DEFAULT_BODY_LIMIT_BYTES,
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 30_000,
    http: { headersTimeout: 10_000, maxHeaderSize: 16_384 },
    forceCloseConnections: "idle",
    // While closing, a connection that is still open gets its answer and is told to close.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    frameworkErrors: (error, request, reply) => replyWithError(log, error, request, reply),
  });
  const guard = methodGuard(app);
  parseBodies(app, (request) => limitOf(context, request.params));
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    requireLocalCaller(request.headers);
  });
  app.addHook("onResponse", async (request, reply) => {
    metrics.requested(routeOf(request), request.method, reply.statusCode, reply.elapsedTime);
  });
  app.setErrorHandler((error, request, reply) => replyWithError(log, error, request, reply));
  app.setNotFoundHandler((request) => {
    throw routeUnknown(request);
  });
  mountOperations(app, OPERATIONS, apiContext(context, metrics), { version: context.version, predictBodyLimitBytes });
  mountOpenInference(app, {
    version: context.version,
    slots: () => [...context.deployments.values()].map(({ slot }) => slot),
    ready: () => !state.draining,
    bodyLimitBytes: predictBodyLimitBytes,
  });
  mountPages(app, context, metrics);
  guard.seal();
  return app;
}

function mountPages(app: FastifyInstance, context: ServerContext, metrics: ServerMetrics): void {
  app.get("/", (_request, reply) => {
    const html = normalisedHtml(context.page());
    return reply.type("text/html; charset=utf-8").header("content-security-policy", pagePolicy(html)).send(html);
  });
  // Browsers ask for it of their own accord.
  app.get("/favicon.ico", (_request, reply) => reply.code(204).send());
  app.get("/metrics", async (_request, reply) => {
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

async function drained(app: FastifyInstance): Promise<void> {
  const closed = app.close();
  // A connection whose last request has been answered would otherwise be kept for the next one.
  const sweep = setInterval(() => app.server.closeIdleConnections(), 20);
  const timer = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
  try {
    await closed;
  } finally {
    clearInterval(sweep);
    clearTimeout(timer);
  }
}

function listenFailure(cause: unknown, host: string, port: number): unknown {
  if ((cause as { code?: string }).code !== "EADDRINUSE") return cause;
  return new GyreError("server.port_taken", `port ${port} of ${host} is taken by another program`, {
    hint: `stop it, or choose another port, such as --port ${port + 1}`,
    details: { host, port },
    cause,
  });
}
