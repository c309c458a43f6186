import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../core/index.js";
import { ksStatistic, normalQuantile, wassersteinDistance } from "../math/index.js";
import { numericDistance } from "./numeric-distance.js";

const sorted = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b);
const spread = (values: readonly number[]): number => {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
};

describe("numericDistance against sorting both samples", () => {
  const lumpy = fc.integer({ min: -4, max: 4 });
  const fine = fc.double({ min: -5, max: 5, noNaN: true });
  const wild = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });

  test.each([
    ["lumps", lumpy, lumpy],
    ["lumps and fine values", lumpy, fine],
    ["fine values", fine, fine],
    ["heavy tails", wild, wild],
  ])("D is equal and W₁ within its stated bound: %s", (_name, a, b) => {
    fc.assert(
      fc.property(
        fc.array(a, { minLength: 2, maxLength: 60 }),
        fc.array(b, { minLength: 1, maxLength: 60 }),
        (x, y) => {
          const points = sorted(x);
          const unit = spread(x);
          const got = numericDistance(points, Float64Array.from(y), unit);
          expect(got.m).toBe(y.length);
          expect(got.ks).toBeCloseTo(ksStatistic(points, sorted(y)), 12);
          const want = wassersteinDistance(points, sorted(y));
          expect(Math.abs(got.wasserstein - want)).toBeLessThanOrEqual(0.002 * unit + 1e-9 * (1 + Math.abs(want)));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("large samples of skewed and shifted values agree too", () => {
    const random = createRandom("distance");
    const draw = (n: number, of: (z: number) => number) =>
      Float64Array.from({ length: n }, () => of(normalQuantile(random.next())));
    for (const [a, b] of [
      [(z: number) => z, (z: number) => z],
      [(z: number) => Math.exp(2 * z), (z: number) => Math.exp(2 * z + 0.2)],
      [(z: number) => 1.37e12 + 1e9 * z, (z: number) => 1.37e12 + 1e9 * (z + 0.3)],
      [(z: number) => Math.max(0, z), (z: number) => Math.max(0, 1.1 * z)],
    ]) {
      const points = sorted(draw(2000, a));
      const current = draw(3000, b);
      const unit = spread(points);
      const got = numericDistance(points, current, unit);
      expect(got.ks).toBeCloseTo(ksStatistic(points, sorted(current)), 12);
      expect(Math.abs(got.wasserstein - wassersteinDistance(points, sorted(current)))).toBeLessThan(0.002 * unit);
    }
  });

  test("missing values are skipped; with none left there is no distance", () => {
    const current = Float64Array.of(Number.NaN, 2, Number.POSITIVE_INFINITY, 3);
    expect(numericDistance([1, 2, 3], current, 1)).toEqual(numericDistance([1, 2, 3], Float64Array.of(2, 3), 1));
    expect(numericDistance([1], Float64Array.of(Number.NaN), 1)).toEqual({
      m: 0,
      ks: Number.NaN,
      wasserstein: Number.NaN,
    });
  });
});
