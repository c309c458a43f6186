import { GyreError } from "./errors.js";

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A length of time in words: `"90s"`, `"15m"`, `"3h"`, `"7d"`. */
export type Duration = `${number}${keyof typeof UNIT_MS}`;

/** A duration in milliseconds. Throws `core.bad_duration` for anything else than a positive number and a unit ms, s, m, h or d. */
export function durationMs(text: Duration): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  const value = match ? Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS] : 0;
  if (value <= 0)
    throw new GyreError(
      "core.bad_duration",
      `expected a duration such as "15m", "3h" or "7d", got ${JSON.stringify(text)}`,
    );
  return value;
}
