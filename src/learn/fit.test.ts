import { describe, expect, it } from "vitest";
import { madeTable } from "../../test/support/learn-tables.js";
import { decodeJson, encodeJson } from "../core/index.js";
import {
  classTarget,
  configFrom,
  fitModel,
  gbdt,
  importanceOf,
  logistic,
  type Model,
  numberTarget,
  pipeline,
  predict,
  predictProbabilities,
  ridge,
  scale,
  selectRows,
  tableFromRecords,
} from "./index.js";

const { table, y } = madeTable(800, 3);
const target = classTarget(y);

describe("an estimator", () => {
  for (const config of [gbdt({ trees: 10 }), logistic({ l2: 0.01 })]) {
    const model = fitModel(config, table, target);

    it(`of kind ${config.kind} gives plain data that predicts the same after storing`, () => {
      const stored = decodeJson(encodeJson(model)) as Model;
      expect(predict(stored, table)).toEqual(predict(model, table));
    });

    it(`of kind ${config.kind} shares its importance out, the largest first`, () => {
      const shares = importanceOf(model).map(({ share }) => share);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(shares).toEqual([...shares].sort((a, b) => b - a));
    });

    it(`of kind ${config.kind} says the same of a row alone and among others`, () => {
      const probabilities = predictProbabilities(model, table);
      for (const row of [0, 128, 799]) {
        const [, alone] = predictProbabilities(model, selectRows(table, Int32Array.of(row)));
        expect(alone).toBeCloseTo(probabilities[2 * row + 1], 15);
      }
    });
  }

  it("of an unknown kind is refused with the nearest one", () => {
    const unknown = { kind: "gdbt" } as unknown as ReturnType<typeof gbdt>;
    expect(() => fitModel(unknown, table, target)).toThrow('there is no estimator "gdbt"');
  });

  it("is refused a target that it does not learn, and asked for probabilities of numbers", () => {
    expect(() => fitModel(ridge(), table, target)).toThrow("ridge learns numbers, but the target holds classes");
    const model = fitModel(ridge(), table, numberTarget(y));
    expect(() => predictProbabilities(model, table)).toThrow("predicts numbers has no probabilities");
  });

  it("is made of plain data, what is not said filled in, and refused where it does not fit", () => {
    const given = { kind: "pipeline", steps: [{ kind: "scale" }], estimator: { kind: "ridge", alpha: 2 } };
    expect(configFrom(given)).toEqual(pipeline({ steps: [scale()], estimator: ridge({ alpha: 2 }) }));
    expect(() => configFrom({ kind: "pipeline", steps: [{ kind: "scael" }], estimator: { kind: "ridge" } })).toThrow(
      'pipeline.steps[0] is of the unknown kind "scael"',
    );
    expect(() => configFrom(7)).toThrow("the configuration does not say its kind");
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
