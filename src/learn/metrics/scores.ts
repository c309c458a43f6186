import { GyreError } from "../../core/index.js";
import { ascendingOrder } from "./score-order.js";
import { checkedWeights } from "./weights.js";

/** Scores of the rows with label 1 and of those with label 0, each sorted ascending, and what the rows weigh. */
export interface SplitScores {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  /** The weights of `positives` and of `negatives`; absent where every row counts once. */
  readonly weights?: readonly [positives: Float64Array, negatives: Float64Array];
  /** Total weight of the rows of each class: their number, without weights. */
  readonly positiveWeight: number;
  readonly negativeWeight: number;
}

/** Called once for each distinct score, in ascending order, with how much of each class has it and how much has less. */
export type TieVisitor = (
  score: number,
  positives: number,
  negatives: number,
  positivesBelow: number,
  negativesBelow: number,
) => void;

/**
 * Splits scores by label; shapes (n) and (n). Throws `learn.bad_table` when the lengths differ, a label is not 0 or 1, or
 * a score is NaN. Sorting two typed arrays natively is several times faster than sorting row numbers by score. Rows of weight 0
 * are left out.
 */
export function splitScores(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): SplitScores {
  const positiveCount = checkedPositives(labels, scores);
  const checked = checkedWeights(weights, labels.length);
  if (checked !== undefined) return weightedSplit(labels, scores, checked);
  const positives = new Float64Array(positiveCount);
  const negatives = new Float64Array(labels.length - positiveCount);
  let p = 0;
  let n = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 1) positives[p++] = scores[i];
    else negatives[n++] = scores[i];
  }
  return {
    positives: positives.sort(),
    negatives: negatives.sort(),
    positiveWeight: positives.length,
    negativeWeight: negatives.length,
  };
}

function weightedSplit(labels: ArrayLike<number>, scores: ArrayLike<number>, weights: Float64Array): SplitScores {
  const values: [number[], number[]] = [[], []];
  const shares: [number[], number[]] = [[], []];
  const totals = [0, 0];
  for (const row of ascendingOrder(scores)) {
    if (weights[row] === 0) continue;
    values[labels[row]].push(scores[row]);
    shares[labels[row]].push(weights[row]);
    totals[labels[row]] += weights[row];
  }
  return {
    positives: Float64Array.from(values[1]),
    negatives: Float64Array.from(values[0]),
    weights: [Float64Array.from(shares[1]), Float64Array.from(shares[0])],
    positiveWeight: totals[1],
    negativeWeight: totals[0],
  };
}

/** Walks both classes together, ties in one step. O(n). */
export function forEachScore(split: SplitScores, visit: TieVisitor): void {
  const { positives, negatives, weights } = split;
  let i = 0;
  let j = 0;
  let positivesBelow = 0;
  let negativesBelow = 0;
  while (i < positives.length || j < negatives.length) {
    const fromPositives = j >= negatives.length || (i < positives.length && positives[i] <= negatives[j]);
    const score = fromPositives ? positives[i] : negatives[j];
    let tiedPositives = 0;
    let tiedNegatives = 0;
    for (; i < positives.length && positives[i] <= score; i++)
      tiedPositives += weights === undefined ? 1 : weights[0][i];
    for (; j < negatives.length && negatives[j] <= score; j++)
      tiedNegatives += weights === undefined ? 1 : weights[1][j];
    visit(score, tiedPositives, tiedNegatives, positivesBelow, negativesBelow);
    positivesBelow += tiedPositives;
    negativesBelow += tiedNegatives;
  }
}

/** Refuses what no metric is defined for, as {@link splitScores} does, and counts the labels that are 1. */
export function checkedPositives(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  if (labels.length !== scores.length) {
    throw new GyreError("learn.bad_table", `there are ${labels.length} labels for ${scores.length} scores`);
  }
  let positives = 0;
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row];
    if (label === 1) positives++;
    else if (label !== 0) {
      throw new GyreError("learn.bad_table", `the label of row ${row} is ${label}, expected 0 or 1`, {
        details: { row },
      });
    }
    if (Number.isNaN(scores[row])) {
      throw new GyreError("learn.bad_table", `the score of row ${row} is NaN`, { details: { row } });
    }
  }
  return positives;
}
