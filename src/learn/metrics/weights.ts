import { GyreError } from "../../core/index.js";

/** What every metric takes besides its data. */
export interface Weighted {
  /** One weight ≥ 0 for each row: 2 counts as the row twice, 0 as its absence. Default: all 1. */
  readonly weights?: ArrayLike<number> | undefined;
}

/**
 * The weights as numbers, or undefined where every row counts once. Throws `learn.bad_table` when there is not one for each row,
 * or naming the row of one that is negative, infinite or NaN.
 */
export function checkedWeights(weights: ArrayLike<number> | undefined, rows: number): Float64Array | undefined {
  if (weights === undefined) return undefined;
  if (weights.length !== rows) {
    throw new GyreError("learn.bad_table", `there are ${weights.length} weights for ${rows} rows`);
  }
  const checked = weights instanceof Float64Array ? weights : Float64Array.from(weights);
  for (let row = 0; row < rows; row++) {
    if (checked[row] >= 0 && checked[row] !== Number.POSITIVE_INFINITY) continue;
    throw new GyreError("learn.bad_table", `the weight of row ${row} is ${checked[row]}, expected a number ≥ 0`, {
      details: { row },
    });
  }
  return checked;
}

/** Σ w·of(row) / Σ w over the rows that weigh something; NaN when none does. */
export function weightedMean(rows: number, weights: Float64Array | undefined, of: (row: number) => number): number {
  let sum = 0;
  if (weights === undefined) {
    for (let i = 0; i < rows; i++) sum += of(i);
    return sum / rows;
  }
  let total = 0;
  for (let i = 0; i < rows; i++) {
    if (weights[i] === 0) continue;
    sum += weights[i] * of(i);
    total += weights[i];
  }
  return sum / total;
}

/** The weighted mean of `values`, to the last bit where they are all equal: a constant has no variance. */
export function meanValue(values: ArrayLike<number>, weights: Float64Array | undefined): number {
  const near = weightedMean(values.length, weights, (row) => values[row]);
  return near + weightedMean(values.length, weights, (row) => values[row] - near);
}

/** Refuses numbers of unequal count and those that are not finite; throws `learn.bad_table` naming the row. */
export function checkPairs(actual: ArrayLike<number>, predicted: ArrayLike<number>): void {
  if (actual.length !== predicted.length) {
    throw new GyreError(
      "learn.bad_table",
      `there are ${actual.length} actual values for ${predicted.length} predictions`,
    );
  }
  for (let row = 0; row < actual.length; row++) {
    if (Number.isFinite(actual[row]) && Number.isFinite(predicted[row])) continue;
    const what = Number.isFinite(actual[row]) ? "prediction" : "actual value";
    const value = Number.isFinite(actual[row]) ? predicted[row] : actual[row];
    throw new GyreError("learn.bad_table", `the ${what} of row ${row} is ${value}, expected a finite number`, {
      details: { row },
    });
  }
}
