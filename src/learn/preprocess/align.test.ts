import { describe, expect, it } from "vitest";
import { alignTable, type Table } from "../index.js";
import type { TableModelColumn } from "../model-column.js";

const number = (values: readonly number[]) => ({ kind: "number", values: Float64Array.from(values) }) as const;
const category = (codes: readonly number[], categories: readonly string[]) =>
  ({ kind: "category", codes: Int32Array.from(codes), categories }) as const;

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
