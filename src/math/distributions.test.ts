import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  chiSquareSurvival,
  kolmogorovSurvival,
  logGamma,
  normalCdf,
  normalQuantile,
  normalSurvival,
  regularizedGammaQ,
} from "./index.js";

// Made by golden/math/reference.py with SciPy.
const golden = JSON.parse(readFileSync(new URL("../../golden/math/reference.json", import.meta.url), "utf8"));

/** Relative distance, with values below 1e−300 counted as equal to zero. */
const error = (got: number, want: number): number => Math.abs(got - want) / Math.max(Math.abs(want), 1e-300);

describe("distributions against SciPy", () => {
  test.each(golden.normalCdf as [number, number][])("Φ(%f)", (z, want) => {
    expect(error(normalCdf(z), want)).toBeLessThan(1e-11);
    expect(error(normalSurvival(-z), want)).toBeLessThan(1e-11);
  });
  test.each(golden.normalQuantile as [number, number][])("Φ⁻¹(%f)", (p, want) => {
    expect(Math.abs(normalQuantile(p) - want)).toBeLessThan(1e-14 + 1e-14 * Math.abs(want));
  });
  test.each(golden.logGamma as [number, number][])("ln Γ(%f)", (x, want) => {
    expect(Math.abs(logGamma(x) - want)).toBeLessThan(1e-13 * Math.max(1, Math.abs(want)));
  });
  test.each(golden.gammaQ as [number, number, number][])("Q(%f, %f)", (a, x, want) => {
    expect(error(regularizedGammaQ(a, x), want)).toBeLessThan(2e-11);
  });
  test.each(golden.chiSquare as [number, number, number][])(
    "chi-square survival at %f with %f degrees",
    (x, k, want) => {
      expect(error(chiSquareSurvival(x, k), want)).toBeLessThan(2e-11);
    },
  );
  test.each(golden.kolmogorov as [number, number][])("Kolmogorov survival at %f", (x, want) => {
    expect(error(kolmogorovSurvival(x), want)).toBeLessThan(1e-12);
  });
});

test("the normal quantile inverts the distribution function over both tails", () => {
  fc.assert(
    fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (z) => {
      const tail = normalCdf(-Math.abs(z));
      expect(normalQuantile(tail)).toBeCloseTo(-Math.abs(z), 9);
    }),
  );
});

test("chi-square with one degree is a squared normal, with two an exponential", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 60, noNaN: true }), (x) => {
      expect(error(chiSquareSurvival(x, 1), 2 * normalSurvival(Math.sqrt(x)))).toBeLessThan(1e-12);
      expect(error(chiSquareSurvival(x, 2), Math.exp(-x / 2))).toBeLessThan(1e-12);
    }),
  );
});

test("the ends and nonsense have a stated value", () => {
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  expect(normalQuantile(1.1)).toBeNaN();
  expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0);
  expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
  expect(kolmogorovSurvival(0)).toBe(1);
  expect(regularizedGammaQ(2, 0)).toBe(1);
  expect(regularizedGammaQ(Number.NaN, 1)).toBeNaN();
});
