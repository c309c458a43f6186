import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Log } from "../core/index.js";
import { DEFAULT_BODY_LIMIT_BYTES } from "./body-parsing.js";
import { type BodySpace, boundBodies } from "./body-space.js";
import { replyWithError, routeUnknown } from "./error-reply.js";
import { callerGuard, type HostRules } from "./host-guard.js";
import { SECURITY_HEADERS } from "./page-security.js";
import { refuseBadArtifactUrl } from "./protocols/mlflow/artifacts/index.js";
import { isMlflowPath } from "./protocols/mlflow/paths.js";
import { replyWithMlflowError } from "./protocols/mlflow/reply-error.js";
import { MAX_HEADER_BYTES, refuseUnreadable } from "./unreadable-request.js";

/** Within this time a whole request must have come. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** The same where files are sent, however slowly. */
export const UPLOAD_TIMEOUT_MS = 60 * 60_000;

/** No route has a schema of the framework's: operations and messages check themselves, and its compilers would be loaded at every start. */
function noCompiler(): never {
  throw new Error("routes have no schemas");
}

/** An HTTP application with the guards, time limits and errors that every server of Gyre has, and no route yet. */
export function createHttpApp(
  log: Log,
  requestTimeoutMs: number,
  rules: HostRules = {},
  space: BodySpace = {},
): FastifyInstance {
  const guardCaller = callerGuard(rules);
  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    if (refuseBadArtifactUrl(error, request, reply)) return;
    if (isMlflowPath(request.url)) replyWithMlflowError(log, error, request, reply);
    else replyWithError(log, error, request, reply);
  };
  const app = fastify({
    logger: false,
    bodyLimit: DEFAULT_BODY_LIMIT_BYTES,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: 60_000,
    keepAliveTimeout: 30_000,
    http: { headersTimeout: 10_000, maxHeaderSize: MAX_HEADER_BYTES },
    forceCloseConnections: "idle",
    // While closing, a connection that is still open gets its answer and is told to close.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    // An address may name the server too, as it does to a proxy: what reads paths need not know.
    rewriteUrl: ({ url = "/" }) => url.replace(/^https?:\/\/[^/?#]*/i, "") || "/",
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    frameworkErrors: refuse,
    clientErrorHandler: refuseUnreadable,
  });
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    guardCaller(request.headers);
    done();
  });
  boundBodies(app, space);
  // What is left of a body that was refused on the way is let go by, else the connection's next request would wait behind it for ever.
  app.addHook("onResponse", ({ raw }, _reply, done) => {
    if (!raw.readableEnded) raw.resume();
    done();
  });
  app.setErrorHandler(refuse);
  app.setNotFoundHandler((request) => {
    throw routeUnknown(request);
  });
  return app;
}
