import type { FastifyRequest } from "fastify";
import { GyreError } from "../../../../core/index.js";
import { readJson } from "../../../json/read-json.js";

/** How many bytes of a body are taken, and what is thrown when there are more. */
export interface BodyLimit {
  readonly limitBytes: number;
  tooLarge(): GyreError;
}

/** `serving.body_too_large` beyond a number of bytes. */
export function bodyLimit(limitBytes: number): BodyLimit {
  const tooLarge = () =>
    new GyreError("serving.body_too_large", `expected a body of at most ${limitBytes} bytes, got a larger one`, {
      details: { limitBytes },
    });
  return { limitBytes, tooLarge };
}

/** The bytes of a request as they come. Throws what the limit says, and `core.cancelled` when the client goes away. */
export function receivedBytes(request: FastifyRequest, limit: BodyLimit): AsyncIterable<Uint8Array> {
  if (Number(request.headers["content-length"] ?? 0) > limit.limitBytes) throw limit.tooLarge();
  return bounded(request, limit);
}

async function* bounded({ raw }: FastifyRequest, { limitBytes, tooLarge }: BodyLimit): AsyncGenerator<Uint8Array> {
  let seen = 0;
  try {
    // Left open on a refusal, so that the client gets the answer.
    for await (const chunk of raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      seen += chunk.length;
      if (seen > limitBytes) throw tooLarge();
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof GyreError) throw cause;
    throw new GyreError("core.cancelled", "the client went away in the middle of the transfer", { cause });
  }
}

/** The largest message of an upload: the parts of the largest file fit. */
export const JSON_LIMIT_BYTES = 8 << 20;

const JSON_LIMIT = bodyLimit(JSON_LIMIT_BYTES);

/** A body that is a JSON object; an empty one is `{}`. Throws `core.not_json`, `tracking.bad_value`. */
export async function receivedJson(request: FastifyRequest): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of receivedBytes(request, JSON_LIMIT)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const value = bytes.length === 0 ? {} : readJson(bytes);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new GyreError("tracking.bad_value", "expected a JSON object");
}
