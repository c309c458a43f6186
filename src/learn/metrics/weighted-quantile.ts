import { ascendingOrder } from "./score-order.js";
import { checkedWeights, type Weighted } from "./weights.js";

/**
 * The `level` quantile of `values` by the averaged inverted distribution function: the smallest value at which the weights reach
 * `level` of their total, averaged with the next one where they reach it exactly. Its median with weights 1 is the usual median.
 * NaN when nothing weighs anything. O(n log n). Source: Hyndman and Fan 1996, definition 2.
 */
export function weightedQuantile(values: ArrayLike<number>, level: number, { weights }: Weighted = {}): number {
  const checked = checkedWeights(weights, values.length);
  const order = ascendingOrder(values);
  return quantileInOrder(values, order, { level, weights: checked });
}

/** {@link weightedQuantile} of rows whose ascending order is known. O(n). */
export function quantileInOrder(
  values: ArrayLike<number>,
  order: Uint32Array,
  { level, weights }: { readonly level: number; readonly weights: Float64Array | undefined },
): number {
  let total = 0;
  for (const row of order) total += weights === undefined ? 1 : weights[row];
  const wanted = level * total;
  let seen = 0;
  let found = Number.NaN;
  for (const row of order) {
    const weight = weights === undefined ? 1 : weights[row];
    if (weight === 0) continue;
    if (!Number.isNaN(found)) return (found + values[row]) / 2;
    seen += weight;
    // Sums of fractional weights that should meet the level exactly may miss it by their rounding.
    if (seen > wanted + total * 1e-14) return values[row];
    if (seen >= wanted - total * 1e-14) found = values[row];
  }
  return found;
}

/**
 * The `level` quantile with linear interpolation between neighbours (Hyndman and Fan's definition 7, NumPy's default) of `sorted`
 * ascending values; with weights as if each value stood there that often.
 */
export function linearQuantile(sorted: ArrayLike<number>, level: number, weights?: ArrayLike<number>): number {
  if (sorted.length === 0) return Number.NaN;
  if (weights === undefined) {
    const at = level * (sorted.length - 1);
    const below = Math.floor(at);
    const next = sorted[Math.min(sorted.length - 1, below + 1)];
    return between(sorted[below], next, at - below);
  }
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i];
  const at = Math.max(0, level * (total - 1));
  const below = Math.floor(at);
  return between(valueAt(sorted, weights, below), valueAt(sorted, weights, below + 1), at - below);
}

function between(low: number, high: number, share: number): number {
  return low === high || share === 0 ? low : low + share * (high - low);
}

/** The value at place `place` (from 0) where each value fills as many places as it weighs. */
function valueAt(sorted: ArrayLike<number>, weights: ArrayLike<number>, place: number): number {
  let seen = 0;
  let last = Number.NaN;
  for (let i = 0; i < sorted.length; i++) {
    if (weights[i] === 0) continue;
    seen += weights[i];
    last = sorted[i];
    if (place < seen) return last;
  }
  return last;
}
