import { forEachScore, type SplitScores, splitScores } from "./scores.js";

/**
 * Average precision: Σ (recall step · precision) over the distinct scores, the area under the precision–recall curve
 * without interpolation. Shapes (n) and (n), O(n log n). NaN without positives; the share of positives is what chance gives.
 *
 * @example prAuc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) // → 0.8333333333333333
 */
export function prAuc(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  return prAucOf(splitScores(labels, scores));
}

/** {@link prAuc} of scores that are split already. */
export function prAucOf(split: SplitScores): number {
  const p = split.positives.length;
  const n = split.negatives.length;
  let sum = 0;
  forEachScore(split, (_score, tiedPositives, _tiedNegatives, positivesBelow, negativesBelow) => {
    const found = p - positivesBelow;
    sum += (tiedPositives * found) / (found + n - negativesBelow);
  });
  return sum / p;
}
