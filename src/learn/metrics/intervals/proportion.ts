import { GyreError } from "../../../core/index.js";
import { twoSidedQuantile } from "../interval.js";
import { betaQuantile } from "./beta.js";

/** What {@link proportionInterval} takes. */
export interface ProportionOptions {
  /** Default 0.95. */
  readonly level?: number | undefined;
  /** `wilson` (default) has about the stated coverage, `clopperPearson` at least that, and is wider. */
  readonly method?: "wilson" | "clopperPearson" | undefined;
}

/**
 * Interval of a proportion of `successes` in `trials`, which may be sums of weights. Wilson's score interval (1927) is cut to
 * [0, 1]; Clopper and Pearson's (1934) comes from the beta quantiles. [0, 1] without trials.
 *
 * @example
 * ```ts
 * proportionInterval(47, 50); // [0.8378290831116182, 0.979385029651026]
 * ```
 */
export function proportionInterval(
  successes: number,
  trials: number,
  { level = 0.95, method = "wilson" }: ProportionOptions = {},
): readonly [low: number, high: number] {
  if (!(successes >= 0 && successes <= trials * (1 + 1e-12))) {
    throw new GyreError("learn.bad_table", `there are ${successes} successes in ${trials} trials`);
  }
  const z = twoSidedQuantile(level);
  if (trials === 0) return [0, 1];
  if (method === "clopperPearson") return exact(successes, trials, (1 - level) / 2);
  const share = successes / trials;
  const perTrial = (z * z) / trials;
  const centre = (share + perTrial / 2) / (1 + perTrial);
  const half = (z * Math.sqrt((Math.max(0, share * (1 - share)) + perTrial / 4) / trials)) / (1 + perTrial);
  return [successes === 0 ? 0 : Math.max(0, centre - half), successes === trials ? 1 : Math.min(1, centre + half)];
}

function exact(successes: number, trials: number, tail: number): readonly [number, number] {
  const failures = Math.max(0, trials - successes);
  return [
    successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    failures === 0 ? 1 : betaQuantile(1 - tail, successes + 1, failures),
  ];
}
