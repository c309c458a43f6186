import { type Duration, durationMs, GyreError } from "../core/index.js";
import type { Guard, RolloutPlan } from "./types.js";

/** A canary as a project file writes it. */
export interface CanaryWish {
  /** Rising shares of the traffic, each with the time it is held at least. */
  readonly steps: readonly { readonly percent: number; readonly hold: Duration }[];
  /** The candidate's predictions with a known outcome that each step needs. Default 100. */
  readonly minSamples?: number;
  /** Default `{ harm: "error", alpha: 0.05 }`. */
  readonly guard?: Guard;
}

/**
 * A rollout step by step, ended early by evidence of harm. Throws `project.bad_definition` on numbers out of their range
 * and `core.bad_duration` on a malformed duration.
 *
 * @example canary({ steps: [{ percent: 10, hold: "1d" }] }).kind // → "canary"
 */
export function canary(wish: CanaryWish): Extract<RolloutPlan, { kind: "canary" }> {
  const { steps, minSamples = 100, guard = { harm: "error", alpha: 0.05 } } = wish;
  demand(steps.length > 0, "canary needs at least one step");
  steps.forEach(({ percent }, i) => {
    const least = i === 0 ? 0 : steps[i - 1].percent;
    const rises = percent > least && percent <= 100;
    demand(rises, `canary needs percents that rise from above 0 to at most 100, step ${i + 1} has ${percent}`);
  });
  demand(Number.isInteger(minSamples) && minSamples >= 0, `minSamples needs a whole number, got ${minSamples}`);
  demand(guard.harm === "error", `the guard knows the harm "error", got ${JSON.stringify(guard.harm)}`);
  demand(guard.alpha > 0 && guard.alpha < 1, `the guard needs an alpha between 0 and 1, got ${guard.alpha}`);
  return {
    kind: "canary",
    steps: steps.map(({ percent, hold }) => ({ percent, holdMs: durationMs(hold) })),
    minSamples,
    guard: { harm: guard.harm, alpha: guard.alpha },
  };
}

/** A rollout in one move: the candidate takes over at the first tick. */
export function immediately(): Extract<RolloutPlan, { kind: "immediately" }> {
  return { kind: "immediately" };
}

function demand(holds: boolean, message: string): void {
  if (!holds) throw new GyreError("project.bad_definition", message);
}
