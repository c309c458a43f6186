import { describe, expect, it } from "vitest";
import type { MissingKind, RawTree } from "./raw-tree.js";
import { comparisonOf, comparisonsAroundZero } from "./zero-missing.js";

const ZERO = Math.fround(1e-35);
const BELOW = -(ZERO * (1 + 2 ** -52));
const values = [Number.NaN, 0, -0, ZERO, -ZERO, BELOW, -BELOW, 5e-36, 1, -1, 2, -2, 1e308, Number.NEGATIVE_INFINITY];
const thresholds = values.filter((value) => !Number.isNaN(value));

/** LightGBM's `Tree::NumericalDecision`, word for word. */
function isLeftInLightgbm(value: number, threshold: number, missing: MissingKind, defaultLeft: boolean): boolean {
  let x = value;
  if (Number.isNaN(x) && missing !== "nan") x = 0;
  if ((missing === "zero" && x >= -ZERO && x <= ZERO) || (missing === "nan" && Number.isNaN(x))) return defaultLeft;
  return x <= threshold;
}

function oneNode(threshold: number, missing: MissingKind, defaultLeft: boolean): RawTree {
  return {
    column: [0],
    threshold: [threshold],
    isCategory: [false],
    defaultLeft: [defaultLeft],
    missing: [missing],
    left: [~0],
    right: [~1],
    gain: [1],
    nodeCount: [2],
    leaves: [0, 1],
    leafCount: [1, 1],
    setStart: [],
    setWords: [],
  };
}

function isLeftHere(value: number, threshold: number, missing: MissingKind, defaultLeft: boolean): boolean {
  const single = comparisonOf(oneNode(threshold, missing, defaultLeft), 0);
  const steps = single
    ? [{ ...single, below: "left" as const, above: "right" as const }]
    : comparisonsAroundZero(threshold, defaultLeft);
  for (const step of steps) {
    const isBelow = Number.isNaN(value) ? step.missingLeft : value <= step.threshold;
    const turn = isBelow ? step.below : step.above;
    if (turn !== "next") return turn === "left";
  }
  throw new Error("the last comparison must decide");
}

describe("the comparisons for LightGBM's numbers", () => {
  it("decide as LightGBM does, for every kind of missing value, around zero and at the threshold", () => {
    for (const missing of ["none", "zero", "nan"] as const) {
      for (const defaultLeft of [true, false]) {
        for (const threshold of thresholds) {
          for (const value of values) {
            const place = `${value} at ${threshold}, ${missing}, ${defaultLeft}`;
            const expected = isLeftInLightgbm(value, threshold, missing, defaultLeft);
            expect([place, isLeftHere(value, threshold, missing, defaultLeft)]).toEqual([place, expected]);
          }
        }
      }
    }
  });
});
