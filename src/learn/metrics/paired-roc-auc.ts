import { normalSurvival } from "../../math/index.js";
import { type SplitScores, splitScores } from "./scores.js";
import { checkedWeights, type Weighted } from "./weights.js";

/** Two ROC AUCs on the same rows, compared. */
export interface PairedRocAuc {
  readonly rocAucA: number;
  readonly rocAucB: number;
  /** rocAucA − rocAucB. */
  readonly difference: number;
  readonly standardError: number;
  /** One-sided p of "A ranks no better than B": small speaks for A. */
  readonly pGreater: number;
  /** One-sided p of "A ranks no worse than B": small speaks against A. */
  readonly pLess: number;
}

/**
 * DeLong's paired test: do scores `a` rank the same labelled rows better than scores `b`? Shapes (n), O(n log n).
 * Equal rankings have a standard error of 0 and both p 0.5. With fewer than two rows of a class everything but the AUCs
 * is NaN. Source: DeLong, DeLong and Clarke-Pearson 1988; midranks as in Sun and Xu 2014.
 */
export function pairedRocAucTest(
  labels: ArrayLike<number>,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: Weighted = {},
): PairedRocAuc {
  const weights = checkedWeights(options.weights, labels.length);
  const placementsA = placements(labels, a, splitScores(labels, a, weights));
  const placementsB = placements(labels, b, splitScores(labels, b, weights));
  const weightOf = (row: number): number => (weights === undefined ? 1 : weights[row]);
  const sums = [0, 0];
  const counts = [0, 0];
  const sumsA = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    const weight = weightOf(i);
    counts[labels[i]] += weight;
    sumsA[labels[i]] += weight * placementsA[i];
    sums[labels[i]] += weight * (placementsA[i] - placementsB[i]);
  }
  const [n, p] = counts;
  const difference = sums[1] / p;
  const squares = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    const deviation = placementsA[i] - placementsB[i] - sums[label] / counts[label];
    squares[label] += weightOf(i) * deviation * deviation;
  }
  const standardError = p < 2 || n < 2 ? Number.NaN : Math.sqrt(squares[1] / (p - 1) / p + squares[0] / (n - 1) / n);
  const z = difference === 0 ? 0 * standardError : difference / standardError;
  const rocAucA = sumsA[1] / p;
  return {
    rocAucA,
    rocAucB: rocAucA - difference,
    difference,
    standardError,
    pGreater: normalSurvival(z),
    pLess: normalSurvival(-z),
  };
}

/** For each row, in its own order, the share of the other class that it stands on the right side of; ties count half. */
function placements(labels: ArrayLike<number>, scores: ArrayLike<number>, split: SplitScores): Float64Array {
  const result = new Float64Array(labels.length);
  const weightBelow = [running(split.positives, split.weights?.[0]), running(split.negatives, split.weights?.[1])];
  for (let i = 0; i < labels.length; i++) {
    const others = labels[i] === 1 ? split.negatives : split.positives;
    const upTo = weightBelow[labels[i]];
    const below = countBelow(others, scores[i], false);
    const notAbove = others[below] === scores[i] ? countBelow(others, scores[i], true) : below;
    const share = (upTo[below] + upTo[notAbove]) / (2 * upTo[others.length]);
    result[i] = labels[i] === 1 ? share : 1 - share;
  }
  return result;
}

/** How much the first 0, 1, … of the sorted scores weigh. */
function running(scores: Float64Array, weights: Float64Array | undefined): Float64Array {
  const sums = new Float64Array(scores.length + 1);
  for (let i = 0; i < scores.length; i++) sums[i + 1] = sums[i] + (weights === undefined ? 1 : weights[i]);
  return sums;
}

/** How many of the sorted values are below `limit`, or also equal to it. */
function countBelow(sorted: Float64Array, limit: number, orEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < limit || (orEqual && sorted[middle] === limit)) low = middle + 1;
    else high = middle;
  }
  return low;
}
