import { isUtf8 } from "node:buffer";
import { GyreError } from "../../core/index.js";
import { countKeys, scanJson } from "./scan.js";
import { parseTolerant } from "./tolerant.js";

const MAX_DEPTH = 100;

/**
 * The value of a JSON body. Accepts NaN, Infinity and -Infinity as bare tokens. Refuses what `JSON.parse` would let pass unseen:
 * keys that come twice (`api.bad_request` with the place), nesting deeper than 100, text that is not UTF-8 (`core.not_json`).
 * Costs one pass over the bytes more than `JSON.parse`.
 */
export function readJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new GyreError("core.not_json", "expected JSON in UTF-8, got bytes that are not UTF-8");
  const { colons, depth } = scanJson(bytes);
  if (depth > MAX_DEPTH)
    throw new GyreError("core.not_json", `expected JSON nested at most ${MAX_DEPTH} deep, got ${depth}`);
  const text = bytes.toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return parseTolerant(text);
  }
  // Fewer keys than colons: a key came twice, and the reader that keeps count says where.
  return countKeys(value) === colons ? value : parseTolerant(text);
}
