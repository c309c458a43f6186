import type { FastifyReply, FastifyRequest } from "fastify";
import { asGyreError, GyreError, type Log } from "../core/index.js";

/** What a client gets with any answer that is not 2xx; Open Inference clients read `error` alone. */
export interface ErrorBody {
  readonly error: string;
  readonly code: string;
  readonly hint?: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Sends an error as its status and body. What is the server's own fault goes to the log, and only its code goes out. */
export function replyWithError(log: Log, thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = requestFailure(log, thrown, request);
  retryAndAllow(error, reply);
  reply.code(error.failure.status).send(errorBody(error));
}

/** What was thrown as Gyre's error; what is the server's own fault, or its surroundings', goes to the log. */
export function requestFailure(log: Log, thrown: unknown, request: FastifyRequest): GyreError {
  const error = translated(thrown, request);
  if (error.code === "core.unexpected") {
    const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : error.message;
    log.error("server.request_failed", { method: request.method, route: routeOf(request), cause });
  } else if (error.failure.status >= 500)
    log.warn("server.request_failed", { route: routeOf(request), code: error.code, error: error.message });
  return error;
}

/** The headers that say when to try again, which methods there are, and how to say who asks. */
export function retryAndAllow({ failure, details }: GyreError, reply: FastifyReply): void {
  if (failure.retryable) reply.header("retry-after", String(details.retryAfterSeconds ?? 1));
  if (failure.status === 401) reply.header("www-authenticate", 'Basic realm="mlflow"');
  if (Array.isArray(details.allow)) reply.header("allow", details.allow.join(", "));
}

/** The pattern of the route that a request met, such as `/v1/runs/:id`; `unknown` when none. */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? "unknown";
}

/** An error as clients get it. */
export function errorBody(error: GyreError): ErrorBody {
  const unexpected = error.code === "core.unexpected";
  const hint = unexpected ? "the server's log has the cause" : error.hint;
  return {
    error: unexpected ? "something went wrong in the server" : error.message,
    code: error.code,
    ...(hint ? { hint } : {}),
    details: unexpected ? {} : error.details,
  };
}

/** The web framework's own refusals in Gyre's words. */
function translated(thrown: unknown, request: FastifyRequest): GyreError {
  const { code, statusCode, message } = (thrown ?? {}) as { code?: string; statusCode?: number; message?: string };
  if (thrown instanceof GyreError) return thrown;
  switch (code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return bodyTooLarge(request.routeOptions.bodyLimit);
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return badMediaType(request.headers["content-type"]);
    case "FST_ERR_BAD_URL":
    case "FST_ERR_ASYNC_CONSTRAINT":
    case "FST_ERR_MAX_PARAM_LENGTH":
      return routeUnknown(request);
    default:
      if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
        return new GyreError("api.bad_request", message ?? "the request cannot be read", { cause: thrown });
      return asGyreError(thrown);
  }
}

/** `serving.body_too_large` with the limit. */
export function bodyTooLarge(limitBytes: number | undefined): GyreError {
  return new GyreError("serving.body_too_large", `expected a body of at most ${limitBytes} bytes, got a larger one`, {
    hint: "send fewer rows in each request, or raise bodyLimitBytes of the deployment",
    details: { limitBytes },
  });
}

/** `serving.bad_media_type` with what came. */
export function badMediaType(got: string | undefined): GyreError {
  return new GyreError(
    "serving.bad_media_type",
    `expected the content type application/json, got ${got?.slice(0, 80) ?? "none"}`,
    {
      hint: "send the header content-type: application/json, without content-encoding",
    },
  );
}

/** `server.route_unknown` with the method and path that came. */
export function routeUnknown(request: { readonly method: string; readonly url: string }): GyreError {
  const path = request.url.split("?", 1)[0].slice(0, 120);
  return new GyreError("server.route_unknown", `no route ${request.method} ${path}`, {
    hint: "GET /v1/openapi.json describes every operation",
  });
}
