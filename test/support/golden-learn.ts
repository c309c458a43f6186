import { readFileSync } from "node:fs";
import type { Table } from "../../src/learn/index.js";

const folder = new URL("../../golden/learn/", import.meta.url);

/** One of scikit-learn's bundled tables, columns x0, x1, …, and its target. */
export function goldenTable(name: "breast_cancer" | "diabetes" | "wine" | "digits"): { table: Table; y: Float64Array } {
  const [head, ...lines] = readFileSync(new URL(`data/${name}.csv`, folder), "utf8")
    .trimEnd()
    .split("\n");
  const names = head.split(",").slice(0, -1);
  const rows = lines.map((line) => line.split(",").map(Number));
  const column = (j: number): Float64Array => Float64Array.from(rows, (row) => row[j]);
  return {
    table: { rows: rows.length, names, columns: names.map((_, j) => ({ kind: "number", values: column(j) })) },
    y: column(names.length),
  };
}

interface GoldenValue {
  readonly id: string;
  readonly recipe: string;
  readonly value: unknown;
}

// Python writes NaN into JSON; here it is null.
const text = readFileSync(new URL("sklearn.json", folder), "utf8").replace(/^(\s*)NaN(,?)$/gm, "$1null$2");
const values: readonly GoldenValue[] = JSON.parse(text).values;

/** The reference value `id` of golden/learn/sklearn.json, whose `recipe` there is the program that made it. */
export function goldenValue<T>(id: string): T {
  const found = values.find((value) => value.id === id);
  if (found === undefined) throw new Error(`golden/learn/sklearn.json has no value ${id}`);
  return found.value as T;
}

/** The columns of `table` with mean 0 and population variance 1, as sklearn.preprocessing.scale gives them. */
export function scaled(table: Table): Table {
  return {
    ...table,
    columns: table.columns.map((column) => {
      if (column.kind !== "number") return column;
      const { values } = column;
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      const scale = variance === 0 ? 1 : Math.sqrt(variance);
      return { kind: "number", values: values.map((value) => (value - mean) / scale) };
    }),
  };
}
