import { GyreError } from "../../../core/index.js";
import { weightedQuantile } from "../weighted-quantile.js";
import { checkedWeights, checkPairs, type Weighted, weightedMean } from "../weights.js";

type Numbers = ArrayLike<number>;

/** Below this a true value counts as this much in {@link meanAbsolutePercentageError}, as in scikit-learn. */
const SMALLEST_SHARE = Number.EPSILON;

/**
 * Mean squared error. Shapes `(n)`, O(n); NaN without rows, as are all means here.
 *
 * @example
 * ```ts
 * meanSquaredError([1, 2, 4], [1, 3, 2]); // 5/3
 * ```
 */
export function meanSquaredError(actual: Numbers, predicted: Numbers, options: Weighted = {}): number {
  return meanOf(actual, predicted, options, (y, p) => (y - p) * (y - p));
}

/** Root of the mean squared error, in the unit of the target. */
export function rootMeanSquaredError(actual: Numbers, predicted: Numbers, options: Weighted = {}): number {
  return Math.sqrt(meanSquaredError(actual, predicted, options));
}

/** Mean absolute error, in the unit of the target. */
export function meanAbsoluteError(actual: Numbers, predicted: Numbers, options: Weighted = {}): number {
  return meanOf(actual, predicted, options, (y, p) => Math.abs(y - p));
}

/** Median absolute error, by the averaged inverted distribution function of the weights. O(n log n). */
export function medianAbsoluteError(actual: Numbers, predicted: Numbers, options: Weighted = {}): number {
  checkPairs(actual, predicted);
  const errors = Float64Array.from(actual, (y, row) => Math.abs(y - predicted[row]));
  return weightedQuantile(errors, 0.5, options);
}

/**
 * Mean of |error| / |actual|, as a share (0.1 is 10 %). A true value of 0 counts as 2⁻⁵², so that one such row makes it huge: a
 * target with zeros needs another metric.
 */
export function meanAbsolutePercentageError(actual: Numbers, predicted: Numbers, options: Weighted = {}): number {
  return meanOf(actual, predicted, options, (y, p) => Math.abs(y - p) / Math.max(Math.abs(y), SMALLEST_SHARE));
}

/**
 * Mean squared difference of ln(1 + value). Throws `learn.bad_table` naming the row of a value ≤ −1.
 */
export function meanSquaredLogError(actual: Numbers, predicted: Numbers, options: Weighted = {}): number {
  for (const [what, values] of [["actual value", actual] as const, ["prediction", predicted] as const]) {
    const row = Array.prototype.findIndex.call(values, (value) => value <= -1);
    if (row < 0) continue;
    throw new GyreError("learn.bad_table", `the ${what} of row ${row} is ${values[row]}, expected more than −1`, {
      details: { row },
    });
  }
  return meanOf(actual, predicted, options, (y, p) => (Math.log1p(y) - Math.log1p(p)) ** 2);
}

/** The largest absolute error of a row that weighs anything; NaN without rows. */
export function maxError(actual: Numbers, predicted: Numbers, options: Weighted = {}): number {
  checkPairs(actual, predicted);
  const weights = checkedWeights(options.weights, actual.length);
  let largest = Number.NaN;
  for (let i = 0; i < actual.length; i++) {
    const error = Math.abs(actual[i] - predicted[i]);
    if (weights?.[i] !== 0 && !(error <= largest)) largest = error;
  }
  return largest;
}

/** The weighted mean of a loss of each row. */
export function meanOf(
  actual: Numbers,
  predicted: Numbers,
  options: Weighted,
  loss: (actual: number, predicted: number) => number,
): number {
  checkPairs(actual, predicted);
  const weights = checkedWeights(options.weights, actual.length);
  return weightedMean(actual.length, weights, (row) => loss(actual[row], predicted[row]));
}
