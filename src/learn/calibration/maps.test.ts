import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenFamily } from "../../../test/learn/golden.js";
import { runFunction } from "../../../test/learn/run-graph.js";
import { goldenTable, goldenValue } from "../../../test/support/golden-learn.js";
import { createRandom } from "../../core/index.js";
import {
  applyBeta,
  applyIsotonic,
  applyPlatt,
  applyTemperature,
  fitBeta,
  fitIsotonic,
  fitPlatt,
  fitTemperature,
} from "./index.js";
import { poolAdjacentViolators } from "./isotonic.js";
import { addIsotonic, addPlatt } from "./map-graph.js";

const golden = goldenFamily("calibration");
const columnOf = (name: "breast_cancer" | "diabetes" | "wine", j: number): Float64Array =>
  (goldenTable(name).table.columns[j] as { values: Float64Array }).values;
const cancer = goldenTable("breast_cancer");
const radius = columnOf("breast_cancer", 0);
const cyclic = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => 1 + (i % 3));

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance = 1e-9): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(actual[i] - value)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
  });
}

describe("isotonic regression against scikit-learn", () => {
  const { y } = goldenTable("diabetes");
  const bmi = columnOf("diabetes", 2);

  it("gives the reference values isotonic and isotonic-ties", () => {
    const [x, fx, at15] = goldenValue<[number[], number[], number]>("isotonic");
    const map = fitIsotonic(radius, cancer.y, { increasing: false });
    expectClose(map.x.slice(0, 5), x, 0);
    expectClose(map.y.slice(0, 5), fx, 1e-14);
    expectClose(applyIsotonic(map, [15]), [at15], 1e-14);
    const tied = [1, 1, 2, 3, 3, 4];
    const weights = Float64Array.of(1, 2, 1, 1, 3, 1);
    const ties = fitIsotonic(tied, [3, 1, 2.5, 2, 4, 3], { weights });
    expectClose(applyIsotonic(ties, tied), goldenValue("isotonic-ties"), 1e-14);
  });

  it("gives its knots with weights and by the sign of the rank correlation, and its values between and beyond them", () => {
    const weighted = fitIsotonic(bmi, y, { weights: cyclic(y.length) });
    expectClose(weighted.x, golden<number[][]>("isotonic-weights")[0], 0);
    expectClose(weighted.y, golden<number[][]>("isotonic-weights")[1], 1e-13);
    const auto = fitIsotonic(columnOf("diabetes", 6), y, { increasing: "auto" });
    expectClose(auto.x, golden<number[][]>("isotonic-auto")[0], 0);
    expectClose(auto.y, golden<number[][]>("isotonic-auto")[1], 1e-13);
    const map = fitIsotonic(bmi, y);
    expectClose(applyIsotonic(map, [-1, -0.03, 0, 0.0123, 0.05, 1]), golden("isotonic-at"), 1e-13);
    expect(Array.from(applyIsotonic(map, [-1, 0, 1, Number.NaN], "nan"), Number.isNaN)).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(() => applyIsotonic(map, [0, 1], "raise")).toThrow(/score of row 1 is 1, outside of/);
  });
});

const points = fc.array(
  fc.record({
    x: fc.integer({ min: 0, max: 12 }),
    y: fc.double({ min: -5, max: 5, noNaN: true }),
    w: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 1, maxLength: 40 },
);

describe("isotonic regression", () => {
  it("meets the conditions of Karush, Kuhn and Tucker, and is the max–min of means", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -9, max: 9, noNaN: true }), fc.integer({ min: 1, max: 4 })), {
          minLength: 1,
          maxLength: 30,
        }),
        (pairs) => {
          const [y, w] = [pairs.map(([value]) => value), pairs.map(([, weight]) => weight)];
          const fitted = poolAdjacentViolators(y, w);
          // λ_i = Σ_{j ≤ i} w·(y − f) is the price of f_i ≤ f_{i+1}: never negative, 0 where f rises, 0 at the end.
          let price = 0;
          fitted.forEach((value, i) => {
            price += w[i] * (y[i] - value);
            expect(price).toBeGreaterThanOrEqual(-1e-9);
            if (i + 1 === fitted.length || fitted[i + 1] > value + 1e-9) expect(Math.abs(price)).toBeLessThan(1e-9);
            if (i > 0) expect(value).toBeGreaterThanOrEqual(fitted[i - 1]);
          });
          const mean = (from: number, to: number): number => {
            const rows = Array.from({ length: to - from + 1 }, (_, i) => from + i);
            return rows.reduce((sum, i) => sum + w[i] * y[i], 0) / rows.reduce((sum, i) => sum + w[i], 0);
          };
          fitted.forEach((value, i) => {
            const lows = Array.from({ length: i + 1 }, (_, j) =>
              Math.min(...Array.from({ length: y.length - i }, (_, k) => mean(j, i + k))),
            );
            expect(value).toBeCloseTo(Math.max(...lows), 9);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it("counts weights as rows, in any order, and exports to the same values", async () => {
    await fc.assert(
      fc.asyncProperty(points, async (rows) => {
        fc.pre(rows.some(({ w }) => w > 0));
        const repeated = rows.flatMap((row) => new Array<typeof row>(row.w).fill(row)).reverse();
        const weighted = fitIsotonic(
          rows.map(({ x }) => x),
          rows.map(({ y }) => y),
          { weights: Float64Array.from(rows, ({ w }) => w) },
        );
        const map = fitIsotonic(
          repeated.map(({ x }) => x),
          repeated.map(({ y }) => y),
        );
        const asked = [
          ...Array.from({ length: 57 }, (_, i) => i / 4 - 1),
          1e308,
          -1e308,
          Number.POSITIVE_INFINITY,
          ...map.x,
        ];
        expectClose(applyIsotonic(weighted, asked), Array.from(applyIsotonic(map, asked)), 1e-12);
        expectClose(
          await runFunction(asked, ({ graph }) => addIsotonic(graph, map, "x")),
          Array.from(applyIsotonic(map, asked)),
          1e-13,
        );
      }),
      { numRuns: 40 },
    );
  });

  it("takes the whole range of doubles, and one point", () => {
    const map = fitIsotonic([-1.7e308, 1.7e308], [0, 1]);
    expect(Array.from(applyIsotonic(map, [-1.7e308, 0, 1.7e308]))).toEqual([0, 0.5, 1]);
    expect(Array.from(applyIsotonic(fitIsotonic([3], [0.25]), [-1, 3, 9]))).toEqual([0.25, 0.25, 0.25]);
  });
});

describe("Platt's map", () => {
  const minus = radius.map((value) => -value);
  it("is scikit-learn's: the reference value platt, weights, large scores", () => {
    const of = (scores: Float64Array, weights?: Float64Array): number[] => {
      const { a, b } = fitPlatt(scores, cancer.y, weights);
      return [a, b];
    };
    expectClose(of(minus), goldenValue("platt"), 2e-6);
    expectClose(of(minus, cyclic(cancer.y.length)), golden("platt-weights"), 2e-6);
    expectClose(of(minus.map((score) => 100 * score)), golden("platt-large"), 2e-6);
  });

  it("has no slope left in its loss", () => {
    const { a, b } = fitPlatt(minus, cancer.y);
    const positive = cancer.y.reduce((sum, label) => sum + label, 0);
    const targets = cancer.y.map((label) =>
      label === 1 ? (positive + 1) / (positive + 2) : 1 / (cancer.y.length - positive + 2),
    );
    const residuals = applyPlatt({ kind: "platt", a, b }, minus).map((p, i) => p - targets[i]);
    expect(Math.abs(residuals.reduce((sum, residual) => sum + residual, 0))).toBeLessThan(1e-9);
    expect(Math.abs(residuals.reduce((sum, residual, i) => sum + residual * minus[i], 0))).toBeLessThan(1e-8);
  });

  it("stays finite for separable scores, one class, constant and huge scores", () => {
    const apart = applyPlatt(fitPlatt([1, 2, 3, 4], [0, 0, 1, 1]), [1, 4]);
    expectClose(apart, [0.25, 0.75], 0.15);
    expectClose(applyPlatt(fitPlatt([1, 2, 3], [1, 1, 1]), [1, 9]), [0.8, 0.8]);
    expectClose(applyPlatt(fitPlatt([7, 7, 7, 7], [1, 0, 1, 1]), [7, 70]), [
      (3 * 0.8 + 1 / 3) / 4,
      (3 * 0.8 + 1 / 3) / 4,
    ]);
    const huge = fitPlatt([1e308, -1e308, 1e307, -1e307], [1, 0, 1, 0]);
    expect(Number.isFinite(huge.a) && huge.a < 0).toBe(true);
  });

  it("exports to the same probabilities, to 1e-12 of themselves over ±700", async () => {
    const scores = Array.from({ length: 281 }, (_, i) => 5 * i - 700 + 0.1);
    const map = { kind: "platt", a: -1, b: 0.25 } as const;
    const there = await runFunction(scores, ({ graph }) => addPlatt(graph, map, "x"));
    applyPlatt(map, scores).forEach((p, i) => {
      expect(Math.abs(there[i] - p)).toBeLessThanOrEqual(1e-12 * p);
    });
  });

  it("refuses scores and outcomes that mean nothing, by row", () => {
    expect(() => fitPlatt([1, Number.NaN], [0, 1])).toThrow(/score of row 1 is NaN/);
    expect(() => fitPlatt([1, 2], [0, 2])).toThrow(/outcome of row 1 is 2/);
    expect(() => fitPlatt([], [])).toThrow(/no scores/);
  });
});

describe("temperature", () => {
  it("is scikit-learn's: the reference value temperature, three classes, weights", () => {
    const binary = Float64Array.from(
      { length: 2 * radius.length },
      (_, i) => ((i % 2 === 0 ? -1 : 1) * (15 - radius[i >> 1])) / 2,
    );
    expectClose([fitTemperature(binary, Int32Array.from(cancer.y)).beta], [goldenValue("temperature")], 1e-6);
    const wine = goldenTable("wine");
    const [od, hue, proline] = [columnOf("wine", 11), columnOf("wine", 9), columnOf("wine", 12)];
    const logits = new Float64Array(3 * od.length);
    for (let i = 0; i < od.length; i++) logits.set([proline[i] / 300, od[i], 6 - hue[i] / 2], 3 * i);
    const codes = Int32Array.from(wine.y);
    expectClose([fitTemperature(logits, codes).beta], [golden("temperature-3")], 1e-6);
    expectClose([fitTemperature(logits, codes, cyclic(codes.length)).beta], [golden("temperature-3-weights")], 1e-6);
  });

  it("loses nothing to its neighbours, and stops at e^±10 where more would always be better", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = createRandom(seed);
        const logits = Float64Array.from({ length: 90 }, () => 6 * random.next() - 3);
        const codes = Int32Array.from({ length: 30 }, () => random.int(3));
        const loss = (beta: number): number => {
          const p = applyTemperature({ kind: "temperature", beta }, logits, 3);
          return codes.reduce((sum, code, i) => sum - Math.log(p[3 * i + code]), 0);
        };
        const { beta } = fitTemperature(logits, codes);
        fc.pre(beta > 1e-3);
        expect(loss(beta)).toBeLessThanOrEqual(Math.min(loss(beta * 1.001), loss(beta / 1.001)) + 1e-9);
      }),
      { numRuns: 30 },
    );
    expect(fitTemperature(Float64Array.of(1, 0, 0, 1), Int32Array.of(0, 1)).beta).toBeCloseTo(Math.exp(10), 6);
    expect(fitTemperature(Float64Array.of(1, 0, 0, 1), Int32Array.of(1, 0)).beta).toBeCloseTo(Math.exp(-10), 12);
  });
});

describe("beta calibration", () => {
  const p = radius.map((value) => 1 / (1 + Math.exp(value - 15)));
  it("is the best under a, b ≥ 0, also where one of them is bound", () => {
    const of = (map: ReturnType<typeof fitBeta>): number[] => [map.a, map.b, map.c];
    expectClose(of(fitBeta(p, cancer.y, cyclic(p.length))), golden("beta"), 1e-5);
    const odd = cancer.y.map((label, i) => (p[i] > 0.9 ? i % 2 : label));
    expect(golden<number[]>("beta-free")[1]).toBeLessThan(0);
    expectClose(of(fitBeta(p.map(Math.sqrt), odd)), golden("beta-bound"), 1e-5);
  });

  it("is the identity at a = b = 1, c = 0, and finds it where probabilities are right already", () => {
    const random = createRandom(2);
    const right = Float64Array.from({ length: 200 }, () => random.next());
    expectClose(applyBeta({ kind: "beta", a: 1, b: 1, c: 0 }, right), Array.from(right), 1e-14);
    const { a, b, c } = fitBeta(right, right);
    expectClose([a, b, c], [1, 1, 0], 1e-10);
  });

  it("is constant where the probabilities are the wrong way round, and refuses what is none", () => {
    const { a, b, c } = fitBeta([0.9, 0.8, 0.2, 0.1], [0, 0, 0, 1]);
    expectClose([a, b, 1 / (1 + Math.exp(-c))], [0, 0, 0.25]);
    expect(() => fitBeta([0.5, 1.5], [0, 1])).toThrow(/row 1/);
  });
});
