import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { GyreError } from "../core/index.js";
import { errorBody } from "./error-reply.js";
import { SECURITY_HEADERS } from "./page-security.js";
import { mlflowError } from "./protocols/mlflow/errors.js";

/** A request's first line and headers may be this long: filters of searches stand in addresses, with hundreds of ids. */
export const MAX_HEADER_BYTES = 131_072;

/** Answers what is no HTTP, too long or never ended, and so has no route: the body is what clients of every protocol look for. */
export function refuseUnreadable(cause: Error & { readonly code?: string }, socket: Socket): void {
  if (cause.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const error = failureOf(cause);
  const { status } = error.failure;
  const body = JSON.stringify({ ...mlflowError(error).body, ...errorBody(error) });
  const headers = {
    ...SECURITY_HEADERS,
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`, () => socket.destroy());
}

function failureOf(cause: Error & { readonly code?: string }): GyreError {
  switch (cause.code) {
    case "HPE_HEADER_OVERFLOW":
      return new GyreError(
        "server.headers_too_large",
        `expected an address and headers of at most ${MAX_HEADER_BYTES} bytes together, got more`,
        { hint: "ask for less at once, or send it as the body of a POST where the route has one", cause },
      );
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new GyreError("server.request_timed_out", "the request did not come to its end in time", { cause });
    default:
      return new GyreError("api.bad_request", "what came is no HTTP request that can be read", { cause });
  }
}
