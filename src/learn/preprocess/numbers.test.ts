import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenTable, goldenValue } from "../../../test/support/golden-learn.js";
import {
  categoryFrame,
  firstColumns,
  golden,
  numberFrame,
  numbers,
  thirds,
} from "../../../test/support/golden-preprocess.js";
import { expectSameInGraph, noLearner } from "../../../test/support/step-graph.js";
import type { FitOptions } from "../fit-options.js";
import type { Step, StepConfig, StepState } from "../step.js";
import { type Frame, selectRows } from "../table.js";
import { outliers, outliersStep } from "./outliers.js";
import { polynomial, polynomialStep } from "./polynomial.js";
import { scale, scaleStep } from "./scale.js";
import { yeoJohnson, yeoJohnsonStep } from "./yeo-johnson.js";
import { likeliestLambda, yeoJohnsonOf } from "./yeo-johnson-lambda.js";

const learn = <C extends StepConfig, S extends StepState>(
  step: Step<C, S>,
  config: C,
  frame: Frame,
  options: FitOptions = {},
) => step.fit(config, frame, undefined, options, noLearner);
const cancer = goldenTable("breast_cancer").table;
const wine = goldenTable("wine").table;
const three = firstColumns(cancer, 3);
const expectClose = (found: readonly number[], expected: readonly number[], relative = 1e-12): void => {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(found[i]! - value), `at ${i}`).toBeLessThanOrEqual(relative * Math.max(Math.abs(value), 1e-300));
  });
};
const odd = numberFrame(
  [
    [1, 5, null, 0],
    [2, 5, null, -3],
    [null, 5, null, 4],
    [-7, 5, null, null],
    [0, 5, null, 2.5],
  ],
  ["a", "constant", "empty", "d"],
);
const later = numberFrame(
  [
    [1e308, 6, 1, -0],
    [null, null, null, null],
    [Number.POSITIVE_INFINITY, -1, 0, 3],
    [Number.NEGATIVE_INFINITY, 5, 2, 1e-9],
  ],
  ["a", "constant", "empty", "d"],
);

describe("scale", () => {
  it("has the offsets and divisors of StandardScaler, RobustScaler and MinMaxScaler", () => {
    const { weights } = thirds(three.rows);
    const { state } = learn(scaleStep, scale(), three, { weights });
    const [means, deviations] = golden<[number[], number[]]>("standard");
    expectClose(state.offsets, means);
    expectClose(state.divisors, deviations);
    const robust = learn(scaleStep, scale({ method: "robust", percentiles: [10, 80] }), three, { weights }).state;
    const [centres, spreads] = golden<[number[], number[]]>("robust");
    expectClose(robust.offsets, centres);
    expectClose(robust.divisors, spreads);
    const all = learn(scaleStep, scale({ method: "robust" }), cancer).state;
    const [firstCentres, firstSpreads] = goldenValue<[number[], number[]]>("robust");
    expectClose(all.offsets.slice(0, 2), firstCentres);
    expectClose(all.divisors.slice(0, 2), firstSpreads);
    const { frame } = learn(scaleStep, scale({ method: "minMax", range: [-1, 2] }), three);
    golden<number[][]>("minMax").forEach((row, i) => {
      expectClose(
        three.names.map((name) => numbers(frame, name)[i]!),
        row,
      );
    });
  });

  it("leaves a constant column its width, however its variance rounds", () => {
    const tenths = numberFrame(
      Array.from({ length: 1000 }, () => [0.1]),
      ["x"],
    );
    for (const method of ["standard", "minMax", "robust"] as const) {
      const { state, frame } = learn(scaleStep, scale({ method }), tenths);
      expect(state.divisors).toEqual([1]);
      expect(Math.max(...numbers(frame, "x").map(Math.abs))).toBeLessThan(1e-15);
    }
  });

  it("takes what rounding makes of a constant for one, and no more", () => {
    const sums = numberFrame(
      Array.from({ length: 100 }, (_, i) => [i % 2 === 0 ? 0.3 : 0.1 + 0.2]),
      ["x"],
    );
    expect(learn(scaleStep, scale(), sums).state.divisors).toEqual([1]);
    const apart = numberFrame(
      Array.from({ length: 100 }, (_, i) => [1 + (i % 2) * 1e-12]),
      ["x"],
    );
    expect(learn(scaleStep, scale(), apart).state.divisors[0]).toBeCloseTo(5e-13, 16);
  });

  it("takes values near the ends of the doubles, and refuses what spans more than they do", () => {
    const huge = numberFrame([[1e308], [0], [5e307]], ["x"]);
    expectClose(
      numbers(learn(scaleStep, scale(), huge).frame, "x"),
      [1.224744871391589, -1.224744871391589, 0].map((v) => v || 0),
      1e-9,
    );
    const tiny = numberFrame([[5e-324], [0], [0]], ["x"]);
    expect(learn(scaleStep, scale({ method: "minMax" }), tiny).state.divisors).toEqual([5e-324]);
    const wide = numberFrame([[1.7e308], [1.7e308], [-1.7e308]], ["x"]);
    expect(() => learn(scaleStep, scale(), wide)).toThrow(/"x" span more than/);
    expect(() => learn(scaleStep, scale({ method: "minMax" }), wide)).toThrow(/"x" span more than/);
    expect(() => learn(scaleStep, scale(), later)).toThrow(/column "a" is Infinity in row 2/);
  });

  it("computes the same bits in the graph, infinite and missing values included", async () => {
    const configs = [scale(), scale({ centre: false }), scale({ spread: false }), scale({ method: "robust" })];
    configs.push(scale({ method: "minMax" }), scale({ method: "minMax", range: [-3, 0.1], clip: true }));
    for (const config of configs) {
      await expectSameInGraph(scaleStep, learn(scaleStep, config, odd).state, { training: odd, frame: later }, 0);
    }
  });

  it("refuses hyperparameters that would have no effect", () => {
    expect(() => scale({ range: [0, 2] })).toThrow(/range would have no effect/);
    expect(() => scale({ method: "minMax", centre: true })).toThrow(/centre would have no effect/);
    expect(() => scale({ method: "minMax", range: [1, 1] })).toThrow(/expected two numbers, the smaller first/);
    expect(() => scale({ centre: false, spread: false })).toThrow(/would have no effect/);
  });
});

describe("yeoJohnson", () => {
  it("keeps values far from 0 apart, where the likeliest power would draw them all to one number", () => {
    const steps = Array.from({ length: 40 }, (_, i) => 1.1 ** -i);
    for (const values of [steps.map((step) => 47.3 + step / 20), steps.map((step) => -1e6 - 500 * step)]) {
      const far = numberFrame(
        values.map((value) => [value]),
        ["far"],
      );
      const found = numbers(learn(yeoJohnsonStep, yeoJohnson(), far).frame, "far");
      const sign = Math.sign(values[0]! - values[1]!);
      for (let i = 1; i < found.length; i++) expect(sign * (found[i - 1]! - found[i]!)).toBeGreaterThan(1e-4);
    }
  });

  it("has the λ and the values of PowerTransformer, with weights for repeated rows", () => {
    const { state } = learn(yeoJohnsonStep, yeoJohnson(), firstColumns(cancer, 4));
    expectClose(state.lambdas, goldenValue<number[]>("yeo"), 1e-6);
    const weighted = learn(yeoJohnsonStep, yeoJohnson(), wine, { weights: thirds(wine.rows).weights });
    const { lambdas, rows } = golden<{ lambdas: number[]; rows: number[][] }>("yeo");
    expectClose(weighted.state.lambdas, lambdas, 1e-6);
    rows.forEach((row, i) => {
      row.forEach((value, j) => {
        expect(numbers(weighted.frame, wine.names[j]!)[i]).toBeCloseTo(value, 6);
      });
    });
    const proline = numbers(wine, "x12");
    const signs = numberFrame(
      proline.map((value) => [-value, value - 700]),
      ["minus", "both"],
    );
    const negative = golden<{ lambdas: number[] }>("yeoNegative").lambdas;
    expectClose(learn(yeoJohnsonStep, yeoJohnson(), signs).state.lambdas, negative, 1e-6);
  });

  it("finds the λ of the largest likelihood on a grid", () => {
    const loss = (values: readonly number[], lambda: number): number => {
      const y = values.map((value) => yeoJohnsonOf(value, lambda));
      const mean = y.reduce((sum, v) => sum + v, 0) / y.length;
      const variance = y.reduce((sum, v) => sum + (v - mean) ** 2, 0) / y.length;
      const jacobian = values.reduce((sum, v) => sum + Math.sign(v) * Math.log1p(Math.abs(v)), 0);
      return (y.length / 2) * Math.log(variance) - (lambda - 1) * jacobian;
    };
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -40, max: 60 }), { minLength: 5, maxLength: 30 }), (values) => {
        fc.pre(new Set(values).size > 3);
        const weights = new Float64Array(values.length).fill(1);
        const lambda = likeliestLambda({ values: Float64Array.from(values), weights });
        for (let at = -3; at <= 5; at += 0.05) {
          expect(loss(values, lambda)).toBeLessThanOrEqual(loss(values, at) + 1e-6);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("keeps the shape of a constant column, and is finite for far values with a tiny spread", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => [
      3,
      1000 + (i % 9) * 1e-3 + i * 1e-4,
      -1e6 - ((i * i) % 13),
      1e300 * (1 + i),
      i % 2,
    ]);
    const names = ["constant", "far", "negative", "huge", "flag"];
    const table = numberFrame(rows, names);
    const { state, frame } = learn(yeoJohnsonStep, yeoJohnson(), table);
    expect(state.lambdas[0]).toBe(1);
    expect(state.lambdas[3]).toBe(1);
    for (const name of names) expect(numbers(frame, name).every(Number.isFinite)).toBe(true);
    const back = numberFrame(
      rows.map(([, far]) => [far! * 2 ** 20]),
      ["far"],
    );
    expect(numbers(learn(yeoJohnsonStep, yeoJohnson(), back).frame, "far").every(Number.isFinite)).toBe(true);
  });

  it("computes the same in the graph for λ 0, 2 and between, tiny, huge and missing values", async () => {
    const state = {
      kind: "yeoJohnson",
      columns: ["a", "b", "c", "d"],
      lambdas: [0, 2, -1.3, 0.5],
      means: [0, 0, 0, 0],
      deviations: [1, 3, 1, 0.1],
    } as const;
    const values = [
      0,
      -0,
      1e-12,
      -1e-12,
      1e-5,
      0.4,
      -0.4,
      1,
      -1,
      3,
      -77,
      1e6,
      -1e6,
      1e150,
      null,
      Number.POSITIVE_INFINITY,
    ];
    const frame = numberFrame(
      values.map((value) => [value, value, value, value]),
      ["a", "b", "c", "d"],
    );
    await expectSameInGraph(yeoJohnsonStep, state, { training: frame, frame });
    const fitted = learn(yeoJohnsonStep, yeoJohnson({ standardise: false }), wine);
    await expectSameInGraph(yeoJohnsonStep, fitted.state, { training: wine, frame: wine });
  });
});

describe("outliers", () => {
  it("has fences at the weighted quartiles", () => {
    const { state } = learn(outliersStep, outliers({ k: 2 }), three, { weights: thirds(three.rows).weights });
    const [q1, q3] = golden<[number[], number[]]>("fences");
    expectClose(
      state.lows,
      q1.map((low, j) => low - 2 * (q3[j]! - low)),
    );
    expectClose(
      state.highs,
      q3.map((high, j) => high + 2 * (high - q1[j]!)),
    );
  });

  it("clips, removes or flags, in the graph too", async () => {
    const training = numberFrame(
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((value) => [value]),
      ["x"],
    );
    const frame = numberFrame([[5], [16], [15], [-5], [-6], [null], [Number.POSITIVE_INFINITY]], ["x"]);
    const found = (action: "clip" | "null" | "flag", name = "x"): number[] => {
      const { state } = learn(outliersStep, outliers({ action }), training);
      return numbers(outliersStep.apply(state, frame, noLearner), name);
    };
    const none = Number.NaN;
    expect(found("clip")).toEqual([5, 13, 13, -3, -3, none, 13]);
    expect(found("null")).toEqual([5, none, none, none, none, none, none]);
    expect(found("flag", "x is outlier")).toEqual([0, 1, 1, 1, 1, 0, 1]);
    expect(found("flag")).toEqual(numbers(frame, "x"));
    for (const action of ["clip", "null", "flag"] as const) {
      for (const table of [training, odd]) {
        const { state } = learn(outliersStep, outliers({ action }), table);
        await expectSameInGraph(outliersStep, state, { training: table, frame: table === odd ? later : frame }, 0);
      }
    }
  });

  it("finds none in a constant column, nor in one as wide as the doubles", () => {
    const rows = Array.from({ length: 20 }, (_, i) => [0.1, i % 2 === 0 ? 1.7e308 : -1.7e308]);
    const { frame } = learn(outliersStep, outliers({ action: "flag" }), numberFrame(rows, ["tenth", "wide"]));
    for (const name of ["tenth is outlier", "wide is outlier"])
      expect(new Set(numbers(frame, name))).toEqual(new Set([0]));
  });

  it("takes a few infinite values in training, and refuses a column with a quarter of them", () => {
    const values = [1, 2, 3, 4, 5, 6, 7, Number.POSITIVE_INFINITY].map((value) => [value]);
    expect(learn(outliersStep, outliers(), numberFrame(values, ["x"])).frame.columns[0]).toMatchObject({
      kind: "number",
    });
    const many = numberFrame([...values, ...values.slice(7), ...values.slice(7)], ["x"]);
    expect(() => learn(outliersStep, outliers(), many)).toThrow(/a quarter of column "x" is infinite/);
  });
});

describe("polynomial", () => {
  it("makes the products of PolynomialFeatures in its order", async () => {
    const table = numberFrame(
      [
        [2, 3, 5],
        [null, 1e200, 1e200],
        [-0, Number.POSITIVE_INFINITY, 7],
      ],
      ["a", "b", "c"],
    );
    for (const [name, interactionOnly] of [
      ["polynomial", false],
      ["interactions", true],
    ] as const) {
      const { state, frame } = learn(polynomialStep, polynomial({ degree: 3, interactionOnly }), table);
      const [names, values] = golden<[string[], number[]]>(name);
      expect(frame.names).toEqual(names.map((product) => product));
      expect(frame.names.map((product) => numbers(frame, product)[0])).toEqual(values);
      await expectSameInGraph(polynomialStep, state, { training: table, frame: table }, 0);
    }
  });

  it("refuses what would make nothing, or too much", () => {
    const one = numberFrame([[1]], ["a"]);
    expect(() => learn(polynomialStep, polynomial({ interactionOnly: true }), one)).toThrow(/would have no effect/);
    const many = numberFrame(
      [Array.from({ length: 100 }, () => 1)],
      Array.from({ length: 100 }, (_, j) => `x${j}`),
    );
    expect(() => learn(polynomialStep, polynomial({ degree: 4 }), many)).toThrow(/more than 100000 products/);
    const clash = { ...one, names: ["a", "a^2"], columns: [one.columns[0]!, one.columns[0]!] };
    expect(() => learn(polynomialStep, polynomial(), clash)).toThrow(/makes a column "a\^2", but there is one/);
  });
});

describe("steps on numbers", () => {
  const steps: readonly [Step<never, never>, StepConfig][] = [
    [scaleStep, scale()],
    [scaleStep, scale({ method: "minMax" })],
    [scaleStep, scale({ method: "robust" })],
    [yeoJohnsonStep, yeoJohnson()],
    [outliersStep, outliers()],
    [polynomialStep, polynomial()],
  ] as unknown as readonly [Step<never, never>, StepConfig][];

  it("count a row of weight two twice, do not change their input, and do nothing where there is no number column", () => {
    const { weights, repeated } = thirds(three.rows);
    const before = structuredClone(three);
    for (const [step, config] of steps) {
      const weighted = step.fit(config as never, three, undefined, { weights }, noLearner).state;
      const twice = step.fit(config as never, selectRows(three, repeated), undefined, {}, noLearner).state;
      const [a, b] = [weighted, twice].map((state) => step.apply(state, three, noLearner));
      for (const name of a!.names) expectClose(numbers(a!, name), numbers(b!, name), 1e-9);
      expect(three).toEqual(before);
      const words = categoryFrame("word", ["a", null]);
      const { state, frame } = step.fit(config as never, words, undefined, {}, noLearner);
      expect(frame).toEqual(words);
      expect(step.apply(state, words, noLearner)).toEqual(words);
    }
  });
});
