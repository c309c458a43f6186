import type { Weighting } from "./config.js";
import type { SparseRows } from "./sparse.js";

/** Σ weights of the rows that have an entry in each column. */
export function documentFrequencies(counts: SparseRows, weights: Float64Array): Float64Array {
  const found = new Float64Array(counts.cols);
  for (let row = 0; row < counts.rows; row++) {
    for (let at = counts.starts[row]; at < counts.starts[row + 1]; at++) found[counts.columns[at]] += weights[row];
  }
  return found;
}

/**
 * The inverse document frequency of each column, from `df` of `n` texts (both totals of weights). A hashed column that no text
 * reached counts as reached once.
 */
export function inverseFrequencies(df: Float64Array, n: number, smooth: boolean): number[] {
  return Array.from(df, (count) => {
    if (smooth) return Math.log((1 + n) / (1 + count)) + 1;
    return Math.log(n / (count > 0 ? count : Math.min(1, n))) + 1;
  });
}

/** Counts as numbers: presence or logarithm, times the inverse document frequency, then each row to length 1. */
export function weighed(counts: SparseRows, weighting: Weighting, idf: readonly number[] | null): SparseRows {
  const { binary, sublinearTf, norm } = weighting;
  const values = counts.values.map((count, at) => {
    const frequency = binary ? 1 : sublinearTf ? 1 + Math.log(count) : count;
    return idf === null ? frequency : frequency * idf[counts.columns[at]];
  });
  if (norm !== "none") {
    for (let row = 0; row < counts.rows; row++)
      normalise(values.subarray(counts.starts[row], counts.starts[row + 1]), norm);
  }
  return { ...counts, values };
}

function normalise(values: Float64Array, norm: "l1" | "l2"): void {
  let sum = 0;
  for (const value of values) sum += norm === "l1" ? Math.abs(value) : value * value;
  const size = norm === "l1" ? sum : Math.sqrt(sum);
  // A text without a known term stays zero.
  if (size > 0) for (let i = 0; i < values.length; i++) values[i] /= size;
}
