import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from "fastify";
import { asGyreError, GyreError, type Log } from "../../../../core/index.js";
import { mlflowError } from "../errors.js";
import { type ArtifactRouteOptions, PREFIXES } from "./context.js";
import { mountLinkedFiles } from "./linked-files.js";
import { mountMultipart } from "./multipart.js";
import { mountProxied } from "./proxied.js";
import { invalidPath } from "./request-path.js";

/** Each upload under way holds a file open. */
const MOST_UPLOADS_AT_ONCE = 500;

const METHODS: readonly HTTPMethods[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/**
 * Mounts the routes of artifacts: bodies are streams of any type to them, and their errors are MLflow's. For addresses that cannot be
 * decoded, which no route sees, the server asks {@link refuseBadArtifactUrl}.
 */
export function mountArtifactRoutes(app: FastifyInstance, options: ArtifactRouteOptions): void {
  app.register(async (routes) => {
    takeStreams(routes);
    boundUploads(routes);
    routes.setErrorHandler((error, request, reply) => refuse(error, { request, reply, log: options.log }));
    const refuseOthers = watchMethods(routes);
    mountProxied(routes, options);
    mountMultipart(routes, options);
    mountPresigned(routes);
    mountLinkedFiles(routes, options);
    refuseOthers();
  });
}

/** Whether an error of the framework was an artifact's address that cannot be decoded, which is then answered as MLflow does. */
export function refuseBadArtifactUrl(error: unknown, request: FastifyRequest, reply: FastifyReply): boolean {
  const isBadUrl = (error as { code?: string } | null)?.code === "FST_ERR_BAD_URL";
  if (!isBadUrl || !PREFIXES.some((prefix) => request.url.startsWith(`${prefix}/mlflow-artifacts/`))) return false;
  const { status, body } = mlflowError(invalidPath());
  reply.code(status).send(body);
  return true;
}

/** Leaves every body on the wire for its handler, whatever its type says or whether it says anything. */
function takeStreams(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
  app.addHook("onRequest", async ({ headers }) => {
    headers["content-type"] = "application/octet-stream";
  });
}

/** Beyond so many files at once, who sends another is asked to try again, so that the rest is still answered. */
function boundUploads(app: FastifyInstance): void {
  let open = 0;
  app.addHook("preHandler", async ({ method }, { raw }) => {
    if (method !== "PUT") return;
    if (open >= MOST_UPLOADS_AT_ONCE) {
      throw new GyreError("tracking.too_many_uploads", `${MOST_UPLOADS_AT_ONCE} files are being received already`);
    }
    open++;
    raw.once("close", () => {
      open--;
    });
  });
}

function refuse(
  thrown: unknown,
  { request, reply, log }: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly log: Log },
): void {
  const error = asGyreError(thrown);
  const { status, body } = mlflowError(error);
  const facts = { route: request.routeOptions.url ?? "unknown", code: error.code, error: error.message };
  if (error.failure.status === 500) log.error("server.request_failed", facts);
  else if (status >= 500) log.warn("server.request_failed", facts);
  if (Array.isArray(error.details.allow)) reply.header("allow", error.details.allow.join(", "));
  for (const name of ["content-disposition", "content-length", "etag", "accept-ranges"]) reply.removeHeader(name);
  reply.code(status).type("application/json; charset=utf-8").send(body);
}

/** Clients then fetch files from the routes above. */
function mountPresigned(app: FastifyInstance): void {
  const message = "Multipart download is not supported for the current artifact repository";
  for (const prefix of PREFIXES)
    app.get(`${prefix}/mlflow-artifacts/presigned/*`, (_request, reply) =>
      reply.code(501).send({ error_code: "NOT_IMPLEMENTED", message }),
    );
}

/** Notes the routes that are made; what it gives answers the other methods of their addresses with what is allowed. */
function watchMethods(app: FastifyInstance): () => void {
  const known = new Map<string, Set<string>>();
  app.addHook("onRoute", ({ url, method }) => {
    const methods = known.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    known.set(url, methods);
  });
  return () => {
    for (const [url, methods] of [...known]) {
      const allow = [...methods];
      const refuseMethod = async ({ method }: FastifyRequest) => {
        const message = `${method} is not allowed here; expected ${allow.join(" or ")}`;
        throw new GyreError("server.method_not_allowed", message, { details: { allow } });
      };
      const others = METHODS.filter((method) => !methods.has(method));
      app.route({ method: others, url, onRequest: refuseMethod, handler: refuseMethod });
    }
  };
}
