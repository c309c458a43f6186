import { GyreError } from "../core/index.js";

/** A value as JSON with sorted keys, without spaces, in ASCII: as it stands in refusals, whose texts clients compare. */
export function plainJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plainJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${plainJson(key)}:${plainJson(item)}`).join(",")}}`;
  }
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** `tracking.bad_value` with this text. */
export function badValue(message: string): GyreError {
  return new GyreError("tracking.bad_value", message);
}

/** `tracking.bad_value` that names the value and its place, such as `metrics[0].name`; long values are cut. */
export function invalidValue(path: string, value: unknown, reason?: string): GyreError {
  const shown = plainJson(value);
  const short = shown.length > 1000 ? `${shown.slice(0, 1000)}...` : shown;
  return badValue(
    `Invalid value ${short} for parameter '${path}' supplied${reason === undefined ? "." : `: ${reason}`}`,
  );
}
