import type { RawTree } from "./raw-tree.js";

/** What LightGBM takes for zero: |x| at or below the float next to 1e-35. */
const ZERO = Math.fround(1e-35);
/** The largest double below −ZERO. */
const BELOW_ZERO = -(ZERO + 2 ** -169);

/** A comparison with a threshold, and where NaN goes. */
export interface Comparison {
  readonly threshold: number;
  readonly missingLeft: boolean;
}

/**
 * The comparison of a node on a number column; null where zero stands for missing and goes to the side on which it does not lie, so
 * that one comparison cannot say it.
 */
export function comparisonOf(raw: RawTree, node: number): Comparison | null {
  const threshold = raw.threshold[node];
  const missing = raw.missing[node];
  const defaultLeft = raw.defaultLeft[node];
  if (missing === "nan") return { threshold, missingLeft: defaultLeft };
  if (missing === "none") return { threshold, missingLeft: threshold >= 0 };
  const isInside = threshold >= -ZERO && threshold < ZERO;
  if (defaultLeft) {
    if (isInside) return { threshold: ZERO, missingLeft: true };
    return threshold >= ZERO ? { threshold, missingLeft: true } : null;
  }
  if (isInside) return { threshold: BELOW_ZERO, missingLeft: false };
  return threshold < -ZERO ? { threshold, missingLeft: false } : null;
}

/** Where a value goes: to a side of the node, or on to the next comparison. */
export type Turn = "left" | "right" | "next";

/** The three comparisons that stand for a node without one, and where each sends what is at or below its threshold. */
export function comparisonsAroundZero(
  threshold: number,
  defaultLeft: boolean,
): readonly (Comparison & { readonly below: Turn; readonly above: Turn })[] {
  const next = "next" as const;
  if (defaultLeft) {
    return [
      { threshold, missingLeft: true, below: "left", above: next },
      { threshold: BELOW_ZERO, missingLeft: false, below: "right", above: next },
      { threshold: ZERO, missingLeft: true, below: "left", above: "right" },
    ];
  }
  return [
    { threshold: BELOW_ZERO, missingLeft: false, below: "left", above: next },
    { threshold: ZERO, missingLeft: true, below: "right", above: next },
    { threshold, missingLeft: false, below: "left", above: "right" },
  ];
}
