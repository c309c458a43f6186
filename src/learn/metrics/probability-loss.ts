import { type IntervalOptions, type MetricInterval, twoSidedQuantile } from "./interval.js";
import { checkedPositives } from "./scores.js";
import { checkedWeights, type Weighted, weightedMean } from "./weights.js";

type Numbers = ArrayLike<number>;
type RowLoss = (label: number, probability: number) => number;

/**
 * Probabilities are cut to [ε, 1−ε], so that a certain wrong prediction costs 36, not Infinity: ε = 2⁻⁵², or 2⁻²³ for
 * probabilities in single precision, which lie that far apart.
 */
export function clipOf(probabilities: Numbers): number {
  return probabilities instanceof Float32Array ? 2 ** -23 : Number.EPSILON;
}

/** Loss of a probability given to what came true; it is cut to [`clip`, 1 − `clip`]. */
function logLossWith(clip: number): RowLoss {
  return (label, probability) => {
    const p = Math.min(1 - clip, Math.max(clip, probability));
    return label === 1 ? -Math.log(p) : -Math.log1p(-p);
  };
}

const brierOfRow: RowLoss = (label, probability) => (label - probability) ** 2;

/**
 * Mean negative log-likelihood of the labels, in nats, of probabilities cut to [2⁻⁵², 1−2⁻⁵²] ([2⁻²³, 1−2⁻²³] in a Float32Array).
 * Shapes (n) and (n). NaN when empty.
 */
export function logLoss(labels: Numbers, probabilities: Numbers, options: Weighted = {}): number {
  return mean(labels, probabilities, { ...options, loss: logLossWith(clipOf(probabilities)) });
}

/** Mean squared difference of label and probability, from 0 to 1 (Brier 1950). Shapes (n) and (n). NaN when empty. */
export function brier(labels: Numbers, probabilities: Numbers, options: Weighted = {}): number {
  return mean(labels, probabilities, { ...options, loss: brierOfRow });
}

/** {@link logLoss} with the normal interval of a mean, 95 % by default; unbounded with fewer than two rows. */
export function logLossInterval(
  labels: Numbers,
  probabilities: Numbers,
  options: IntervalOptions = {},
): MetricInterval {
  return interval(labels, probabilities, { ...options, loss: logLossWith(clipOf(probabilities)) });
}

/** {@link brier} with the normal interval of a mean, 95 % by default; unbounded with fewer than two rows. */
export function brierInterval(labels: Numbers, probabilities: Numbers, options: IntervalOptions = {}): MetricInterval {
  return interval(labels, probabilities, { ...options, loss: brierOfRow });
}

function mean(
  labels: Numbers,
  probabilities: Numbers,
  { weights, loss }: Weighted & { readonly loss: RowLoss },
): number {
  checkedPositives(labels, probabilities);
  return weightedMean(labels.length, checkedWeights(weights, labels.length), (row) =>
    loss(labels[row], probabilities[row]),
  );
}

function interval(
  labels: Numbers,
  probabilities: Numbers,
  options: IntervalOptions & { readonly loss: RowLoss },
): MetricInterval {
  checkedPositives(labels, probabilities);
  const losses = Float64Array.from(labels, (label, row) => options.loss(label, probabilities[row]));
  return meanInterval(losses, options);
}

/**
 * The mean of `values` with its normal interval; the total weight stands for the number of rows. Unbounded with fewer than two
 * rows. O(n).
 */
export function meanInterval(values: Float64Array, options: IntervalOptions = {}): MetricInterval {
  const weights = checkedWeights(options.weights, values.length);
  const z = twoSidedQuantile(options.level);
  const n = weights === undefined ? values.length : weights.reduce((sum, weight) => sum + weight, 0);
  const value = weightedMean(values.length, weights, (row) => values[row]);
  if (!(n >= 2)) return { value, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const variance = weightedMean(values.length, weights, (row) => (values[row] - value) ** 2) * (n / (n - 1));
  const half = z * Math.sqrt(variance / n);
  return { value, low: value - half, high: value + half };
}
