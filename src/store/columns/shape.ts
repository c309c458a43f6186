import type { Table } from "../../learn/index.js";

/** A column of a table. */
export type Column = Table["columns"][number];

/** Names and kinds of a table's columns in order: what a row of cells needs to be read as a table again. */
export type Shape = readonly (readonly [name: string, kind: Column["kind"]])[];

/** A cell as it is kept for people and JSON; missing is null. */
export type Cell = string | number | null;

/** The shape of a table. */
export function shapeOf(table: Table): Shape {
  return table.names.map((name, i) => [name, table.columns[i].kind]);
}

/** Whether a table, or another shape, has this shape. */
export function sameShape(one: Table | Shape, shape: Shape): boolean {
  if ("rows" in one) {
    if (one.names.length !== shape.length) return false;
    return shape.every(([name, kind], i) => one.names[i] === name && one.columns[i].kind === kind);
  }
  return one.length === shape.length && shape.every(([name, kind], i) => one[i][0] === name && one[i][1] === kind);
}

/** All columns of several shapes in order of appearance; where a column's kind changed, the later kind counts. */
export function unionOf(shapes: readonly Shape[]): Shape {
  return [...new Map(shapes.flat())];
}

/** One cell of a column. */
export function cellOf(column: Column, row: number): Cell {
  if (column.kind === "number") {
    const value = column.values[row];
    return Number.isNaN(value) ? null : value;
  }
  const code = column.codes[row];
  return code < 0 ? null : column.categories[code];
}
