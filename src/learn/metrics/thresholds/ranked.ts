import { GyreError } from "../../../core/index.js";
import { ascendingOrder } from "../score-order.js";
import { checkedPositives } from "../scores.js";

/** Rows from the highest score down. */
export interface Ranked {
  readonly order: Uint32Array;
  readonly labels: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
}

/** Weight of the rows at or above a cut and below it, by label. */
export interface Outcome {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** What makes one cut better than another: greater is better, NaN is no cut to choose. */
export type Objective = (outcome: Outcome) => number;

/** A cut: rows with a score of at least `threshold` are taken as positive. */
export interface Cut {
  readonly threshold: number;
  readonly merit: number;
}

/** Sorts once; refuses labels other than 0 and 1 and scores that are not finite. O(n log n). */
export function rankedRows(labels: ArrayLike<number>, scores: ArrayLike<number>): Ranked {
  checkedPositives(labels, scores);
  const row = Array.prototype.findIndex.call(scores, (score) => !Number.isFinite(score));
  if (row >= 0) {
    throw new GyreError("learn.bad_table", `the score of row ${row} is ${scores[row]}, expected a finite number`, {
      details: { row },
    });
  }
  return { order: ascendingOrder(Float64Array.from(scores, (score) => -score)), labels, scores };
}

/** What comes of taking the rows with a score of at least `threshold` as positive. O(n). */
export function outcomeAt({ labels, scores }: Ranked, weights: Float64Array, threshold: number): Outcome {
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < labels.length; i++) counts[(scores[i] >= threshold ? 2 : 0) + labels[i]] += weights[i];
  return { trueNegatives: counts[0], falseNegatives: counts[1], falsePositives: counts[2], truePositives: counts[3] };
}

/**
 * The best of all cuts between distinct scores, none and all included; of equal ones that with the fewest positives. The threshold
 * lies in the middle between its neighbours; Infinity takes no row as positive, −Infinity all. Undefined where every cut is NaN. O(n).
 */
export function bestCut(ranked: Ranked, weights: Float64Array, objective: Objective): Cut | undefined {
  const { order, labels, scores } = ranked;
  const all = outcomeAt(ranked, weights, Number.NEGATIVE_INFINITY);
  let best: Cut | undefined;
  let truePositives = 0;
  let falsePositives = 0;
  const offer = (threshold: number): void => {
    const falseNegatives = Math.max(0, all.truePositives - truePositives);
    const trueNegatives = Math.max(0, all.falsePositives - falsePositives);
    const merit = objective({ truePositives, falsePositives, falseNegatives, trueNegatives });
    if (!Number.isNaN(merit) && (best === undefined || merit > best.merit)) best = { threshold, merit };
  };
  let above = Number.POSITIVE_INFINITY;
  for (let i = 0; i < order.length; ) {
    const score = scores[order[i]];
    let end = i;
    let weight = 0;
    while (end < order.length && scores[order[end]] === score) weight += weights[order[end++]];
    if (weight > 0) {
      offer(middle(score, above));
      for (let at = i; at < end; at++) {
        if (labels[order[at]] === 1) truePositives += weights[order[at]];
        else falsePositives += weights[order[at]];
      }
      above = score;
    }
    i = end;
  }
  offer(Number.NEGATIVE_INFINITY);
  return best;
}

/** A number above `low` and at most `high`; the sum of the halves cannot overflow. */
function middle(low: number, high: number): number {
  if (high === Number.POSITIVE_INFINITY) return high;
  const between = low / 2 + high / 2;
  return between > low ? between : high;
}
