import { type MetricInterval, Z95 } from "./interval.js";
import { forEachScore, type SplitScores, splitScores } from "./scores.js";

/**
 * Area under the ROC curve: the chance that a random positive scores above a random negative, ties counting half
 * (midranks). Shapes (n) and (n), O(n log n). NaN when only one class is present.
 *
 * @example rocAuc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) // → 0.75
 */
export function rocAuc(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  return rocAucOf(splitScores(labels, scores));
}

/**
 * ROC AUC with its 95 % interval by DeLong, DeLong and Clarke-Pearson (1988), cut to [0, 1]. With fewer than two rows of
 * a class the interval is [0, 1]; with one class the value is NaN. A perfect separation has zero estimated variance, so
 * its interval is the single point 1: read it together with the number of rows.
 */
export function rocAucInterval(labels: ArrayLike<number>, scores: ArrayLike<number>): MetricInterval {
  return rocAucIntervalOf(splitScores(labels, scores));
}

/** {@link rocAuc} of scores that are split already. */
export function rocAucOf(split: SplitScores): number {
  const { positives, negatives } = split;
  let wins = 0;
  forEachScore(split, (_score, tiedPositives, tiedNegatives, _below, negativesBelow) => {
    wins += tiedPositives * (negativesBelow + tiedNegatives / 2);
  });
  return wins / (positives.length * negatives.length);
}

/** {@link rocAucInterval} of scores that are split already. */
export function rocAucIntervalOf(split: SplitScores): MetricInterval {
  const p = split.positives.length;
  const n = split.negatives.length;
  const value = rocAucOf(split);
  if (p < 2 || n < 2) return { value, low: 0, high: 1 };
  // A row's placement is the share of the other class that it beats; the variance of the AUC is that of the placements.
  let positiveSquares = 0;
  let negativeSquares = 0;
  forEachScore(split, (_score, tiedPositives, tiedNegatives, positivesBelow, negativesBelow) => {
    const ofPositive = (negativesBelow + tiedNegatives / 2) / n - value;
    const ofNegative = (p - positivesBelow - tiedPositives / 2) / p - value;
    positiveSquares += tiedPositives * ofPositive * ofPositive;
    negativeSquares += tiedNegatives * ofNegative * ofNegative;
  });
  const half = Z95 * Math.sqrt(positiveSquares / (p - 1) / p + negativeSquares / (n - 1) / n);
  return { value, low: Math.max(0, value - half), high: Math.min(1, value + half) };
}
