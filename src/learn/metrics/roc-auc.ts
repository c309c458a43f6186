import { type IntervalOptions, type MetricInterval, twoSidedQuantile } from "./interval.js";
import { proportionInterval } from "./intervals/proportion.js";
import { partialRocAuc } from "./roc-curve.js";
import { forEachScore, type SplitScores, splitScores } from "./scores.js";
import type { Weighted } from "./weights.js";

/**
 * Area under the ROC curve: the chance that a random positive scores above a random negative, ties counting half
 * (midranks). Shapes (n) and (n), O(n log n). NaN when only one class is present. With `maxFpr` below 1 the area up to that
 * false-positive rate, standardised so that chance gives ½ and perfection 1 (McClish 1989).
 *
 * @example rocAuc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) // → 0.75
 */
export function rocAuc(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: Weighted & { readonly maxFpr?: number | undefined } = {},
): number {
  const split = splitScores(labels, scores, options.weights);
  const { maxFpr = 1 } = options;
  return maxFpr === 1 ? rocAucOf(split) : partialRocAuc(split, maxFpr);
}

/** What {@link rocAucInterval} takes. */
export interface RocAucIntervalOptions extends IntervalOptions {
  /**
   * `linear` (default): value ± z·se, cut to [0, 1]; a perfect separation has zero estimated variance, so its interval is the
   * single point 1: read it together with the number of rows. `logit`: symmetric in log(AUC / (1 − AUC)), which stays within
   * (0, 1) and covers better near the ends; with zero variance Wilson's interval of a proportion of as many trials as the rarer
   * class has rows.
   */
  readonly scale?: "linear" | "logit" | undefined;
}

/**
 * ROC AUC with its interval by DeLong, DeLong and Clarke-Pearson (1988). With fewer than two rows of a class the interval is
 * [0, 1]; with one class the value is NaN.
 */
export function rocAucInterval(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: RocAucIntervalOptions = {},
): MetricInterval {
  return rocAucIntervalOf(splitScores(labels, scores, options.weights), options);
}

/** {@link rocAuc} of scores that are split already. */
export function rocAucOf(split: SplitScores): number {
  let wins = 0;
  forEachScore(split, (_score, tiedPositives, tiedNegatives, _below, negativesBelow) => {
    wins += tiedPositives * (negativesBelow + tiedNegatives / 2);
  });
  return wins / (split.positiveWeight * split.negativeWeight);
}

/** {@link rocAucInterval} of scores that are split already. */
export function rocAucIntervalOf(split: SplitScores, options: RocAucIntervalOptions = {}): MetricInterval {
  const value = rocAucOf(split);
  const z = twoSidedQuantile(options.level);
  const trials = Math.min(split.positiveWeight, split.negativeWeight);
  if (trials < 2) return { value, low: 0, high: 1 };
  const error = Math.sqrt(rocAucVarianceOf(split, value));
  if (options.scale !== "logit") {
    return { value, low: Math.max(0, value - z * error), high: Math.min(1, value + z * error) };
  }
  if (error === 0 || value === 0 || value === 1) {
    const [low, high] = proportionInterval(value * trials, trials, { level: options.level });
    return { value, low, high };
  }
  const centre = Math.log(value / (1 - value));
  const half = (z * error) / (value * (1 - value));
  const back = (logit: number): number => 1 / (1 + Math.exp(-logit));
  return { value, low: back(centre - half), high: back(centre + half) };
}

/**
 * DeLong's variance of the ROC AUC `value` of `split`. A row's placement is the share of the other class that it beats; the
 * variance of the AUC is that of the placements. NaN with a total weight of at most 1 of a class.
 */
export function rocAucVarianceOf(split: SplitScores, value: number): number {
  const { positiveWeight: p, negativeWeight: n } = split;
  let positiveSquares = 0;
  let negativeSquares = 0;
  forEachScore(split, (_score, tiedPositives, tiedNegatives, positivesBelow, negativesBelow) => {
    const ofPositive = (negativesBelow + tiedNegatives / 2) / n - value;
    const ofNegative = (p - positivesBelow - tiedPositives / 2) / p - value;
    positiveSquares += tiedPositives * ofPositive * ofPositive;
    negativeSquares += tiedNegatives * ofNegative * ofNegative;
  });
  return p > 1 && n > 1 ? positiveSquares / (p - 1) / p + negativeSquares / (n - 1) / n : Number.NaN;
}
