import { nextUp } from "./next-up.js";

/** The different values of a sample, ascending, and how often each is there (the sum of its weights). */
export interface Distinct {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

/**
 * The different values of `sorted` (ascending, no NaN), −0 being 0. With `mergeNeighbours` values one unit of the last place apart
 * are one, the larger, as LightGBM has it.
 */
export function distinctValues(sorted: Float64Array, mergeNeighbours: boolean): Distinct {
  const values = new Float64Array(sorted.length);
  const counts = new Float64Array(sorted.length);
  let last = -1;
  let before = Number.NaN;
  for (const value of sorted) {
    const isNew = !(value === before || (mergeNeighbours && value <= nextUp(before)));
    if (isNew) last++;
    values[last] = value + 0;
    counts[last]++;
    before = value;
  }
  return { values: values.subarray(0, last + 1), counts: counts.subarray(0, last + 1) };
}

/** The same, each value counted by the sum of its weights; `values` in any order. */
export function distinctWeighted(values: Float64Array, weights: Float64Array): Distinct {
  const { values: found } = distinctValues(values.slice().sort(), false);
  const counts = new Float64Array(found.length);
  for (let i = 0; i < values.length; i++) counts[placeOf(found, values[i])] += weights[i];
  return { values: found, counts };
}

function placeOf(sorted: Float64Array, value: number): number {
  let low = 0;
  for (let high = sorted.length - 1; low < high; ) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
