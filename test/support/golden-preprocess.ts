import { readFileSync } from "node:fs";
import type { Frame, Table } from "../../src/learn/table.js";

const text = readFileSync(new URL("../../golden/learn/preprocess.json", import.meta.url), "utf8");
const values: Readonly<Record<string, unknown>> = JSON.parse(text).values;

/** What scikit-learn gives, by the name in golden/learn/preprocess.py; NaN is null. */
export function golden<T>(name: string): T {
  if (!(name in values)) throw new Error(`golden/learn/preprocess.json has no value ${name}`);
  return values[name] as T;
}

/** `table` with NaN where (7·row + 3·column) mod k = 0, as in the reference program. */
export function withHoles(table: Table, k: number): Table {
  const columns = table.columns.map((column, j) => {
    if (column.kind !== "number") return column;
    return { ...column, values: column.values.map((value, i) => ((i * 7 + j * 3) % k === 0 ? Number.NaN : value)) };
  });
  return { ...table, columns };
}

/** Weights 0, 1, 2, 0, 1, 2, …, and the rows that they stand for. */
export function thirds(rows: number): { readonly weights: Float64Array; readonly repeated: Int32Array } {
  const weights = Float64Array.from({ length: rows }, (_, i) => i % 3);
  const repeated = Array.from(weights).flatMap((weight, i) => new Array<number>(weight).fill(i));
  return { weights, repeated: Int32Array.from(repeated) };
}

/** The first `count` columns. */
export function firstColumns(table: Table, count: number): Table {
  return { rows: table.rows, names: table.names.slice(0, count), columns: table.columns.slice(0, count) };
}

/** A frame of number columns from rows; null is NaN. */
export function numberFrame(rows: readonly (readonly (number | null)[])[], names: readonly string[]): Table {
  const values = (j: number): Float64Array => Float64Array.from(rows, (row) => row[j] ?? Number.NaN);
  return { rows: rows.length, names, columns: names.map((_, j) => ({ kind: "number", values: values(j) })) };
}

/** One category column, missing = null, its dictionary in order of first appearance. */
export function categoryFrame(name: string, cells: readonly (string | null)[]): Table {
  const categories = [...new Set(cells.filter((cell) => cell !== null))];
  const codeOf = new Map(categories.map((category, code) => [category, code]));
  const codes = Int32Array.from(cells, (cell) => (cell === null ? -1 : codeOf.get(cell)!));
  return { rows: cells.length, names: [name], columns: [{ kind: "category", categories, codes }] };
}

/** The values of a number column. */
export function numbers(frame: Frame, name: string): number[] {
  const column = frame.columns[frame.names.indexOf(name)];
  if (column?.kind !== "number") throw new Error(`no number column ${name} among ${frame.names.join(", ")}`);
  return Array.from(column.values);
}
