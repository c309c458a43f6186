import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberTable } from "../../../test/support/learn-tables.js";
import { alignTable, fitEncodings, type Table } from "../index.js";
import type { TableModelColumn } from "../model-column.js";
import { medianInPlace } from "./median.js";

const number = (values: readonly number[]) => ({ kind: "number", values: Float64Array.from(values) }) as const;
const category = (codes: readonly number[], categories: readonly string[]) =>
  ({ kind: "category", codes: Int32Array.from(codes), categories }) as const;

describe("the median", () => {
  it("is the middle of the sorted values", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 50 }), (values) => {
        const sorted = [...values].sort((a, b) => a - b);
        const middle = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
        expect(medianInPlace(Float64Array.from(values))).toBe(middle);
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(medianInPlace(new Float64Array(0))).toBeNaN();
  });
});

describe("encodings", () => {
  it("fill with the median, then standardise what was filled", () => {
    const [encoding] = fitEncodings(numberTable([1, 2, 9, Number.NaN]), 1);
    // After filling: 1, 2, 9, 2: mean 3.5, variance (6.25 + 2.25 + 30.25 + 2.25) / 4.
    expect(encoding).toEqual({ kind: "number", fill: 2, mean: 3.5, scale: Math.sqrt(10.25), indicator: true });
  });

  it("leave constant and all-missing columns at zero, without an indicator of nothing", () => {
    const [constant, missing, partly] = fitEncodings(
      numberTable([0.1, 0.1, 0.1], new Array(3).fill(Number.NaN), [4, Number.NaN, 4]),
      1,
    );
    expect(constant).toEqual({ kind: "number", fill: 0.1, mean: 0.1, scale: 1, indicator: false });
    expect(missing).toEqual({ kind: "number", fill: 0, mean: 0, scale: 1, indicator: false });
    expect(partly).toEqual({ kind: "number", fill: 4, mean: 4, scale: 1, indicator: true });
  });

  it("keep the categories that are frequent enough and not everywhere", () => {
    const table: Table = {
      rows: 6,
      names: ["often", "always"],
      columns: [category([0, 0, 1, 2, 2, -1], ["a", "b", "c"]), category([0, 0, 0, 0, 0, 0], ["a"])],
    };
    expect(fitEncodings(table, 2)).toEqual([
      { kind: "category", codes: [0, 2] },
      { kind: "category", codes: [] },
    ]);
  });

  it("refuse a column too wide to standardise", () => {
    expect(() => fitEncodings(numberTable([-1.7e308, 1.7e308, 0]), 1)).toThrow('column "x0" spans');
  });
});

describe("aligning a table to a model", () => {
  const columns: TableModelColumn[] = [
    { name: "age", kind: "number" },
    { name: "city", kind: "category", categories: ["Bern", "Graz"] },
  ];

  it("reorders columns, recodes categories and drops what the model does not know", () => {
    const table: Table = {
      rows: 3,
      names: ["extra", "city", "age"],
      columns: [number([0, 0, 0]), category([0, 1, -1], ["Graz", "Oslo"]), number([1, 2, 3])],
    };
    const aligned = alignTable(columns, table);
    expect(aligned.names).toEqual(["age", "city"]);
    expect(aligned.columns[0]).toBe(table.columns[2]);
    expect(aligned.columns[1]).toEqual(category([1, -1, -1], ["Bern", "Graz"]));
  });

  it("names what is missing, with the nearest name as a hint, and what is of the other kind", () => {
    const misspelt: Table = { rows: 1, names: ["aeg", "city"], columns: [number([1]), category([0], ["Bern"])] };
    expect(() => alignTable(columns, misspelt)).toThrow(
      expect.objectContaining({ code: "learn.bad_table", hint: 'Did you mean "aeg"?' }),
    );
    const swapped: Table = { rows: 1, names: ["age", "city"], columns: [number([1]), number([1])] };
    expect(() => alignTable(columns, swapped)).toThrow(
      'column "city" is a number, the model was trained on a category',
    );
  });
});
