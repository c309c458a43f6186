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
import { type Frame, selectRows } from "../table.js";
import { classTarget, numberTarget, selectTarget, type Target } from "../target.js";
import { type BinConfig, type BinState, bin, binStep } from "./bin.js";
import { averagedInvertedCdf, linearQuantile, sortedSample } from "./weighted-quantile.js";

const learn = (config: BinConfig, frame: Frame, options: FitOptions & { readonly target?: Target } = {}) =>
  binStep.fit(config, frame, options.target, options, noLearner);
const apply = (state: BinState, frame: Frame): Frame => binStep.apply(state, frame, noLearner);
const cancer = goldenTable("breast_cancer").table;
const three = firstColumns(cancer, 3);
const expectClose = (found: readonly number[], expected: readonly number[], absolute = 1e-12): void => {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(absolute * Math.max(1, Math.abs(value)));
  });
};
const [low, high, none] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN];

describe("bin", () => {
  it("has the edges of KBinsDiscretizer, with weights for repeated rows", () => {
    const { weights } = thirds(three.rows);
    const inverted = learn(bin({ bins: 6 }), three, { weights }).state.edges;
    golden<number[][]>("binsInverted").forEach((edges, j) => {
      expectClose(inverted[j]!, edges);
    });
    const linear = learn(bin({ bins: 6, quantileMethod: "linear" }), three, { weights }).state.edges;
    golden<number[][]>("binsLinear").forEach((edges, j) => {
      expectClose(linear[j]!, edges);
    });
    const uniform = learn(bin({ bins: 6, strategy: "uniform" }), three).state.edges;
    golden<number[][]>("binsUniform").forEach((edges, j) => {
      expectClose(uniform[j]!, edges);
    });
    const one = learn(bin(), firstColumns(cancer, 1));
    expectClose(one.state.edges[0]!, goldenValue<number[]>("kbins-quantile"));
    const six = learn(bin({ bins: 6 }), firstColumns(cancer, 1)).frame;
    expect(numbers(six, "x0").slice(0, 40)).toEqual(golden("binned"));
  });

  it("says how many bins are left where edges fall together", () => {
    const zeros = Array.from({ length: 100 }, (_, i) => [i < 83 ? 0 : i - 82, 5, null, i % 2]);
    const { state, frame } = learn(bin(), numberFrame(zeros, ["zeros", "constant", "empty", "flag"]));
    const [edges, bins] = golden<[number[], number]>("binsZeros");
    expect(state.edges[0]).toEqual(edges);
    expect(state.bins).toEqual([bins, 1, 1, 1]);
    expect(state.edges[1]).toEqual([low, high]);
    expect(new Set(numbers(frame, "constant"))).toEqual(new Set([0]));
    expect(numbers(frame, "empty").every(Number.isNaN)).toBe(true);
  });

  it("puts a value on an edge above it, and values outside into the end bins", async () => {
    const training = numberFrame([[0], [1], [2], [3], [4]], ["x"]);
    const { state } = learn(bin({ strategy: "uniform", bins: 4 }), training);
    expect(state.edges).toEqual([[0, 1, 2, 3, 4]]);
    const frame = numberFrame([[0], [1], [1 - 2 ** -53], [4], [99], [-1], [null], [high], [low], [-0]], ["x"]);
    expect(numbers(apply(state, frame), "x")).toEqual([0, 1, 0, 3, 3, 0, none, 3, 0, 0]);
    await expectSameInGraph(binStep, state, { training, frame }, 0);
    const flags = learn(bin({ strategy: "uniform", bins: 4, encode: "oneHot" }), training).state;
    expect(numbers(apply(flags, frame), "x bin 3")).toEqual([0, 0, 0, 1, 1, 0, 0, 1, 0, 0]);
    await expectSameInGraph(binStep, flags, { training, frame }, 0);
    const flat = numberFrame([[3], [3]], ["x"]);
    for (const encode of ["ordinal", "oneHot"] as const) {
      await expectSameInGraph(binStep, learn(bin({ encode }), flat).state, { training: flat, frame }, 0);
    }
  });

  it("cuts where a decision tree would", () => {
    const wine = goldenTable("wine");
    const proline = { rows: wine.table.rows, names: ["p"], columns: [wine.table.columns[12]!] };
    const classes = classTarget(Array.from(wine.y));
    const cuts = learn(bin({ strategy: "tree", bins: 5 }), proline, { target: classes }).state.edges[0]!.slice(1, -1);
    expectClose(cuts, golden("treeClasses"));
    const diabetes = goldenTable("diabetes");
    const mass = { rows: diabetes.table.rows, names: ["m"], columns: [diabetes.table.columns[2]!] };
    const target = numberTarget(diabetes.y);
    const found = learn(bin({ strategy: "tree", bins: 6, minRows: 20 }), mass, { target }).state.edges[0]!.slice(1, -1);
    // scikit-learn rounds the column to 32 bits.
    expectClose(found, golden("treeNumber"), 1e-8);
    const { weights, repeated } = thirds(mass.rows);
    const config = bin({ strategy: "tree", bins: 6, minRows: 20 });
    const weighted = learn(config, mass, { target, weights }).state;
    const twice = learn(config, selectRows(mass, repeated), { target: selectTarget(target, repeated) }).state;
    expect(weighted).toEqual(twice);
    const turned = Int32Array.from({ length: mass.rows }, (_, i) => (i * 5) % mass.rows);
    expect(
      learn(config, selectRows(mass, turned), { target: selectTarget(target, turned) }).state.edges[0]!.length,
    ).toBe(7);
    expect(() => learn(config, mass)).toThrow(/needs a target/);
  });

  it("finds no cut where nothing is gained, and keeps infinities and neighbouring doubles apart", () => {
    const constant = numberTarget([2, 2, 2, 2]);
    const x = numberFrame([[1], [2], [3], [4]], ["x"]);
    expect(learn(bin({ strategy: "tree" }), x, { target: constant }).state.bins).toEqual([1]);
    const steps = numberTarget([0, 0, 1, 1]);
    for (const [a, b] of [
      [low, 5],
      [5, high],
      [1, 1 + 2 ** -52],
      [-1e308, 1.5e308],
      [0, 5e-324],
    ] as const) {
      const pair = numberFrame([[a], [a], [b], [b]], ["x"]);
      const { frame } = learn(bin({ strategy: "tree" }), pair, { target: steps });
      expect(numbers(frame, "x"), `${a} and ${b}`).toEqual([0, 0, 1, 1]);
    }
    const wide = numberFrame([[-1.5e308], [0], [1.5e308], [high]], ["x"]);
    const { state } = learn(bin({ strategy: "uniform", bins: 2 }), wide);
    expectClose(state.edges[0]!, [-1.5e308, 0, 1.5e308]);
    expect(learn(bin({ bins: 2 }), wide).state.edges[0]!.every((edge) => !Number.isNaN(edge))).toBe(true);
  });

  it("refuses hyperparameters of another strategy, and categories", () => {
    expect(() => bin({ minRows: 5 })).toThrow(/minRows would have no effect/);
    expect(() => bin({ strategy: "tree", quantileMethod: "linear" })).toThrow(/quantileMethod would have no effect/);
    expect(() => bin({ bins: 1 })).toThrow(/bins is 1, expected a whole number between 2/);
    expect(() => learn(bin({ columns: ["c"] }), categoryFrame("c", ["a"]))).toThrow(
      /"c" is a category, bin works on number/,
    );
    expect(() => learn(bin({ columns: "category" }), categoryFrame("c", ["a"]))).toThrow(/not on category columns/);
  });
});

describe("weighted quantiles", () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 0, max: 4 })), {
    minLength: 1,
    maxLength: 15,
  });

  it("of whole weights are those of repeated rows, by their definitions", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 12 }), (pairs, part) => {
        const all = pairs.flatMap(([value, weight]) => new Array<number>(weight).fill(value)).sort((a, b) => a - b);
        fc.pre(all.length > 0);
        const counted = pairs.filter(([, weight]) => weight > 0);
        const sorted = sortedSample({
          values: Float64Array.from(counted, ([value]) => value),
          weights: Float64Array.from(counted, ([, weight]) => weight),
        });
        const at = (part / 12) * (all.length - 1);
        const [floor, ceil] = [all[Math.floor(at)]!, all[Math.ceil(at)]!];
        expect(linearQuantile(sorted, part / 12)).toBeCloseTo(floor + (at - Math.floor(at)) * (ceil - floor), 10);
        const reached = all.findIndex((_, i) => (i + 1) * 12 >= part * all.length);
        const exact = (reached + 1) * 12 === part * all.length && reached + 1 < all.length;
        const expected = exact ? (all[reached]! + all[reached + 1]!) / 2 : all[reached]!;
        expect(averagedInvertedCdf(sorted, part, 12)).toBe(expected);
      }),
    );
  });

  it("never leave the values, whatever the weights", () => {
    const weighted = fc.array(fc.tuple(fc.double({ noNaN: true }), fc.double({ min: 1e-9, max: 3, noNaN: true })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(weighted, fc.double({ min: 0, max: 1, noNaN: true }), (pairs, q) => {
        const values = Float64Array.from(pairs, ([value]) => value);
        const sorted = sortedSample({ values, weights: Float64Array.from(pairs, ([, weight]) => weight) });
        const found = linearQuantile(sorted, q);
        expect(found).toBeGreaterThanOrEqual(Math.min(...values));
        expect(found).toBeLessThanOrEqual(Math.max(...values));
      }),
    );
  });
});
