import { isUtf8 } from "node:buffer";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { GyreError } from "../../../core/index.js";
import { scanJson } from "../../json/scan.js";
import { parseTolerant } from "../../json/tolerant.js";

/** Bodies are bounded by this: the largest profile of a dataset fits. */
export const MLFLOW_BODY_LIMIT_BYTES = 16 << 20;

const MAX_DEPTH = 100;

/** More fields, or items of lists, take seconds to read, in which nobody else is answered. */
const MOST_VALUES = 500_000;

/**
 * Bodies of these routes are JSON objects, an empty one being `{}`; clients of long ago send the object as a text in JSON. What a body
 * calls itself counts where pages of other sites can send one, with POST, and with PUT: `curl -X DELETE -d` calls JSON a form.
 */
export function parseMlflowBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const read = async ({ headers }: FastifyRequest, bytes: Buffer) => {
    const encoding = headers["content-encoding"];
    if (encoding !== undefined && encoding !== "identity") throw notJson(`got one in the encoding ${encoding}`);
    return readBody(bytes);
  };
  app.addContentTypeParser(/^application\/json\b/i, { parseAs: "buffer" }, read);
  app.addContentTypeParser("*", { parseAs: "buffer" }, async (request: FastifyRequest, bytes: Buffer) => {
    if (request.method !== "POST" && request.method !== "PUT") return read(request, bytes);
    if (request.headers["content-type"] !== undefined) throw badContentType();
    if (bytes.length === 0) return {};
    throw new GyreError("api.bad_request", "Bad Request. Content-Type header is missing.");
  });
}

/** A body of another type than JSON. */
export function badContentType(): GyreError {
  return new GyreError("api.bad_request", "Bad Request. Content-Type must be one of ['application/json'].");
}

/** The object in a body. Throws `core.not_json`. */
export function readBody(bytes: Buffer): Readonly<Record<string, unknown>> {
  if (!isUtf8(bytes)) throw notJson("got bytes that are not UTF-8");
  const text = bytes.toString("utf8");
  if (text.trim() === "") return {};
  requireReadable(bytes);
  const value = parse(text);
  return objectOf(typeof value === "string" ? parseAgain(value) : value);
}

function parseAgain(text: string): unknown {
  requireReadable(Buffer.from(text));
  return parse(text);
}

function requireReadable(bytes: Uint8Array): void {
  const { depth, colons, commas } = scanJson(bytes);
  const values = Math.max(colons, commas);
  if (depth > MAX_DEPTH) throw notJson(`got one nested ${depth} deep; at most ${MAX_DEPTH} are read`);
  if (values > MOST_VALUES) throw notJson(`got one of ${values} values; at most ${MOST_VALUES} are read`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseTolerant(text);
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (value === null) return {};
  if (typeof value === "object" && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  throw notJson(`got ${Array.isArray(value) ? "a list" : `a ${typeof value}`}`);
}

function notJson(got: string): GyreError {
  return new GyreError("core.not_json", `the body must be a JSON object in UTF-8, ${got}`);
}
