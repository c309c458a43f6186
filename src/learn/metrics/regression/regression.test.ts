import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenTable, goldenValue } from "../../../../test/support/golden-learn.js";
import { goldenMetrics } from "../golden.fixture.js";
import { linearQuantile, weightedQuantile } from "../weighted-quantile.js";
import {
  d2Pinball,
  d2Tweedie,
  explainedVariance,
  gammaDeviance,
  intervalQuality,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogError,
  medianAbsoluteError,
  pinballLoss,
  poissonDeviance,
  quantileCoverage,
  r2,
  rootMeanSquaredError,
  tweedieDeviance,
} from "./index.js";

interface Case {
  readonly actual: number[];
  readonly predicted: number[];
  readonly weights: number[];
  readonly tweedie: Record<string, number>;
  readonly d2: Record<string, number>;
  readonly pinball: Record<string, number>;
  readonly d2Pinball: Record<string, number>;
  readonly [name: string]: unknown;
}

/** Distance relative to the reference. */
const near = (got: number, want: unknown): void => {
  expect(Math.abs(got - (want as number)) / Math.abs(want as number)).toBeLessThan(1e-12);
};

describe.each(goldenMetrics<Case[]>("regression"))("against scikit-learn, case %#", (golden) => {
  const { actual, predicted, weights } = golden;
  const counts = actual.map(Math.round);

  it("agrees on the errors", () => {
    near(meanSquaredError(actual, predicted, { weights }), golden.mse);
    near(rootMeanSquaredError(actual, predicted, { weights }), golden.rmse);
    near(meanAbsoluteError(actual, predicted, { weights }), golden.mae);
    near(medianAbsoluteError(actual, predicted, { weights }), golden.medae);
    near(meanAbsolutePercentageError(actual, predicted, { weights }), golden.mape);
    near(meanAbsolutePercentageError([0, 1], [1, 1]), golden.mapeZero);
    near(meanSquaredLogError(actual, predicted, { weights }), golden.msle);
    near(maxError(actual, predicted, { weights }), golden.max);
    near(r2(actual, predicted, { weights }), golden.r2);
    near(explainedVariance(actual, predicted, { weights }), golden.ev);
  });

  it("agrees on the deviances", () => {
    // numpy rounds halves to even; no value here ends in .5
    near(poissonDeviance(counts, predicted, { weights }), golden.poisson);
    near(gammaDeviance(actual, predicted, { weights }), golden.gamma);
    for (const [power, want] of Object.entries(golden.tweedie)) {
      near(tweedieDeviance(actual, predicted, { weights, power: Number(power) }), want);
    }
    for (const [power, want] of Object.entries(golden.d2)) {
      near(d2Tweedie(actual, predicted, { weights, power: Number(power) }), want);
    }
  });

  it("agrees on the quantile losses", () => {
    for (const [level, want] of Object.entries(golden.pinball)) {
      near(pinballLoss(actual, predicted, { weights, level: Number(level) }), want);
    }
    for (const [level, want] of Object.entries(golden.d2Pinball)) {
      near(d2Pinball(actual, predicted, { weights, level: Number(level) }), want);
    }
  });
});

it("agrees with the shared reference values", () => {
  const { table, y } = goldenTable("diabetes");
  const weights = y.map((_, row) => 1 + (row % 3));
  const bmi = table.columns[2].kind === "number" ? table.columns[2].values : y;
  near(pinballLoss(y, new Float64Array(y.length).fill(140), { weights, level: 0.8 }), goldenValue<number>("pinball"));
  const counts = bmi.map((value) => 150 + 100 * value);
  near(poissonDeviance(y, counts, { weights }), goldenValue<number>("poisson-dev"));
  near(
    r2(
      y,
      bmi.map((value) => 150 + 900 * value),
      { weights },
    ),
    goldenValue<number>("r2-w"),
  );
});

describe("definitions", () => {
  const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 25 });

  it("the weighted median lies within the values and is the usual median of the repeated rows", () => {
    fc.assert(
      fc.property(values, fc.infiniteStream(fc.integer({ min: 0, max: 3 })), (list, stream) => {
        const weights = list.map(() => stream.next().value as number);
        const repeated = list.flatMap((value, i) => Array<number>(weights[i]).fill(value)).sort((a, b) => a - b);
        const got = weightedQuantile(list, 0.5, { weights });
        if (repeated.length === 0) {
          expect(got).toBeNaN();
          return;
        }
        const n = repeated.length;
        expect(got).toBe((repeated[Math.floor((n - 1) / 2)] + repeated[Math.ceil((n - 1) / 2)]) / 2);
      }),
    );
  });

  it("the linear quantile of weighted values is that of the repeated values", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, level) => {
        const sorted = list.sort((a, b) => a - b);
        const repeated = sorted.flatMap((value) => [value, value]);
        expect(
          linearQuantile(
            sorted,
            level,
            sorted.map(() => 2),
          ),
        ).toBeCloseTo(linearQuantile(repeated, level), 10);
      }),
    );
  });

  it("a perfect prediction has no error, and R² of a constant target is 1 or 0", () => {
    expect(r2([2, 2], [2, 2])).toBe(1);
    expect(r2([2, 2], [2, 3])).toBe(0);
    expect(r2([2], [2])).toBeNaN();
    expect(explainedVariance([1, 2, 3], [2, 3, 4])).toBe(1);
    expect(meanAbsoluteError([], [])).toBeNaN();
    expect(maxError([], [])).toBeNaN();
    expect(poissonDeviance([0, 3], [1, 3])).toBe(1);
  });

  it("a constant target is one whatever rounding its weighted mean has", () => {
    for (const constant of [0.1, 3, 7e9]) {
      const weights = Array.from({ length: 60 }, (_, i) => 0.3 + (i % 7) / 9);
      const [actual, predicted] = [weights.map(() => constant), weights.map((weight) => constant * weight)];
      expect(r2(actual, predicted, { weights })).toBe(0);
      expect(explainedVariance(actual, predicted, { weights })).toBe(0);
      expect(d2Tweedie(actual, predicted, { weights, power: 1.9 })).toBeNaN();
    }
  });

  it("an interval's quality is its coverage, width and proper score", () => {
    const got = intervalQuality([1, 5, 9], [0, 6, 8], [2, 7, 10], { level: 0.8 });
    expect(got.coverage).toBeCloseTo(2 / 3, 14);
    expect(got.meanWidth).toBeCloseTo(5 / 3, 14);
    expect(got.score).toBeCloseTo((2 + 1 + 2 + 10 * 1) / 3, 12);
    expect(quantileCoverage([1, 2, 3], [2, 2, 2])).toBeCloseTo(2 / 3, 14);
  });

  it("values outside a distribution's range are refused with their row", () => {
    expect(() => poissonDeviance([1, -1], [1, 1])).toThrow("the actual value of row 1 is -1, expected at least 0");
    expect(() => gammaDeviance([1, 0], [1, 1])).toThrow("the actual value of row 1 is 0, expected more than 0");
    expect(() => poissonDeviance([1, 1], [1, 0])).toThrow("the prediction of row 1 is 0");
    expect(() => tweedieDeviance([1], [1], { power: 0.5 })).toThrow("expected at most 0 or at least 1");
    expect(() => meanSquaredLogError([-1], [0])).toThrow("the actual value of row 0 is -1");
    expect(() => meanSquaredError([1, Number.NaN], [1, 1])).toThrow("the actual value of row 1 is NaN");
    expect(() => meanSquaredError([1, 1], [1, Number.POSITIVE_INFINITY])).toThrow(
      "the prediction of row 1 is Infinity",
    );
    expect(() => intervalQuality([1], [3], [2])).toThrow("the interval of row 0 is [3, 2]");
  });
});
