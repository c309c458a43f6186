import { promisify } from "node:util";
import { gunzip, inflate, inflateRaw, type ZlibOptions } from "node:zlib";
import { GyreError } from "../../../core/index.js";
import { readJson } from "../../json/read-json.js";
import { scanJson } from "../../json/scan.js";
import { decodeJsonSpans } from "./decode-json.js";
import { decodeProtobufSpans } from "./decode-protobuf.js";
import { badSpans, OTLP_LIMITS, tooMuch } from "./refusals.js";
import type { SentSpan } from "./span-of.js";

/** How a request is written, and so its answer. */
export type OtlpEncoding = "protobuf" | "json";

type Unpack = (bytes: Buffer, options: ZlibOptions) => Promise<Buffer>;

/** What may be wrong with packed bytes ends by them alone, and never takes more memory than unpacked ones may. */
const UNPACK: Readonly<Record<string, Unpack>> = {
  gzip: promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  deflate: (bytes, options) =>
    promisify<Buffer, ZlibOptions, Buffer>(hasZlibHeader(bytes) ? inflate : inflateRaw)(bytes, options),
};

/** The encoding that a content type names. Throws `api.bad_request` for any other. */
export function encodingOf(contentType: string | undefined): OtlpEncoding {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase();
  if (type === "application/x-protobuf") return "protobuf";
  if (type === "application/json") return "json";
  throw new GyreError(
    "api.bad_request",
    `Invalid Content-Type: ${contentType?.slice(0, 100) ?? "None"}. Expected: application/x-protobuf or application/json`,
  );
}

/** The bytes of a body as they were before they were packed. Throws `api.bad_request`, `serving.body_too_large`. */
export async function unpacked(bytes: Buffer, contentEncoding: string | undefined): Promise<Buffer> {
  const packing = contentEncoding?.trim().toLowerCase() ?? "";
  if (packing === "" || packing === "identity") return bytes;
  const unpack = Object.hasOwn(UNPACK, packing) ? UNPACK[packing] : undefined;
  if (!unpack) throw new GyreError("api.bad_request", `Unsupported Content-Encoding: ${packing.slice(0, 100)}`);
  try {
    return await unpack(bytes, { maxOutputLength: OTLP_LIMITS.bodyBytes });
  } catch (cause) {
    if ((cause as { code?: string }).code === "ERR_BUFFER_TOO_LARGE")
      throw tooMuch(`${OTLP_LIMITS.bodyBytes} unpacked bytes`);
    throw new GyreError("api.bad_request", `Failed to decompress ${packing} payload`, { cause });
  }
}

/** The spans of a body. Throws `tracing.bad_spans`, `serving.body_too_large`. */
export function decodeSpans(bytes: Buffer, encoding: OtlpEncoding): readonly SentSpan[] {
  return encoding === "protobuf" ? decodeProtobufSpans(bytes) : decodeJsonSpans(parsed(bytes));
}

function parsed(bytes: Buffer): unknown {
  const { colons, commas } = scanJson(bytes);
  if (colons + commas > OTLP_LIMITS.jsonMarks) throw tooMuch(`${OTLP_LIMITS.jsonMarks} commas and colons`);
  try {
    return readJson(bytes);
  } catch (cause) {
    throw badSpans(cause instanceof GyreError ? cause.message : "the body is no JSON");
  }
}

/** Some clients send a bare stream, without the two bytes that begin one of zlib. */
function hasZlibHeader(bytes: Buffer): boolean {
  return bytes.length >= 2 && bytes.readUInt16BE(0) % 31 === 0 && (bytes.readUInt8(0) & 15) === 8;
}
