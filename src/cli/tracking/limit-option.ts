import { GyreError } from "../../core/index.js";

/** `--limit`. Throws `cli.bad_usage`. */
export function limitOption(text: string): number {
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit > 0) return limit;
  throw new GyreError("cli.bad_usage", `--limit should be a whole number from 1 to 999999, got ${text}`);
}
