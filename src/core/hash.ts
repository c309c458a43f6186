import { createHash } from "node:crypto";
import { encodeJson } from "./json.js";

/** SHA-256 of bytes or UTF-8 text, in hex. */
export function sha256(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/** The SHA-256 of a value's sorted JSON: equal data, equal hash. */
export function hashOf(value: unknown): string {
  return sha256(encodeJson(value));
}
