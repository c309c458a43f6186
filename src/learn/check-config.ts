import { GyreError, nearestName } from "../core/index.js";

/** What a hyperparameter may be: a number in [min, max], above `min` when `open`, whole when `whole`. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly open?: boolean;
  readonly whole?: boolean;
}

/**
 * Refuses a hyperparameter that is unknown, not a number, or out of its range. Throws `learn.bad_config` naming it, what came and
 * what was expected. `undefined` values pass: they stand for "not set".
 */
export function checkConfig(kind: string, config: object, ranges: Readonly<Record<string, Range>>): void {
  for (const [name, value] of Object.entries(config)) {
    if (name === "kind" || value === undefined) continue;
    const range = ranges[name];
    if (range === undefined) throw unknownName(kind, name, Object.keys(ranges));
    const inside = typeof value === "number" && value >= range.min && value <= range.max;
    if (!inside || (range.open && value === range.min) || (range.whole && !Number.isInteger(value))) {
      throw new GyreError("learn.bad_config", `${kind}: ${name} is ${String(value)}, expected ${described(range)}`, {
        details: { name, value, range },
      });
    }
  }
}

function unknownName(kind: string, name: string, known: readonly string[]): GyreError {
  const near = nearestName(name, known);
  return new GyreError("learn.bad_config", `${kind} has no hyperparameter "${name}"`, {
    hint: near === undefined ? `Known are ${known.join(", ")}.` : `Did you mean "${near}"?`,
    details: { name, known },
  });
}

function described({ min, max, open, whole }: Range): string {
  const noun = whole ? "a whole number" : "a number";
  if (max === Number.MAX_VALUE) return `${noun} ${open ? "above" : "of at least"} ${min}`;
  return open ? `${noun} above ${min} and at most ${max}` : `${noun} between ${min} and ${max}`;
}
