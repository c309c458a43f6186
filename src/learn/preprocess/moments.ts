import { GyreError } from "../../core/index.js";
import type { Sample } from "./row-weights.js";

/** Weighted mean and population standard deviation. */
export interface Moments {
  readonly mean: number;
  /** 0 for a constant column. */
  readonly deviation: number;
}

/** The weighted mean, right to the last digits even where the sum of the values would overflow; 0 for no values. */
export function weightedMean({ values, weights }: Sample): number {
  if (values.length === 0) return 0;
  let total = 0;
  for (const weight of weights) total += weight;
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += (weights[i] / total) * values[i];
  let rest = 0;
  for (let i = 0; i < values.length; i++) rest += (weights[i] / total) * (values[i] - mean);
  return Number.isFinite(rest) ? mean + rest : mean;
}

/**
 * Mean and deviation over Σw, in two passes over values divided by their spread, so that no square overflows or vanishes. A column
 * whose variance is within n·ε·variance + (n·mean·ε)², what rounding makes of a constant, has deviation 0 (scikit-learn's rule,
 * n = Σw). Throws `learn.bad_table` naming the column where values differ by more than a double holds.
 */
export function momentsOf(name: string, sample: Sample): Moments {
  const { values, weights } = sample;
  const mean = weightedMean(sample);
  let spread = 0;
  for (const value of values) spread = Math.max(spread, Math.abs(value - mean));
  if (spread === 0) return { mean, deviation: 0 };
  if (spread === Number.POSITIVE_INFINITY) throw tooWide(name);
  let total = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const u = (values[i] - mean) / spread;
    total += weights[i];
    sum += weights[i] * u;
    squares += weights[i] * u * u;
  }
  const variance = squares / total - (sum / total) ** 2;
  const rounding = total * Number.EPSILON * variance + (total * (mean / spread) * Number.EPSILON) ** 2;
  return { mean, deviation: variance <= rounding ? 0 : spread * Math.sqrt(variance) };
}

/** The failure for a column whose values span more than the largest double. */
export function tooWide(name: string): GyreError {
  return new GyreError("learn.bad_table", `the values of column "${name}" span more than 1.8e308, too wide to scale`, {
    hint: "Clip it with the step outliers before.",
    details: { column: name },
  });
}
