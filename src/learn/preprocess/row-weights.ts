import { GyreError } from "../../core/index.js";
import type { FitOptions } from "../fit-options.js";
import { rowWeights as checkedWeights } from "../row-weights.js";
import type { Frame } from "../table.js";

/**
 * One weight for each row of `frame`, 1 where none are given. Throws `learn.bad_table` for no rows, or a weight that is negative or
 * not finite, naming its row.
 */
export function rowWeights(frame: Frame, options: FitOptions): Float64Array {
  if (frame.rows === 0) throw new GyreError("learn.bad_table", "the table has no rows; a fit needs at least one");
  return checkedWeights(options.weights, frame.rows);
}

/** The values that are there and count, with their weights, in the order of the rows. */
export interface Sample {
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/** The values of a column without those that are missing (NaN) or of weight 0. */
export function presentValues(values: Float64Array, weights: Float64Array): Sample {
  const kept = new Float64Array(values.length);
  const keptWeights = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (weights[i] === 0 || Number.isNaN(values[i])) continue;
    kept[count] = values[i];
    keptWeights[count++] = weights[i];
  }
  return { values: kept.slice(0, count), weights: keptWeights.slice(0, count) };
}

/** Refuses ±Infinity in a row that counts: throws `learn.bad_table` naming column and row. `step` is who cannot take it. */
export function refuseInfinite(step: string, name: string, values: Float64Array, weights?: Float64Array): void {
  const row = values.findIndex((value, i) => Math.abs(value) === Number.POSITIVE_INFINITY && weights?.[i] !== 0);
  if (row < 0) return;
  throw new GyreError(
    "learn.bad_table",
    `column "${name}" is ${values[row]} in row ${row}, ${step} needs finite numbers`,
    {
      hint: "Make it missing (NaN), or clip it with the step outliers before.",
      details: { column: name, row },
    },
  );
}
