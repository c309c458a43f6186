import { isUtf8 } from "node:buffer";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { GyreError } from "../core/index.js";
import { badMediaType, bodyTooLarge } from "./error-reply.js";
import { readJson } from "./json/read-json.js";

/** Bodies are JSON and bounded by this unless a deployment sets another limit. */
export const DEFAULT_BODY_LIMIT_BYTES = 1 << 20;

/**
 * Bodies are JSON or refused, but for tables as text, which the scoring protocol takes. Open Inference clients may leave the content type
 * out. `limitOf` gives the limit of a single request when it is lower than its route's.
 */
export function parseBodies(app: FastifyInstance, limitOf: (request: FastifyRequest) => number | undefined): void {
  app.removeAllContentTypeParsers();
  const readAs = <T>(parse: (bytes: Buffer) => T, request: FastifyRequest, bytes: Buffer): T => {
    const encoding = request.headers["content-encoding"];
    if (encoding !== undefined && encoding !== "identity") throw badMediaType(`content-encoding: ${encoding}`);
    const limitBytes = limitOf(request);
    if (limitBytes !== undefined && bytes.length > limitBytes) throw bodyTooLarge(limitBytes);
    return parse(bytes);
  };
  const read = (request: FastifyRequest, bytes: Buffer): unknown => readAs(readJson, request, bytes);
  app.addContentTypeParser("text/csv", { parseAs: "buffer" }, async (request: FastifyRequest, bytes: Buffer) => {
    if (!request.url.startsWith("/invocations/")) throw badMediaType(request.headers["content-type"]);
    return readAs(readText, request, bytes);
  });
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, async (request: FastifyRequest, bytes: Buffer) =>
    read(request, bytes),
  );
  app.addContentTypeParser("*", { parseAs: "buffer" }, async (request: FastifyRequest, bytes: Buffer) => {
    const contentType = request.headers["content-type"];
    const openInference =
      request.url.startsWith("/v2/") && (contentType === undefined || contentType === "application/octet-stream");
    if (!openInference) throw badMediaType(contentType);
    if (request.headers["inference-header-content-length"] !== undefined) throw binaryTensors();
    return read(request, bytes);
  });
}

function readText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  throw new GyreError("serving.bad_request", "text/csv: expected text in UTF-8, got bytes that are not UTF-8");
}

function binaryTensors(): GyreError {
  return new GyreError(
    "serving.bad_request",
    "expected tensors as JSON, got binary tensor data, which this server does not read",
    {
      hint: "with tritonclient: set_data_from_numpy(values, binary_data=False)",
      details: { expected: "JSON", got: "binary tensor data" },
    },
  );
}
