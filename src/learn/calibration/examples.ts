import { GyreError } from "../../core/index.js";
import { rowWeights } from "../row-weights.js";

/** Scores of known outcome; every weight is above 0. */
export interface Examples {
  readonly scores: Float64Array;
  /** From 0 to 1: mostly 0 or 1. */
  readonly outcomes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Examples without the rows of weight 0. Throws `learn.bad_table` naming the row of a score that is not finite or an outcome outside
 * of 0 … 1, or when there are none.
 */
export function examplesOf(scores: ArrayLike<number>, outcomes: ArrayLike<number>, weights?: Float64Array): Examples {
  const n = scores.length;
  if (n === 0) throw new GyreError("learn.bad_table", "there are no scores; a calibration needs at least one");
  if (outcomes.length !== n)
    throw new GyreError("learn.bad_table", `there are ${outcomes.length} outcomes for ${n} scores`);
  const all = rowWeights(weights, n);
  const counted = Array.from(all.keys()).filter((row) => all[row] > 0);
  for (const row of counted) {
    if (Number.isFinite(scores[row]) && outcomes[row] >= 0 && outcomes[row] <= 1) continue;
    const what = Number.isFinite(scores[row])
      ? `outcome of row ${row} is ${outcomes[row]}`
      : `score of row ${row} is ${scores[row]}`;
    throw new GyreError("learn.bad_table", `the ${what}, expected finite scores and outcomes from 0 to 1`, {
      details: { row },
    });
  }
  const of = (values: ArrayLike<number>): Float64Array => Float64Array.from(counted, (row) => values[row]);
  return { scores: of(scores), outcomes: of(outcomes), weights: of(all) };
}
