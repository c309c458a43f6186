import { GyreError, nearestName } from "../core/index.js";

/** What a hyperparameter may be: a number in [min, max], above `min` when `open`, below `max` when `openMax`, whole when `whole`. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly open?: boolean;
  readonly openMax?: boolean;
  readonly whole?: boolean;
}

/** A range, one of some words, true or false, or anything for which `accepts` is true. */
export type Rule =
  | Range
  | { readonly oneOf: readonly string[] }
  | { readonly boolean: true }
  | { readonly accepts: (value: unknown) => boolean; readonly expected: string };

/**
 * Refuses a hyperparameter that is unknown, of the wrong kind, or out of its range. Throws `learn.bad_config` naming it, what came
 * and what was expected. `undefined` values pass: they stand for "not set".
 */
export function checkConfig(kind: string, config: object, rules: Readonly<Record<string, Rule>>): void {
  for (const [name, value] of Object.entries(config)) {
    if (name === "kind" || value === undefined) continue;
    const rule = rules[name];
    if (rule === undefined) throw unknownName(kind, name, Object.keys(rules));
    if (accepted(rule, value)) continue;
    throw new GyreError("learn.bad_config", `${kind}: ${name} is ${shown(value)}, expected ${described(rule)}`, {
      details: { name, value },
    });
  }
}

/**
 * Refuses a hyperparameter that is set and would change nothing. Throws `learn.bad_config` with the reason.
 *
 * @example
 * ```ts
 * refuseIneffective("gbdt", config.bagFraction !== undefined && config.bagEvery === 0, "bagFraction", "bagEvery is 0");
 * ```
 */
export function refuseIneffective(kind: string, ineffective: boolean, name: string, reason: string): void {
  if (!ineffective) return;
  throw new GyreError("learn.bad_config", `${kind}: ${name} would have no effect: ${reason}`, { details: { name } });
}

/** `given` without the names that are undefined, over `defaults`. */
export function withDefaults<C extends object>(defaults: C, given: Partial<C>): C {
  return { ...defaults, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

function accepted(rule: Rule, value: unknown): boolean {
  if ("oneOf" in rule) return typeof value === "string" && rule.oneOf.includes(value);
  if ("boolean" in rule) return typeof value === "boolean";
  if ("accepts" in rule) return rule.accepts(value);
  if (typeof value !== "number" || !(value >= rule.min && value <= rule.max)) return false;
  if ((rule.open && value === rule.min) || (rule.openMax && value === rule.max)) return false;
  return !rule.whole || Number.isInteger(value);
}

function unknownName(kind: string, name: string, known: readonly string[]): GyreError {
  const near = nearestName(name, known);
  return new GyreError("learn.bad_config", `${kind} has no hyperparameter "${name}"`, {
    hint: near === undefined ? `Known are ${known.join(", ")}.` : `Did you mean "${near}"?`,
    details: { name, known },
  });
}

function described(rule: Rule): string {
  if ("oneOf" in rule) return rule.oneOf.map((word) => `"${word}"`).join(" or ");
  if ("boolean" in rule) return "true or false";
  if ("accepts" in rule) return rule.expected;
  const { min, max, open, openMax, whole } = rule;
  const noun = whole ? "a whole number" : "a number";
  if (max === Number.MAX_VALUE) return `${noun} ${open ? "above" : "of at least"} ${min}`;
  if (!open && !openMax) return `${noun} between ${min} and ${max}`;
  return `${noun} ${open ? "above" : "of at least"} ${min} and ${openMax ? "below" : "at most"} ${max}`;
}

function shown(value: unknown): string {
  return typeof value === "string" ? `"${value}"` : Array.isArray(value) ? JSON.stringify(value) : String(value);
}
