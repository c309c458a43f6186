import { GyreError, type Random } from "../../core/index.js";
import type { Frame } from "../table.js";
import type { Target } from "../target.js";
import { hashedOrder, rowHashes } from "./row-hash.js";

/** Rows to learn from. */
export interface WeightedRows {
  readonly frame: Frame;
  readonly target: Target;
  /** One weight ≥ 0 for each row. */
  readonly weights: Float64Array;
}

/**
 * The fold 0 … `folds` − 1 of each row, −1 for rows of weight 0. Folds are shuffled and stratified: each class is dealt out evenly by
 * weight. Equal rows are always in one fold, so that none is on both sides, a row of weight two is dealt out as the row twice, and the
 * order of the rows has no part in it. Throws `learn.bad_table` when there are fewer different rows than folds.
 */
export function innerFolds({ frame, target, weights }: WeightedRows, folds: number, random: Random): Int32Array {
  const { order, firsts } = hashedOrder(rowHashes(frame, target, random), weights);
  const different = firsts.filter(Boolean).length;
  if (different < folds) {
    throw new GyreError("learn.bad_table", `there are ${different} different rows for ${folds} inner folds`, {
      hint: "Ask for fewer folds.",
      details: { rows: different, folds },
    });
  }
  const kinds = target.kind === "class" ? target.classes.length : 1;
  const byKind = Array.from({ length: kinds }, () => new Float64Array(folds));
  const totals = new Float64Array(folds);
  const foldOf = new Int32Array(frame.rows).fill(-1);
  for (let i = 0; i < order.length; ) {
    let weight = 0;
    let end = i;
    do weight += weights[order[end++]];
    while (end < order.length && !firsts[end]);
    const own = byKind[target.kind === "class" ? target.codes[order[i]] : 0];
    const fold = lightest(own, totals);
    own[fold] += weight;
    totals[fold] += weight;
    for (; i < end; i++) foldOf[order[i]] = fold;
  }
  return foldOf;
}

/** The fold with the least of a class, of equals the one with the least of all, of equals the first. */
function lightest(own: Float64Array, totals: Float64Array): number {
  let best = 0;
  for (let fold = 1; fold < own.length; fold++) {
    if (own[fold] < own[best] || (own[fold] === own[best] && totals[fold] < totals[best])) best = fold;
  }
  return best;
}
