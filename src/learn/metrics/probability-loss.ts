import { type MetricInterval, Z95 } from "./interval.js";
import { checkedPositives } from "./scores.js";

type RowLoss = (label: number, probability: number) => number;

/** Probabilities are cut to [ε, 1−ε] with ε = 2⁻⁵², so that a certain wrong prediction costs 36, not Infinity. */
const CLIP = Number.EPSILON;

const logLossOfRow: RowLoss = (label, probability) => {
  const p = Math.min(1 - CLIP, Math.max(CLIP, probability));
  return label === 1 ? -Math.log(p) : -Math.log1p(-p);
};
const brierOfRow: RowLoss = (label, probability) => (label - probability) ** 2;

/**
 * Mean negative log-likelihood of the labels, in nats, of probabilities cut to [2⁻⁵², 1−2⁻⁵²]. Shapes (n) and (n).
 * NaN when empty.
 */
export function logLoss(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  return mean(labels, probabilities, logLossOfRow);
}

/** Mean squared difference of label and probability (Brier 1950). Shapes (n) and (n). NaN when empty. */
export function brier(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  return mean(labels, probabilities, brierOfRow);
}

/** {@link logLoss} with the 95 % normal interval of a mean; unbounded with fewer than two rows. */
export function logLossInterval(labels: ArrayLike<number>, probabilities: ArrayLike<number>): MetricInterval {
  return interval(labels, probabilities, logLossOfRow);
}

/** {@link brier} with the 95 % normal interval of a mean; unbounded with fewer than two rows. */
export function brierInterval(labels: ArrayLike<number>, probabilities: ArrayLike<number>): MetricInterval {
  return interval(labels, probabilities, brierOfRow);
}

function mean(labels: ArrayLike<number>, probabilities: ArrayLike<number>, loss: RowLoss): number {
  checkedPositives(labels, probabilities);
  let sum = 0;
  for (let i = 0; i < labels.length; i++) sum += loss(labels[i], probabilities[i]);
  return sum / labels.length;
}

function interval(labels: ArrayLike<number>, probabilities: ArrayLike<number>, loss: RowLoss): MetricInterval {
  const value = mean(labels, probabilities, loss);
  const n = labels.length;
  if (n < 2) return { value, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (loss(labels[i], probabilities[i]) - value) ** 2;
  const half = Z95 * Math.sqrt(squares / (n - 1) / n);
  return { value, low: value - half, high: value + half };
}
