import { GyreError } from "../../core/index.js";

/** Scores of the rows with label 1 and of those with label 0, each sorted ascending. */
export interface SplitScores {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/** Called once for each distinct score, in ascending order, with how many of each class have it and have less. */
export type TieVisitor = (
  score: number,
  positives: number,
  negatives: number,
  positivesBelow: number,
  negativesBelow: number,
) => void;

/**
 * Splits scores by label; shapes (n) and (n). Throws `learn.bad_table` when the lengths differ, a label is not 0 or 1, or
 * a score is NaN. Sorting two typed arrays natively is several times faster than sorting row numbers by score.
 */
export function splitScores(labels: ArrayLike<number>, scores: ArrayLike<number>): SplitScores {
  const positiveCount = checkedPositives(labels, scores);
  const positives = new Float64Array(positiveCount);
  const negatives = new Float64Array(labels.length - positiveCount);
  let p = 0;
  let n = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 1) positives[p++] = scores[i];
    else negatives[n++] = scores[i];
  }
  return { positives: positives.sort(), negatives: negatives.sort() };
}

/** Walks both classes together, ties in one step. O(n). */
export function forEachScore({ positives, negatives }: SplitScores, visit: TieVisitor): void {
  let i = 0;
  let j = 0;
  while (i < positives.length || j < negatives.length) {
    const fromPositives = j >= negatives.length || (i < positives.length && positives[i] <= negatives[j]);
    const score = fromPositives ? positives[i] : negatives[j];
    const firstPositive = i;
    const firstNegative = j;
    while (i < positives.length && positives[i] <= score) i++;
    while (j < negatives.length && negatives[j] <= score) j++;
    visit(score, i - firstPositive, j - firstNegative, firstPositive, firstNegative);
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
