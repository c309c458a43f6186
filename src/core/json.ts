import { GyreError } from "./errors.js";

const MARK = "$gyre";

/** Keys that could be taken for the mark get one more `$`. */
const MARK_LIKE = /^\$+gyre$/;

/**
 * JSON text with sorted keys, so equal data give equal text. Numbers that JSON lacks are written as
 * `{"$gyre":"NaN"}`, `{"$gyre":"-Infinity"}`, `{"$gyre":"-0"}` and bigints as `{"$gyre":"12n"}`; {@link decodeJson} reads them back.
 */
export function encodeJson(value: unknown): string {
  if (value === null || value === undefined) return "null";
  switch (typeof value) {
    case "boolean":
    case "string":
      return JSON.stringify(value);
    case "number":
      if (Number.isFinite(value) && !Object.is(value, -0)) return JSON.stringify(value);
      return `{"${MARK}":"${Object.is(value, -0) ? "-0" : value}"}`;
    case "bigint":
      return `{"${MARK}":"${value}n"}`;
    case "object":
      if (Array.isArray(value)) return `[${value.map(encodeJson).join(",")}]`;
      if (ArrayBuffer.isView(value)) return encodeJson(Array.from(value as unknown as Iterable<number>));
      return encodeObject(value as Record<string, unknown>);
    default:
      throw new GyreError("core.not_json", `a ${typeof value} cannot be written as JSON`);
  }
}

function encodeObject(value: Record<string, unknown>): string {
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const written = MARK_LIKE.test(key) ? `$${key}` : key;
    if (value[key] !== undefined) parts.push(`${JSON.stringify(written)}:${encodeJson(value[key])}`);
  }
  return `{${parts.join(",")}}`;
}

/** Reads what {@link encodeJson} wrote. Throws `core.not_json` with the position on malformed text. */
export function decodeJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value) => (value === null || typeof value !== "object" ? value : unmarked(value)));
  } catch (cause) {
    throw new GyreError("core.not_json", `this is not JSON: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

function unmarked(value: Record<string, unknown>): unknown {
  if (Object.hasOwn(value, MARK)) {
    const word = String(value[MARK]);
    return word.endsWith("n") ? BigInt(word.slice(0, -1)) : Number(word);
  }
  if (Array.isArray(value) || !Object.keys(value).some((key) => MARK_LIKE.test(key))) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [MARK_LIKE.test(key) ? key.slice(1) : key, item]),
  );
}
