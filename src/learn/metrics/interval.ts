import { GyreError } from "../../core/index.js";
import { normalQuantile } from "../../math/index.js";
import type { Weighted } from "./weights.js";

/** A metric with its confidence interval. */
export interface MetricInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % normal quantile. */
export const Z95 = 1.959963984540054;

/** What an interval takes. Weights count rows: the total weight stands for their number. */
export interface IntervalOptions extends Weighted {
  /** Chance with which the interval covers the truth; default 0.95. */
  readonly level?: number | undefined;
}

/** The z with P(|Z| ≤ z) = `level`. Throws `learn.bad_config` when the level is not between 0 and 1. */
export function twoSidedQuantile(level: number | undefined): number {
  if (level === undefined || level === 0.95) return Z95;
  if (!(level > 0 && level < 1)) throw new GyreError("learn.bad_config", `level is ${level}, expected between 0 and 1`);
  return normalQuantile(0.5 + level / 2);
}
