import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenTable, goldenValue } from "../../../../test/support/golden-learn.js";
import {
  categoryFrame,
  firstColumns,
  golden,
  numberFrame,
  numbers,
  thirds,
  withHoles,
} from "../../../../test/support/golden-preprocess.js";
import { cellsOf, expectSameInGraph, noLearner } from "../../../../test/support/step-graph.js";
import type { FitOptions } from "../../fit-options.js";
import { type Frame, selectRows, type Table } from "../../table.js";
import { type ImputeConfig, type ImputeState, impute, imputeStep } from "./index.js";

const fitted = (config: ImputeConfig, frame: Frame, options: FitOptions = {}) =>
  imputeStep.fit(config, frame, undefined, options, noLearner);
const apply = (state: ImputeState, frame: Frame): Frame => imputeStep.apply(state, frame, noLearner);
const rowsOf = (frame: Frame): number[][] =>
  Array.from({ length: frame.rows }, (_, row) => frame.names.map((name) => numbers(frame, name)[row]!));
const expectRows = (found: number[][], expected: readonly (readonly number[])[], relative = 1e-12): void => {
  expected.forEach((row, i) => {
    row.forEach((value, j) => {
      expect(Math.abs(found[i]![j]! - value), `row ${i}, column ${j}`).toBeLessThanOrEqual(relative * Math.abs(value));
    });
  });
};
const wine = withHoles(goldenTable("wine").table, 11);
const head = (table: Table, rows: number): Table =>
  selectRows(
    table,
    Int32Array.from({ length: rows }, (_, i) => i),
  );

describe("impute from single columns", () => {
  const table = numberFrame(
    [
      [1, 5],
      [2, null],
      [2, 7],
      [9, null],
      [null, 7],
    ],
    ["a", "b"],
  );

  it("fills the mean, the median, the most frequent or a constant", async () => {
    const filled = (config: ImputeConfig): number[] => {
      const { frame } = fitted(config, table);
      return [numbers(frame, "a")[4]!, numbers(frame, "b")[1]!];
    };
    expect(filled(impute({ strategy: "mean" }))).toEqual([3.5, 19 / 3]);
    expect(filled(impute())).toEqual([2, 7]);
    expect(filled(impute({ strategy: "mostFrequent" }))).toEqual([2, 7]);
    expect(filled(impute({ strategy: "constant", fill: -1 }))).toEqual([-1, -1]);
    for (const strategy of ["mean", "median", "mostFrequent", "constant"] as const) {
      const { state } = fitted(impute({ strategy, indicator: true }), table);
      await expectSameInGraph(imputeStep, state, { training: table, frame: table }, 0);
    }
  });

  it("fills categories with the most frequent or a text, of equals the first", async () => {
    const cities = categoryFrame("city", ["Graz", "Bern", null, "Bern", "Graz", "Chur"]);
    expect(cellsOf(fitted(impute({ strategy: "mostFrequent" }), cities).frame.columns[0]!)[2]).toBe("Bern");
    const { state, frame } = fitted(impute({ strategy: "constant", fill: "none", indicator: true }), cities);
    expect(cellsOf(frame.columns[0]!)).toEqual(["Graz", "Bern", "none", "Bern", "Graz", "Chur"]);
    expect(numbers(frame, "city is missing")).toEqual([0, 0, 1, 0, 0, 0]);
    const later = categoryFrame("city", ["Wien", null, "Chur"]);
    expect(cellsOf(apply(state, later).columns[0]!)).toEqual(["Wien", "none", "Chur"]);
    await expectSameInGraph(imputeStep, state, { training: cities, frame: later }, 0);
  });

  it("makes an indicator only for columns that have missing values in rows that count", () => {
    const weights = Float64Array.of(1, 1, 1, 1, 0);
    expect(fitted(impute({ indicator: true }), table).frame.names).toEqual(["a", "b", "a is missing", "b is missing"]);
    expect(fitted(impute({ indicator: true }), table, { weights }).frame.names).toEqual(["a", "b", "b is missing"]);
  });

  it("fills a column without any value with 0, and a category column without any not at all", () => {
    const empty = numberFrame([[null], [null]], ["a"]);
    for (const strategy of ["mean", "median", "mostFrequent", "kNearest", "iterative"] as const) {
      expect(numbers(fitted(impute({ strategy }), empty).frame, "a")).toEqual([0, 0]);
    }
    const { frame } = fitted(impute({ strategy: "mostFrequent" }), categoryFrame("c", [null, null]));
    expect(cellsOf(frame.columns[0]!)).toEqual([null, null]);
  });
});

describe("impute from the nearest rows", () => {
  const few = numberFrame(
    [
      [1, 2, null],
      [3, null, 4],
      [null, 6, 8],
      [8, 8, 7],
      [null, null, 1],
      [5, null, null],
    ],
    ["a", "b", "c"],
  );
  const asked = numberFrame(
    [
      [null, 2, null],
      [null, null, null],
      [null, null, 4],
      [3, 6, null],
      [100, null, null],
    ],
    ["a", "b", "c"],
  );

  it("does as KNNImputer does, with weights for repeated rows", () => {
    const all = fitted(impute({ strategy: "kNearest" }), wine);
    expectRows(rowsOf(all.frame), [goldenValue<number[]>("knn-impute")]);
    const byDistance = fitted(impute({ strategy: "kNearest", neighbours: 4, weighting: "distance" }), wine);
    expectRows(rowsOf(apply(byDistance.state, head(wine, 12))), golden("knnDistance"), 1e-9);
    const weighted = fitted(impute({ strategy: "kNearest" }), wine, thirds(wine.rows));
    expectRows(rowsOf(apply(weighted.state, head(wine, 8))), golden("knnRepeated"));
    const repeated = fitted(impute({ strategy: "kNearest" }), selectRows(wine, thirds(wine.rows).repeated));
    expectRows(rowsOf(apply(weighted.state, wine)), rowsOf(apply(repeated.state, wine)));
  });

  it("uses what donors there are, and the mean where there is none", () => {
    for (const neighbours of [2, 9]) {
      const { state } = fitted(impute({ strategy: "kNearest", neighbours }), few);
      expectRows(rowsOf(apply(state, asked)), golden(`knnFew${neighbours}`));
    }
  });

  it("shares the last place among donors at the same distance, whatever their order", () => {
    const tied = numberFrame(
      [
        [0, 10],
        [2, 20],
        [2, 40],
        [0, 16],
        [1, null],
      ],
      ["x", "y"],
    );
    const { frame } = fitted(impute({ strategy: "kNearest", neighbours: 3 }), tied);
    expect(numbers(frame, "y")[4]).toBeCloseTo(21.5, 14);
    const turned = selectRows(tied, Int32Array.of(4, 2, 0, 3, 1));
    expect(numbers(fitted(impute({ strategy: "kNearest", neighbours: 3 }), turned).frame, "y")[0]).toBeCloseTo(
      21.5,
      14,
    );
  });

  it("computes the same in the graph, unless weights are fractions", async () => {
    for (const weighting of ["uniform", "distance"] as const) {
      for (const neighbours of [1, 3, 50]) {
        const config = impute({ strategy: "kNearest", neighbours, weighting, indicator: true });
        const frames = { training: few, frame: asked };
        await expectSameInGraph(imputeStep, fitted(config, few).state, frames);
        const weights = Float64Array.of(2, 1, 0, 3, 1, 60);
        await expectSameInGraph(imputeStep, fitted(config, few, { weights }).state, frames);
      }
    }
    const config = impute({ strategy: "kNearest" });
    for (const options of [{}, thirds(wine.rows)]) {
      await expectSameInGraph(imputeStep, fitted(config, wine, options).state, { training: wine, frame: wine });
    }
    const { state } = fitted(config, few, { weights: new Float64Array(6).fill(0.5) });
    const inGraph = expectSameInGraph(imputeStep, state, { training: few, frame: asked });
    await expect(inGraph).rejects.toThrow(/fractional weight/);
  });
});

describe("impute by chained regressions", () => {
  it("does as IterativeImputer does, also for columns that were complete in training", async () => {
    const least = fitted(impute({ strategy: "iterative", regression: "leastSquares" }), wine);
    expectRows(rowsOf(least.frame), [goldenValue<number[]>("iter-impute")], 1e-9);
    const diabetes = withHoles(firstColumns(goldenTable("diabetes").table, 6), 13);
    const other = fitted(impute({ strategy: "iterative", regression: "leastSquares" }), diabetes);
    expectRows(rowsOf(other.frame), golden("leastSquares"), 1e-9);
    const ridge = fitted(impute({ strategy: "iterative" }), wine);
    expectRows(rowsOf(ridge.frame), golden("iterative"), 1e-9);
    const complete = head(goldenTable("wine").table, 2);
    const lost = [
      [0, 3],
      [1, 0],
      [1, 12],
    ];
    const columns = complete.columns.map((column, j) =>
      column.kind === "number"
        ? {
            ...column,
            values: column.values.map((value, i) => (lost.some(([r, c]) => r === i && c === j) ? Number.NaN : value)),
          }
        : column,
    );
    const fresh = { ...complete, columns };
    expectRows(rowsOf(apply(ridge.state, fresh)), golden("iterativeNew"), 1e-9);
    for (const { state } of [least, ridge]) {
      await expectSameInGraph(imputeStep, state, { training: wine, frame: wine });
      await expectSameInGraph(imputeStep, state, { training: wine, frame: fresh });
    }
  });

  it("recovers a column that is a sum of others, and takes duplicate and constant columns", () => {
    const rows = Array.from({ length: 30 }, (_, i) => [
      i % 7,
      (i * i) % 11,
      4,
      i % 7,
      i % 5 === 0 ? null : (i % 7) - 2 * ((i * i) % 11),
    ]);
    const { frame } = fitted(
      impute({ strategy: "iterative", regression: "leastSquares" }),
      numberFrame(rows, ["a", "b", "c", "d", "e"]),
    );
    numbers(frame, "e").forEach((value, i) => {
      expect(value).toBeCloseTo((i % 7) - 2 * ((i * i) % 11), 8);
    });
  });
});

describe("impute", () => {
  it("counts a row of weight two twice and one of weight zero not at all", () => {
    const { weights, repeated } = thirds(wine.rows);
    for (const strategy of ["mean", "median", "mostFrequent", "kNearest", "iterative"] as const) {
      const config = impute({ strategy, indicator: true });
      const weighted = fitted(config, wine, { weights });
      const twice = fitted(config, selectRows(wine, repeated));
      expectRows(rowsOf(apply(weighted.state, wine)), rowsOf(apply(twice.state, wine)), 1e-9);
    }
  });

  it("fills the median that sorting gives, whatever the values", () => {
    const value = fc.constantFrom(-1e308, -1, -0, 0, 5e-324, 0.5, 3, 1e308);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 12 }), (values) => {
        const table = numberFrame([[null], ...values.map((v) => [v])], ["x"]);
        const sorted = [...values].sort((a, b) => a - b);
        const [a, b] = [sorted[Math.floor((values.length - 1) / 2)]!, sorted[values.length >> 1]!];
        const expected = a === b ? a : Number.isFinite(a + b) ? (a + b) / 2 : a / 2 + b / 2;
        expect(numbers(fitted(impute(), table).frame, "x")[0]! + 0).toBe(expected + 0);
      }),
    );
  });

  it("refuses what it cannot do, naming it", () => {
    expect(() => impute({ neighbours: 3 })).toThrow(/neighbours would have no effect: the strategy is "median"/);
    expect(() => impute({ strategy: "means" as "mean" })).toThrow(/strategy is "means"/);
    const table = numberFrame([[1], [Number.POSITIVE_INFINITY]], ["x"]);
    for (const strategy of ["mean", "kNearest", "iterative"] as const) {
      expect(() => fitted(impute({ strategy }), table)).toThrow(/column "x" is Infinity in row 1/);
    }
    expect(numbers(fitted(impute(), table).frame, "x")).toEqual([1, Number.POSITIVE_INFINITY]);
    expect(() =>
      fitted(impute(), { rows: 0, names: ["x"], columns: [{ kind: "number", values: new Float64Array(0) }] }),
    ).toThrow(/no rows/);
    expect(() => fitted(impute({ columns: ["y"] }), table)).toThrow(/needs a column "y"/);
    const { state } = fitted(impute(), table);
    expect(() => apply(state, categoryFrame("x", ["a"]))).toThrow(/column "x" is a category/);
  });
});
