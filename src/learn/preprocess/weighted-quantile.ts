import { distinctValues, placeOf } from "./distinct-values.js";
import type { Sample } from "./row-weights.js";

/** Values in ascending order, and for each the total weight of those up to and including it. */
export interface SortedSample {
  readonly values: Float64Array;
  readonly cumulative: Float64Array;
}

/** The sample sorted, equal values merged, so that the order of the rows and their splitting into weights do not matter. */
export function sortedSample({ values, weights }: Sample): SortedSample {
  const distinct = distinctValues(values);
  const cumulative = new Float64Array(distinct.length);
  // Sorting numbers natively and finding each by bisection is several times faster than sorting rows.
  for (let i = 0; i < values.length; i++) cumulative[placeOf(distinct, values[i])] += weights[i];
  for (let k = 1; k < cumulative.length; k++) cumulative[k] += cumulative[k - 1];
  return { values: distinct, cumulative };
}

/**
 * The quantile q ∈ [0, 1] with linear interpolation (type 7 of Hyndman and Fan 1996, numpy's default), for weights: the mean of the
 * weighted order statistic over [q(W − 1), q(W − 1) + 1], W = Σw. Whole weights give what repeated rows give; never outside the
 * values. NaN for no values.
 */
export function linearQuantile({ values, cumulative }: SortedSample, q: number): number {
  const n = values.length;
  if (n === 0) return Number.NaN;
  const total = cumulative[n - 1];
  if (total <= 1) return windowMean(values, cumulative, 0, total);
  const from = q * (total - 1);
  return windowMean(values, cumulative, from, Math.min(from + 1, total));
}

/**
 * The quantile that is the smallest value with at least `part`/`parts` of the weight at or below it, and the middle between it and
 * the next where that share is hit exactly (numpy's "averaged_inverted_cdf", type 2 of Hyndman and Fan). NaN for no values.
 */
export function averagedInvertedCdf({ values, cumulative }: SortedSample, part: number, parts: number): number {
  const n = values.length;
  if (n === 0) return Number.NaN;
  const wanted = part * cumulative[n - 1];
  let at = 0;
  while (at < n - 1 && cumulative[at] * parts < wanted) at++;
  return cumulative[at] * parts === wanted && at < n - 1 ? middle(values[at], values[at + 1]) : values[at];
}

/** (a + b) / 2 that neither overflows nor loses subnormals; 0 between the two infinities. */
export function middle(a: number, b: number): number {
  if (a === b) return a;
  const sum = a + b;
  if (Number.isNaN(sum)) return 0;
  return Number.isFinite(sum) ? sum / 2 : a / 2 + b / 2;
}

/** The mean of the step function with value `values[i]` up to `cumulative[i]`, over [from, to]. */
function windowMean(values: Float64Array, cumulative: Float64Array, from: number, to: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (cumulative[mid] > from) high = mid;
    else low = mid + 1;
  }
  let sum = 0;
  let last = low;
  for (let at = low, start = from; at < values.length && start < to; at++) {
    const end = Math.min(cumulative[at], to);
    sum += ((end - start) / (to - from)) * values[at];
    start = end;
    last = at;
  }
  if (Number.isNaN(sum)) return 0;
  return Math.min(Math.max(sum, values[low]), values[last]);
}
