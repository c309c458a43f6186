import { prAucOf } from "./pr-auc.js";
import { brier, logLoss } from "./probability-loss.js";
import { calibrationErrorOf } from "./reliability.js";
import { rocAucIntervalOf } from "./roc-auc.js";
import { splitScores } from "./scores.js";
import type { Weighted } from "./weights.js";

/** Quality of predicted probabilities of a binary outcome. What is undefined (no rows, one class only) is NaN. */
export interface BinaryMetrics {
  readonly rocAuc: number;
  /** 95 % interval of the ROC AUC (DeLong). */
  readonly rocAucLow: number;
  readonly rocAucHigh: number;
  /** Average precision. */
  readonly prAuc: number;
  /** In nats. */
  readonly logLoss: number;
  readonly brier: number;
  /** Ten bins of equal frequency. */
  readonly calibrationError: number;
  /** Total weight of the rows: their number, without weights. */
  readonly rows: number;
  readonly positiveRate: number;
}

/**
 * All binary metrics with one sort; labels 0 or 1 and probabilities, shapes (n) and (n), O(n log n).
 * Throws `learn.bad_table` on unequal lengths, other labels, or NaN probabilities.
 */
export function binaryMetrics(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: Weighted = {},
): BinaryMetrics {
  const split = splitScores(labels, probabilities, options.weights);
  const auc = rocAucIntervalOf(split);
  const oneClass = Number.isNaN(auc.value);
  return {
    rocAuc: auc.value,
    rocAucLow: oneClass ? Number.NaN : auc.low,
    rocAucHigh: oneClass ? Number.NaN : auc.high,
    prAuc: prAucOf(split),
    logLoss: logLoss(labels, probabilities, options),
    brier: brier(labels, probabilities, options),
    calibrationError: calibrationErrorOf(split),
    rows: split.positiveWeight + split.negativeWeight,
    positiveRate: split.positiveWeight / (split.positiveWeight + split.negativeWeight),
  };
}
