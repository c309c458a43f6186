import { GyreError, nearestName } from "../core/index.js";
import { CONSTRUCTORS, STEP_CONSTRUCTORS } from "./constructors.js";
import type { AnyConfig } from "./estimator.js";

/**
 * A full configuration from plain data such as a JSON file: what is not given is filled in, also in the steps and estimators inside.
 * Throws `learn.bad_config` saying where and what.
 *
 * @example
 * ```ts
 * configFrom({ kind: "pipeline", steps: [{ kind: "scale" }], estimator: { kind: "ridge", alpha: 2 } });
 * ```
 */
export function configFrom(given: unknown): AnyConfig {
  return made(given, "the configuration", CONSTRUCTORS);
}

type Constructors = Readonly<Record<string, (given: never) => AnyConfig>>;

function made(given: unknown, where: string, constructors: Constructors): AnyConfig {
  const known = Object.keys(constructors);
  if (typeof given !== "object" || given === null || !("kind" in given) || typeof given.kind !== "string") {
    throw new GyreError("learn.bad_config", `${where} does not say its kind`, {
      hint: `It should look like {"kind": "${known[0]}"}.`,
    });
  }
  const { kind, ...rest } = given;
  if (!known.includes(kind)) {
    const near = nearestName(kind, known);
    throw new GyreError("learn.bad_config", `${where} is of the unknown kind "${kind}"`, {
      hint: near === undefined ? `Known are ${known.join(", ")}.` : `Did you mean "${near}"?`,
    });
  }
  refuseWithoutParts(rest, where, kind);
  return constructors[kind](withParts(rest, kind) as never);
}

/** What those that are made of other estimators cannot do without. */
const PARTS: Readonly<Record<string, "estimator" | "estimators">> = {
  pipeline: "estimator",
  bagging: "estimator",
  calibrated: "estimator",
  voting: "estimators",
  stacking: "estimators",
};

function refuseWithoutParts(given: object, where: string, kind: string): void {
  const part = Object.hasOwn(PARTS, kind) ? PARTS[kind] : undefined;
  if (part === undefined || part in given) return;
  const example = part === "estimator" ? '{"kind": "ridge"}' : '[{"kind": "ridge"}, {"kind": "gbdt"}]';
  throw new GyreError("learn.bad_config", `${where} of kind ${kind} has no ${part}`, {
    hint: `It should look like {"kind": "${kind}", "${part}": ${example}}.`,
  });
}

/** The parts that are configurations themselves, made full. */
function withParts(given: object, kind: string): object {
  const inside = (part: unknown, name: string): AnyConfig => made(part, `${kind}.${name}`, CONSTRUCTORS);
  const full = Object.entries(given).map(([name, value]) => {
    if (name === "steps" && Array.isArray(value)) {
      return [name, value.map((step, i) => made(step, `${kind}.steps[${i}]`, STEP_CONSTRUCTORS))];
    }
    if (name === "estimator" || name === "final") return [name, inside(value, name)];
    if (name === "estimators" && Array.isArray(value)) {
      return [name, value.map((part, i) => inside(part, `estimators[${i}]`))];
    }
    return [name, value];
  });
  return Object.fromEntries(full);
}
