import type { HessianRange } from "../grow/leaf.js";
import { areWhole, totalWeight } from "../objectives/order-free-sum.js";
import { gridOf } from "./grid.js";

/** How rows weigh in sums. */
export interface Weighing {
  /** Absent = all 1. */
  readonly weights?: Float64Array;
  /** Every weight is a number of copies of its row. */
  readonly isWhole: boolean;
  readonly total: number;
  readonly largest: number;
  readonly rows: number;
}

/** Where weights are fractions, or rows are sampled, a row's hessian says little of its weight. */
export const UNKNOWN: HessianRange = { least: 0, most: Number.POSITIVE_INFINITY };

/** The weighing of `rows` rows. */
export function weighingOf(rows: number, weights?: Float64Array): Weighing {
  return {
    rows,
    ...(weights && { weights }),
    isWhole: areWhole(weights),
    total: totalWeight(rows, weights),
    largest: weights === undefined ? 1 : weights.reduce((most, weight) => Math.max(most, weight), 0),
  };
}

/** The grids that a derivative is rounded to before and after it is multiplied by its row's weight; 0 = not rounded. */
export interface Grids {
  readonly before: number;
  readonly after: number;
}

/**
 * The grids of derivatives up to `largest` in size. A whole weight multiplies a rounded
 * derivative, which gives exactly what that many rows add up to; any other one is multiplied in first.
 */
export function gridsOf(weighing: Weighing, largest: number): Grids {
  return weighing.isWhole
    ? { before: gridOf(largest, weighing.total), after: 0 }
    : { before: 0, after: gridOf(largest * weighing.largest, weighing.rows) };
}
