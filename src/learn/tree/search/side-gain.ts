import { gainOfValue, type LeafSums, leafValue, shrunk } from "./leaf-sums.js";
import type { SplitRules } from "./rules.js";

/** One side of a candidate. */
export interface Side {
  g: number;
  h: number;
  weight: number;
}

/** Both sides of a candidate. */
export interface Sides {
  readonly left: Side;
  readonly right: Side;
}

/** The rules and the leaf that is to be divided. */
export interface Judge {
  readonly rules: SplitRules;
  readonly leaf: LeafSums;
}

/**
 * The gain of both sides together under all of the rules, for scikit-learn over the undivided leaf's; −∞ where the two values would break the order that `sign` (1, −1, 0 = none)
 * asks for.
 */
export function sidesGain({ rules, leaf }: Judge, { left, right }: Sides, l2: number, sign: number): number {
  const { l1, maxDeltaStep, pathSmooth, monotone, isScikitLearn } = rules;
  if (!isScikitLearn && monotone === null && pathSmooth === 0 && maxDeltaStep === Number.POSITIVE_INFINITY) {
    const leftG = shrunk(left.g, l1);
    const rightG = shrunk(right.g, l1);
    return (leftG * leftG) / (left.h + l2) + (rightG * rightG) / (right.h + l2);
  }
  const leftValue = leafValue(rules, left, l2, leaf);
  const rightValue = leafValue(rules, right, l2, leaf);
  if (sign * (leftValue - rightValue) > 0) return Number.NEGATIVE_INFINITY;
  // Its order of rounding decides which divisions of alike rows gain anything.
  if (isScikitLearn)
    return shrunk(leaf.g, l1) * leaf.value - shrunk(left.g, l1) * leftValue - shrunk(right.g, l1) * rightValue;
  return gainOfValue(rules, left, l2, leftValue) + gainOfValue(rules, right, l2, rightValue);
}
