import { describe, expect, it } from "vitest";
import { goldenFamily } from "../../../test/learn/golden.js";
import { goldenTable, goldenValue } from "../../../test/support/golden-learn.js";
import { uniforms } from "../../../test/support/learn-tables.js";
import type { Column, Table } from "../table.js";
import { classTarget, numberTarget, type Target } from "../target.js";
import { type GbdtSettings, gbdt } from "./config.js";
import { fitGbdt } from "./fit.js";
import { predictGbdtScores } from "./predict.js";

interface Golden {
  readonly baseline: readonly number[];
  readonly first: readonly (readonly number[])[];
  readonly sum: number;
  readonly squares: number;
  readonly leaves: readonly (readonly number[])[];
}

const golden = goldenFamily("histogram-boosting");
const [cancer, diabetes, wine] = [goldenTable("breast_cancer"), goldenTable("diabetes"), goldenTable("wine")];

/** The tables as golden/learn/histogram-boosting.py makes them. */
function holed(table: Table): Table {
  const columns = table.columns.map(
    (column, j): Column =>
      column.kind === "number"
        ? { kind: "number", values: column.values.map((x, i) => ((7 * i + 3 * j) % 11 < 2 ? Number.NaN : x)) }
        : column,
  );
  return { ...table, columns };
}

function kinds({ table }: typeof wine, missing: boolean): Table {
  const [first, ...others] = table.columns.slice(0, 4);
  if (first.kind !== "number") throw new Error("expected numbers");
  const codes = Int32Array.from(first.values, (x, i) => (missing && i % 10 === 3 ? -1 : Math.floor(2 * x) % 9));
  const categories = Array.from({ length: 9 }, (_, code) => `k${code}`);
  return {
    rows: table.rows,
    names: table.names.slice(0, 4),
    columns: [{ kind: "category", codes, categories }, ...others],
  };
}

function many(rows: number): { table: Table; y: Float64Array } {
  const u = uniforms(12345);
  const columns = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  const [x0, x1, x2] = columns;
  const y = Float64Array.from({ length: rows }, (_, i) => {
    [x0[i], x1[i], x2[i]] = [u(), Math.floor(400 * u()), u() ** 3];
    return 3 * x0[i] + x1[i] / 200 + x2[i] * u();
  });
  return {
    table: { rows, names: ["x0", "x1", "x2"], columns: columns.map((values) => ({ kind: "number", values })) },
    y,
  };
}

const threes = (rows: number): Float64Array => Float64Array.from({ length: rows }, (_, i) => 1 + (i % 3));
const numbers = numberTarget(diabetes.y);
const binary = classTarget(cancer.y);
const proline = wine.table.columns[12].kind === "number" ? wine.table.columns[12].values : wine.y;
const made = many(2000);

const cases: [string, GbdtSettings, Table, Target, Float64Array?][] = [
  ["binary", { trees: 10 }, cancer.table, binary],
  ["binary-missing-l2", { trees: 8, l2: 2.5, minDataInLeaf: 7, leaves: 12 }, holed(cancer.table), binary],
  ["binary-weights", { trees: 6, maxBins: 40 }, cancer.table, binary, threes(569)],
  ["squared", { trees: 10 }, diabetes.table, numbers],
  ["squared-percentiles", { trees: 10, maxBins: 64, leaves: 40, minDataInLeaf: 3 }, made.table, numberTarget(made.y)],
  ["squared-weights", { trees: 6, maxBins: 50, maxDepth: 4 }, diabetes.table, numbers, threes(442)],
  ["squared-missing", { trees: 10, minDataInLeaf: 5 }, holed(diabetes.table), numbers],
  ["squared-monotone", { trees: 8, monotone: { x2: 1, x0: -1 } }, diabetes.table, numbers],
  ["absolute", { trees: 8, loss: "absolute" }, diabetes.table, numbers],
  ["absolute-weights", { trees: 5, loss: "absolute" }, diabetes.table, numbers, threes(442)],
  ["quantile", { trees: 8, loss: "quantile", quantile: 0.8 }, diabetes.table, numbers],
  ["poisson", { trees: 8, loss: "poisson" }, diabetes.table, numberTarget(diabetes.y.map((y) => Math.floor(y / 20)))],
  ["gamma", { trees: 8, loss: "gamma" }, diabetes.table, numbers],
  ["multiclass", { trees: 6, minDataInLeaf: 8 }, wine.table, classTarget(wine.y)],
  ["categories", { trees: 8, minDataInLeaf: 8 }, kinds(wine, false), numberTarget(proline)],
  ["categories-missing", { trees: 8, minDataInLeaf: 8 }, kinds(wine, true), numberTarget(proline)],
];

function expectNear(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)));
}

describe("trees like HistGradientBoosting's of scikit-learn", () => {
  it.each<[string, GbdtSettings, Table, Target, Float64Array?]>(cases)(
    "%s",
    (name, settings, table, target, weights) => {
      const expected = golden<Golden>(name);
      const model = fitGbdt(gbdt({ ...settings, compat: "scikit-learn" }), table, target, {
        ...(weights && { weights }),
      });
      const outputs = expected.baseline.length;
      expect(model.trees.map(({ leaves }) => leaves.length)).toEqual(expected.leaves.flat());
      const scores = predictGbdtScores(model, table);
      expected.first.forEach((row, i) => {
        row.forEach((score, k) => {
          expectNear(scores[k * table.rows + i], score);
        });
      });
      expect(outputs * table.rows).toBe(scores.length);
      expectNear(scores.reduce((sum, score) => sum + score, 0) / table.rows, expected.sum / table.rows);
      expectNear(scores.reduce((sum, score) => sum + score * score, 0) / table.rows, expected.squares / table.rows);
    },
  );

  it("have the decision values of the reference, with the start score in the first tree", () => {
    const model = fitGbdt(gbdt({ trees: 10, compat: "scikit-learn" }), cancer.table, binary);
    const [baseline, ...decisions] = goldenValue<number[]>("hgb");
    const scores = predictGbdtScores(model, cancer.table);
    decisions.forEach((decision, i) => {
      expect(Math.abs(scores[i] / decision - 1)).toBeLessThan(1e-9);
    });
    const constant = fitGbdt(gbdt({ trees: 1, compat: "scikit-learn", minDataInLeaf: 300 }), cancer.table, binary);
    expect(constant.trees[0].leaves[0]).toBeCloseTo(baseline, 12);
  });

  it("refuse what has no place in them", () => {
    expect(() => gbdt({ compat: "scikit-learn", categoryL2: 3 })).toThrow("categoryL2");
    expect(() => gbdt({ compat: "scikit-learn", minDataInBin: 1 })).toThrow("minDataInBin");
  });
});
