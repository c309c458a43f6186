import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../core/index.js";
import {
  benjaminiHochberg,
  chiSquareStatistic,
  chiSquareSurvival,
  fisherExactPValue,
  homogeneityTest,
  kolmogorovSurvival,
  ksPValue,
  ksStatistic,
  ksTest,
  normalQuantile,
  wassersteinDistance,
  wilsonInterval,
} from "./index.js";

// Made by golden/math/reference.py with SciPy.
const golden = JSON.parse(readFileSync(new URL("../../golden/math/reference.json", import.meta.url), "utf8"));
const sorted = (values: readonly number[]): number[] => [...values].sort((x, y) => x - y);
const grid = (n: number): number[] => Array.from({ length: n }, (_, i) => normalQuantile((i + 0.5) / n));

describe("two samples of numbers", () => {
  test.each(
    golden.ks as {
      a: number[];
      b: number[];
      statistic: number;
      exact: number | null;
      limit: number;
      wasserstein: number;
    }[],
  )(
    "the Kolmogorov–Smirnov test and W₁ agree with SciPy, case %#",
    ({ a, b, statistic, exact, limit, wasserstein }) => {
      const result = ksTest(sorted(a), sorted(b));
      expect(result.statistic).toBeCloseTo(statistic, 14);
      expect(Math.abs(result.p / (exact ?? limit) - 1)).toBeLessThan(1e-9);
      expect(wassersteinDistance(sorted(a), sorted(b))).toBeCloseTo(wasserstein, 12);
    },
  );

  test("the reference samples D1 and D3 give their published values", () => {
    const a = [38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0];
    const b = [39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8];
    expect(ksTest(a, b).statistic).toBe(0.625);
    expect(ksTest(a, b).p).toBeCloseTo(0.0870240870241, 12);
    expect(wassersteinDistance(a, b)).toBeCloseTo(4.1625, 12);
    const reference = grid(1000);
    const current = grid(800).map((z) => 0.3 + 1.2 * z);
    expect(ksStatistic(reference, current)).toBeCloseTo(0.1285, 12);
    expect(wassersteinDistance(reference, current)).toBeCloseTo(0.311639964774, 11);
  });

  const sample = fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: 30 });

  test("D and W₁ are the supremum and the integral of |F − G|, computed from their definitions", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const share = (values: number[], x: number) => values.filter((v) => v <= x).length / values.length;
        let largest = 0;
        let area = 0;
        for (let x = -6; x <= 6; x++) {
          const gap = Math.abs(share(a, x) - share(b, x));
          largest = Math.max(largest, gap);
          area += gap;
        }
        expect(ksStatistic(sorted(a), sorted(b))).toBeCloseTo(largest, 12);
        expect(wassersteinDistance(sorted(a), sorted(b))).toBeCloseTo(area, 12);
      }),
    );
  });

  test("W₁ of shifted samples is the shift, and scales with the unit", () => {
    const a = grid(200);
    expect(
      wassersteinDistance(
        a,
        a.map((x) => x + 2.5),
      ),
    ).toBeCloseTo(2.5, 12);
    expect(
      wassersteinDistance(
        a.map((x) => 3 * x),
        a.map((x) => 6 * x),
      ),
    ).toBeCloseTo(
      3 *
        wassersteinDistance(
          a,
          a.map((x) => 2 * x),
        ),
      10,
    );
  });

  test("the exact p-value meets the limit where both hold", () => {
    const exact = ksPValue(0.2, 100, 100);
    expect(Math.abs(exact - kolmogorovSurvival(Math.sqrt(50) * 0.2))).toBeLessThan(0.006);
    expect(ksPValue(Number.NaN, 0, 5)).toBeNaN();
    expect(ksPValue(0, 5, 5)).toBe(1);
    expect(ksPValue(1, 3, 3)).toBeCloseTo(2 / 20, 14);
  });
});

describe("two samples of categories", () => {
  test.each(
    golden.contingency as { reference: number[]; current: number[]; statistic: number; degrees: number; p: number }[],
  )("the 2×k chi-square test agrees with SciPy, case %#", ({ reference, current, statistic, degrees, p }) => {
    const result = chiSquareStatistic(reference, current);
    expect(result.statistic).toBeCloseTo(statistic, 10);
    expect(result.degrees).toBe(degrees);
    const test = homogeneityTest(reference, current);
    expect(test.p).toBeCloseTo(p, 12);
    expect(test.method).toBe("chi-square");
  });

  test("it is the two-sample form: D2 gives p 0.8985, not the 0.6731 of a reference taken for certain", () => {
    expect(homogeneityTest([16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8]).p).toBeCloseTo(0.898526239403, 11);
  });

  test.each(golden.fisher as [[number, number, number, number], number][])(
    "Fisher's exact test of %j",
    ([a, b, c, d], want) => {
      expect(Math.abs(fisherExactPValue(a, b, c, d) / want - 1)).toBeLessThan(1e-8);
    },
  );

  test("Fisher's test is the summed chance of all tables with these margins that are not more likely", () => {
    const choose = (n: number, k: number): number =>
      k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k;
    const cell = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(cell, cell, cell, cell, (a, b, c, d) => {
        const ways = (x: number) => choose(a + c, x) * choose(b + d, a + b - x);
        let total = 0;
        let extreme = 0;
        for (let x = 0; x <= a + b; x++) {
          total += ways(x);
          if (ways(x) <= ways(a) * (1 + 1e-7)) extreme += ways(x);
        }
        expect(fisherExactPValue(a, b, c, d)).toBeCloseTo(extreme / total, 9);
      }),
    );
  });

  test("a new category in a small window is seen although its expected count is below 5", () => {
    const result = homogeneityTest([2500, 2500, 0], [90, 90, 20]);
    expect(result.method).toBe("chi-square and fisher");
    expect(result.p).toBeLessThan(1e-10);
    expect(homogeneityTest([5000, 0], [180, 20]).method).toBe("fisher");
  });

  test("false alarms stay near 5 % for 3 to 200 cells, also where most of them are rare", () => {
    // 600 null pairs for each k; more than 48 rejections at 5 % have a chance below 0.1 % when the rate is 5 %.
    const random = createRandom("chi-square null");
    for (const [k, n, m] of [
      [3, 1000, 200],
      [40, 1000, 200],
      [200, 1000, 300],
    ]) {
      let rejected = 0;
      for (let repeat = 0; repeat < 600; repeat++) {
        const draw = (size: number) => {
          const counts = new Array<number>(k).fill(0);
          for (let i = 0; i < size; i++) counts[Math.floor(k * random.next() ** 2)]++;
          return counts;
        };
        if (homogeneityTest(draw(n), draw(m)).p < 0.05) rejected++;
      }
      expect(rejected).toBeLessThan(49);
      expect(rejected).toBeGreaterThan(8);
    }
  });

  test("the order of the cells and of the rows does not matter, and empty cells neither", () => {
    const a = homogeneityTest([900, 60, 40, 3], [200, 30, 9, 1]).p;
    expect(homogeneityTest([3, 0, 40, 60, 900], [1, 0, 9, 30, 200]).p).toBeCloseTo(a, 12);
    expect(homogeneityTest([200, 30, 9, 1], [900, 60, 40, 3]).p).toBeCloseTo(a, 12);
    expect(homogeneityTest([0, 0], [3, 4]).p).toBe(1);
    expect(homogeneityTest([5, 0], [9, 0]).p).toBe(1);
    expect(chiSquareStatistic([], [])).toEqual({ statistic: 0, degrees: 0 });
    expect(chiSquareSurvival(0, 1)).toBe(1);
  });
});

describe("many tests at once and proportions", () => {
  test("Benjamini and Hochberg's own example rejects four hypotheses", () => {
    const { p, adjusted } = golden.benjaminiHochberg as { p: number[]; adjusted: number[] };
    benjaminiHochberg(p).forEach((value, i) => {
      expect(value).toBeCloseTo(adjusted[i], 13);
    });
    expect(benjaminiHochberg(p).filter((value) => value <= 0.05)).toHaveLength(4);
  });

  test("adjusting is the step-up rule: rejected at α iff below the largest p with p ≤ α·rank/size", () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(probability, { maxLength: 20 }),
        fc.double({ min: 0.001, max: 0.5, noNaN: true }),
        (p, alpha) => {
          const ranked = sorted(p);
          let cut = -1;
          ranked.forEach((value, i) => {
            if ((value * p.length) / (i + 1) <= alpha) cut = value;
          });
          expect(benjaminiHochberg(p).map((value) => value <= alpha)).toEqual(p.map((value) => value <= cut));
        },
      ),
    );
  });

  test.each(golden.wilson as [number, number, number, number][])("Wilson's interval of %d in %d", (k, n, low, high) => {
    const [gotLow, gotHigh] = wilsonInterval(k, n);
    expect(gotLow).toBeCloseTo(low, 12);
    expect(gotHigh).toBeCloseTo(high, 12);
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  });
});
