import { GyreError } from "../../core/index.js";
import { forEachScore, type SplitScores, splitScores } from "./scores.js";
import type { Weighted } from "./weights.js";

/** Points of a ROC curve from (0, 0) to (1, 1); rows with a score of at least the threshold count as positive. */
export interface RocCurve {
  readonly falsePositiveRate: Float64Array;
  readonly truePositiveRate: Float64Array;
  /** Falling; the first is Infinity: no row is positive. */
  readonly thresholds: Float64Array;
}

/** Points of a precision–recall curve, recall falling; the last, without threshold, is recall 0 and precision 1. */
export interface PrecisionRecallCurve {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  /** Rising, one fewer than there are points. */
  readonly thresholds: Float64Array;
}

/** Total weight of the positives and negatives with a score of at least each threshold; thresholds fall. */
export interface Cuts {
  readonly thresholds: Float64Array;
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
}

/**
 * The ROC curve of `labels` (0, 1) and `scores`, `(n)` each, a point for each distinct score; `dropCollinear` (default) leaves out
 * points in the middle of a straight stretch. A rate of a class that has no rows is NaN. O(n log n).
 */
export function rocCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: Weighted & { readonly dropCollinear?: boolean | undefined } = {},
): RocCurve {
  const split = splitScores(labels, scores, options.weights);
  const all = cutsOf(split);
  const kept = options.dropCollinear === false ? all : withoutCollinear(all);
  return {
    falsePositiveRate: ratesOf(kept.falsePositives, split.negativeWeight),
    truePositiveRate: ratesOf(kept.truePositives, split.positiveWeight),
    thresholds: withInfinity(kept.thresholds),
  };
}

/**
 * The precision–recall curve of `labels` (0, 1) and `scores`, `(n)` each, a point for each distinct score. Without positives the
 * recall is 1 everywhere, as in scikit-learn. O(n log n).
 */
export function precisionRecallCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: Weighted = {},
): PrecisionRecallCurve {
  const split = splitScores(labels, scores, options.weights);
  const { thresholds, truePositives, falsePositives } = cutsOf(split);
  const n = thresholds.length;
  const precision = new Float64Array(n + 1).fill(1);
  const recall = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    const at = n - 1 - i;
    precision[i] = truePositives[at] / (truePositives[at] + falsePositives[at]);
    recall[i] = split.positiveWeight === 0 ? 1 : truePositives[at] / split.positiveWeight;
  }
  return { precision, recall, thresholds: thresholds.slice().reverse() };
}

/** The standardised partial area under the ROC curve up to the false-positive rate `maxFpr`, the curve interpolated there. */
export function partialRocAuc(split: SplitScores, maxFpr: number): number {
  if (!(maxFpr > 0 && maxFpr <= 1)) {
    throw new GyreError("learn.bad_config", `maxFpr is ${maxFpr}, expected a number above 0 and at most 1`);
  }
  const { positiveWeight, negativeWeight } = split;
  if (positiveWeight === 0 || negativeWeight === 0) return Number.NaN;
  const { truePositives, falsePositives } = cutsOf(split);
  let area = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < truePositives.length && x < maxFpr; i++) {
    const nextX = falsePositives[i] / negativeWeight;
    const nextY = truePositives[i] / positiveWeight;
    const end = Math.min(nextX, maxFpr);
    const endY = nextX === end ? nextY : y + ((nextY - y) * (end - x)) / (nextX - x);
    area += ((end - x) * (y + endY)) / 2;
    x = nextX;
    y = nextY;
  }
  const least = (maxFpr * maxFpr) / 2;
  return 0.5 * (1 + (area - least) / (maxFpr - least));
}

/** One cut for each distinct score, from the highest down. */
export function cutsOf(split: SplitScores): Cuts {
  const thresholds: number[] = [];
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  forEachScore(split, (score, _positives, _negatives, positivesBelow, negativesBelow) => {
    thresholds.push(score);
    truePositives.push(split.positiveWeight - positivesBelow);
    falsePositives.push(split.negativeWeight - negativesBelow);
  });
  return {
    thresholds: Float64Array.from(thresholds.reverse()),
    truePositives: Float64Array.from(truePositives.reverse()),
    falsePositives: Float64Array.from(falsePositives.reverse()),
  };
}

function withInfinity(thresholds: Float64Array): Float64Array {
  const all = new Float64Array(thresholds.length + 1).fill(Number.POSITIVE_INFINITY);
  all.set(thresholds, 1);
  return all;
}

function ratesOf(counts: Float64Array, total: number): Float64Array {
  const rates = new Float64Array(counts.length + 1);
  counts.forEach((count, i) => {
    rates[i + 1] = count / total;
  });
  return total === 0 ? rates.fill(Number.NaN) : rates;
}

function withoutCollinear(cuts: Cuts): Cuts {
  const { truePositives: t, falsePositives: f } = cuts;
  const bends = (values: Float64Array, i: number): boolean => values[i + 1] - values[i] !== values[i] - values[i - 1];
  const kept = Array.from(t.keys()).filter((i) => i === 0 || i === t.length - 1 || bends(t, i) || bends(f, i));
  const pick = (values: Float64Array): Float64Array => Float64Array.from(kept, (i) => values[i]);
  return { thresholds: pick(cuts.thresholds), truePositives: pick(t), falsePositives: pick(f) };
}
