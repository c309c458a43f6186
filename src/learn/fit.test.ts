import { describe, expect, it } from "vitest";
import { madeTable } from "../../test/support/learn-tables.js";
import { decodeJson, encodeJson } from "../core/index.js";
import {
  fitModel,
  gbdt,
  importanceOf,
  logistic,
  type Model,
  predictProbabilities,
  predictScores,
  selectRows,
  tableFromRecords,
} from "./index.js";

const { table, y } = madeTable(800, 3);

describe("an estimator", () => {
  for (const config of [gbdt({ trees: 10 }), logistic()]) {
    const model = fitModel(config, table, y);

    it(`of kind ${config.kind} gives plain data that predicts the same after storing`, () => {
      const stored = decodeJson(encodeJson(model)) as Model;
      expect(predictScores(stored, table)).toEqual(predictScores(model, table));
    });

    it(`of kind ${config.kind} gives probabilities 1 / (1 + e^−score)`, () => {
      const scores = predictScores(model, table);
      predictProbabilities(model, table).forEach((probability, i) => {
        expect(probability).toBeCloseTo(1 / (1 + Math.exp(-scores[i])), 14);
      });
    });

    it(`of kind ${config.kind} shares its importance out, the largest first`, () => {
      const shares = importanceOf(model).map(({ share }) => share);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(shares).toEqual([...shares].sort((a, b) => b - a));
    });

    it(`of kind ${config.kind} says the same of a row alone and among others`, () => {
      const scores = predictScores(model, table);
      for (const row of [0, 128, 799])
        expect(predictScores(model, selectRows(table, Int32Array.of(row)))[0]).toBe(scores[row]);
    });
  }

  it("of an unknown kind is refused", () => {
    const unknown = { kind: "forest" } as unknown as ReturnType<typeof gbdt>;
    expect(() => fitModel(unknown, table, y)).toThrow('the kind is forest, expected "gbdt" or "logistic"');
  });

  it("keeps probabilities of extreme scores exact", () => {
    const model: Model = { kind: "logistic", columns: [], encodings: [], weights: [], intercept: -700 };
    const [p] = predictProbabilities(model, { rows: 1, names: [], columns: [] });
    expect(p).toBeCloseTo(0, 300);
    expect(p).toBeGreaterThan(0);
  });
});

describe("a table from records", () => {
  it("makes numbers and categories, with missing where a value is absent", () => {
    const made = tableFromRecords([{ a: 1, b: "y" }, { a: null, b: "x", c: true }, { a: 3 }]);
    expect(made.names).toEqual(["a", "b", "c"]);
    expect(made.columns).toEqual([
      { kind: "number", values: Float64Array.of(1, Number.NaN, 3) },
      { kind: "category", codes: Int32Array.of(1, 0, -1), categories: ["x", "y"] },
      { kind: "number", values: Float64Array.of(Number.NaN, 1, Number.NaN) },
    ]);
    expect(() => tableFromRecords([{ a: 1 }, { a: "x" }])).toThrow(
      'column "a" holds strings, but row 0 is the number 1',
    );
  });

  it("hands out rows by number and refuses a row it does not have", () => {
    const made = tableFromRecords([{ a: 1 }, { a: 2 }, { a: 3 }]);
    expect(selectRows(made, Int32Array.of(2, 0, 2)).columns[0]).toEqual({
      kind: "number",
      values: Float64Array.of(3, 1, 3),
    });
    expect(() => selectRows(made, Int32Array.of(3))).toThrow("row 3 was asked for, but the table has 3 rows");
  });
});
