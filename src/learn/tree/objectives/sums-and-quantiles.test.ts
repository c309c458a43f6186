import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderFreeMean, orderFreeSum, summable, totalWeight } from "./order-free-sum.js";
import { lightgbmPercentile, minimisingQuantile, type Quantile, repeatedQuantile } from "./quantiles.js";
import { valueAt } from "./select.js";

const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 });
const plain = fc.integer({ min: -40, max: 40 }).map((value) => value / 8);
const weighted = fc.array(fc.tuple(plain, fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 25 });

function items(rows: readonly (readonly [number, number])[]) {
  return { values: Float64Array.from(rows, ([value]) => value), weights: Float64Array.from(rows, ([, w]) => w) };
}

function repeated(rows: readonly (readonly [number, number])[]) {
  return { values: Float64Array.from(rows.flatMap(([value, w]) => new Array<number>(w).fill(value))) };
}

describe("a sum that does not depend on the order of the rows", () => {
  it("has the same bits for any order, over all magnitudes", () => {
    fc.assert(
      fc.property(fc.array(anyNumber, { maxLength: 40 }), (values) => {
        const sum = orderFreeSum(Float64Array.from(values));
        expect(orderFreeSum(Float64Array.from(values).reverse())).toBe(sum);
        expect(orderFreeSum(Float64Array.from(values).sort())).toBe(sum);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it("is the exact sum, rounded once, where doubles alone lose it", () => {
    expect(orderFreeSum(Float64Array.of(1, 1e16, -1e16, 1))).toBe(2);
    expect(orderFreeSum(new Float64Array(1000).fill(0.1))).toBe(100);
    expect(orderFreeSum(Float64Array.of(1e308, -1e308, 8, 1e308))).toBe(1e308);
    expect(orderFreeSum(Float64Array.of(5e-324, 5e-324))).toBe(1e-323);
    expect(orderFreeSum(new Float64Array(0))).toBe(0);
  });

  it("weighs a row of weight 2 as two rows", () => {
    expect(orderFreeMean(Float64Array.of(1, 4), Float64Array.of(2, 1))).toBe(2);
    expect(totalWeight(2, Float64Array.of(2, 1))).toBe(3);
    expect(totalWeight(7)).toBe(7);
  });

  it("has weights whose sums are exact once they are on a grid", () => {
    const weights = summable(Float64Array.from({ length: 500 }, (_, i) => 0.1 + i / 7));
    const forwards = weights.reduce((sum, weight) => sum + weight, 0);
    expect(weights.toReversed().reduce((sum, weight) => sum + weight, 0)).toBe(forwards);
    expect(weights[3]).toBeCloseTo(0.1 + 3 / 7, 10);
    expect(summable(Float64Array.of(1, 2, 3))).toEqual(Float64Array.of(1, 2, 3));
  });
});

describe("the value at a position", () => {
  it("is the one of the sorted rows, each as wide as its weight", () => {
    fc.assert(
      fc.property(weighted, fc.nat(110), (rows, position) => {
        const sorted = repeated(rows).values.sort();
        const expected = sorted[Math.min(position, sorted.length - 1)];
        expect(valueAt(items(rows), position)).toBe(expected);
        expect(valueAt(repeated(rows), position)).toBe(expected);
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  it("takes linear time where all values are alike", () => {
    expect(valueAt({ values: new Float64Array(200_000).fill(3) }, 70_000)).toBe(3);
  });
});

describe("a weighted quantile", () => {
  const alphas = fc.constantFrom(0.1, 0.25, 0.5, 0.9);

  it.each<[string, Quantile]>([
    ["repeatedQuantile", repeatedQuantile],
    ["minimisingQuantile", minimisingQuantile],
  ])("%s takes an integer weight as so many equal rows, and stays among the values", (_, quantile) => {
    fc.assert(
      fc.property(weighted, alphas, (rows, alpha) => {
        const value = quantile(items(rows), alpha);
        expect(value).toBe(quantile(repeated(rows), alpha));
        const values = rows.map(([v]) => v);
        expect(value).toBeGreaterThanOrEqual(Math.min(...values));
        expect(value).toBeLessThanOrEqual(Math.max(...values));
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it("is numpy's linear one without weights, and LightGBM's", () => {
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 30 }), alphas, (values, alpha) => {
        const sorted = [...values].sort((a, b) => a - b);
        const position = alpha * (sorted.length - 1);
        const [low, high] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
        const expected = low + (position - Math.floor(position)) * (high - low);
        expect(repeatedQuantile({ values: Float64Array.from(values) }, alpha)).toBeCloseTo(expected, 12);
        expect(lightgbmPercentile({ values: Float64Array.from(values) }, alpha)).toBeCloseTo(expected, 12);
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  it("of weights that add up to 1 is the unweighted one when they are alike", () => {
    const values = Float64Array.of(5, 1, 3, 2);
    const weights = new Float64Array(4).fill(0.25);
    expect(repeatedQuantile({ values: values.slice(), weights: weights.slice() }, 0.5)).toBe(2.5);
    expect(minimisingQuantile({ values: values.slice(), weights: weights.slice() }, 0.5)).toBe(2.5);
  });

  it("that minimises does so: no other number has a smaller pinball loss", () => {
    fc.assert(
      fc.property(weighted, alphas, plain, (rows, alpha, other) => {
        const loss = (at: number): number =>
          rows.reduce((sum, [y, w]) => sum + w * (y > at ? alpha * (y - at) : (1 - alpha) * (at - y)), 0);
        expect(loss(minimisingQuantile(items(rows), alpha))).toBeLessThanOrEqual(loss(other) + 1e-9);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it("of LightGBM 4.7 runs along the steps of the distribution function", () => {
    const weights = Float64Array.of(10, 30, 1.5, 1.5);
    const value = lightgbmPercentile({ values: Float64Array.of(0, 1, 2, 3), weights }, 0.5);
    expect(value).toBeCloseTo((21.5 - 10) / 30, 12);
  });
});
