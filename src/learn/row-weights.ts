import { GyreError } from "../core/index.js";

/** Squares of larger weights would leave the range of doubles. */
const LARGEST_WEIGHT = 1e100;

/**
 * One weight for each row: those given, or 1. Throws `learn.bad_table` naming the row of a weight that is negative, above 10¹⁰⁰ or not a
 * number, or when no weight is above 0.
 */
export function rowWeights(weights: Float64Array | undefined, rows: number): Float64Array {
  if (weights === undefined) return new Float64Array(rows).fill(1);
  if (weights.length !== rows) {
    throw new GyreError("learn.bad_table", `there are ${weights.length} weights for ${rows} rows`);
  }
  const row = weights.findIndex((weight) => !(weight >= 0 && weight <= LARGEST_WEIGHT));
  if (row >= 0) {
    throw new GyreError(
      "learn.bad_table",
      `the weight of row ${row} is ${weights[row]}, expected a number between 0 and ${LARGEST_WEIGHT}`,
      {
        details: { row },
      },
    );
  }
  if (rows > 0 && !weights.some((weight) => weight > 0)) {
    throw new GyreError("learn.bad_table", "every row has the weight 0; a fit needs at least one with more");
  }
  return weights;
}

/** The indices of the rows whose weight is above 0. */
export function countedRows(weights: Float64Array): Int32Array {
  let count = 0;
  for (const weight of weights) if (weight > 0) count++;
  const rows = new Int32Array(count);
  for (let i = 0, at = 0; i < weights.length; i++) if (weights[i] > 0) rows[at++] = i;
  return rows;
}
