import { valueAt, type Weighted } from "./select.js";

/** The α-quantile of numbers with weights, of which any sum should be exact; may reorder its input. */
export type Quantile = (items: Weighted, alpha: number) => number;

/**
 * The α-quantile, linear between neighbours (Hyndman and Fan, 1996, type 7, numpy's default), of each value repeated as often as its
 * weight says: position α·(Σw − 1) counted from 0. Where the smallest weight is below 1, weights are counted in units of it. Never
 * outside the values, and linear only across one unit of weight.
 */
export const repeatedQuantile: Quantile = (items, alpha) => {
  const { unit, total } = unitOf(items);
  const position = alpha * (total / unit - 1);
  const place = Math.floor(position);
  const low = valueAt(items, place * unit);
  if (place === position) return low;
  const high = valueAt(items, (place + 1) * unit);
  return between(low, high, position - place);
};

/**
 * The middle of all numbers that minimise the weighted pinball loss: the mean of the lower and the upper inverse of the distribution
 * function at α. It does not depend on the scale of the weights.
 */
export const minimisingQuantile: Quantile = (items, alpha) => {
  const { total } = unitOf(items);
  const position = alpha * total;
  const high = valueAt(items, position);
  return between(lowerInverse(items, position), high, 0.5);
};

/**
 * LightGBM's percentile (regression_objective.hpp, PercentileFun and, with weights, WeightedPercentileFun of 4.7): with weights it
 * is linear in the distribution function, from the value before, across steps of at least 1, and else that value.
 */
export const lightgbmPercentile: Quantile = (items, alpha) =>
  items.weights === undefined ? fromTheTop(items.values, alpha) : alongTheSteps(items.values, items.weights, alpha);

/**
 * The percentile of scikit-learn's losses: with weights the least value at which their sum reaches α of all, else numpy's with its
 * roundings, on which ties between scores and targets depend.
 */
export const scikitLearnPercentile: Quantile = (items, alpha) => {
  if (items.weights !== undefined) return lowerInverse(items, alpha * unitOf(items).total);
  const position = (items.values.length - 1) * ((100 * alpha) / 100);
  const place = Math.floor(position);
  const [low, high] = [valueAt(items, place), valueAt(items, place + 1)];
  const share = position - place;
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
};

function fromTheTop(values: Float64Array, alpha: number): number {
  const n = values.length;
  if (n === 1) return values[0];
  const position = (n - 1) * (1 - alpha);
  const place = Math.floor(position) + 1;
  const high = valueAt({ values }, n - place);
  if (place >= n) return high;
  const low = valueAt({ values }, n - 1 - place);
  return high - (high - low) * (position - (place - 1));
}

function alongTheSteps(values: Float64Array, weights: Float64Array, alpha: number): number {
  const n = values.length;
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a] - values[b] || a - b);
  const reached = new Float64Array(n);
  for (let i = 0; i < n; i++) reached[i] = (i === 0 ? 0 : reached[i - 1]) + weights[order[i]];
  const threshold = reached[n - 1] * alpha;
  const found = reached.findIndex((sum) => sum > threshold);
  const at = found < 0 ? n - 1 : found;
  if (at === 0 || at === n - 1) return values[order[at]];
  const [low, high] = [values[order[at - 1]], values[order[at]]];
  const step = reached[at] - reached[at - 1];
  return step >= 1 ? ((threshold - reached[at - 1]) / step) * (high - low) + low : low;
}

/** The sum of the weights and the smallest of them, at most 1. */
function unitOf({ values, weights }: Weighted): { readonly unit: number; readonly total: number } {
  if (weights === undefined) return { unit: 1, total: values.length };
  let unit = 1;
  let total = 0;
  for (const weight of weights) {
    if (weight > 0) unit = Math.min(unit, weight);
    total += weight;
  }
  return { unit, total };
}

/** The first value at which the sum of the weights reaches `position`. */
function lowerInverse(items: Weighted, position: number): number {
  const { values, weights } = items;
  const upper = valueAt(items, position);
  let below = 0;
  let largestBelow = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    if (values[i] >= upper) continue;
    below += weights === undefined ? 1 : weights[i];
    largestBelow = Math.max(largestBelow, values[i]);
  }
  return below === position && below > 0 ? largestBelow : upper;
}

/** low + share·(high − low), between the two even where the difference overflows or rounds. */
function between(low: number, high: number, share: number): number {
  const value = (1 - share) * low + share * high;
  return Math.min(high, Math.max(low, value));
}
