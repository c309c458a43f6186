import { forEachScore, type SplitScores, splitScores } from "./scores.js";
import type { Weighted } from "./weights.js";

/**
 * Average precision: Σ (recall step · precision) over the distinct scores, the area under the precision–recall curve
 * without interpolation. Shapes (n) and (n), O(n log n). The share of positives is what chance gives. Without positives NaN, or
 * `withoutPositives` (scikit-learn says 0).
 *
 * @example prAuc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) // → 0.8333333333333333
 */
export function prAuc(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: Weighted & { readonly withoutPositives?: number | undefined } = {},
): number {
  const split = splitScores(labels, scores, options.weights);
  return split.positiveWeight === 0 ? (options.withoutPositives ?? Number.NaN) : prAucOf(split);
}

/** {@link prAuc} of scores that are split already. */
export function prAucOf(split: SplitScores): number {
  const { positiveWeight, negativeWeight } = split;
  let sum = 0;
  forEachScore(split, (_score, tiedPositives, _tiedNegatives, positivesBelow, negativesBelow) => {
    if (tiedPositives === 0) return;
    const found = positiveWeight - positivesBelow;
    sum += (tiedPositives * found) / (found + negativeWeight - negativesBelow);
  });
  return sum / positiveWeight;
}
