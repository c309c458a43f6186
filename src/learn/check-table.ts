import { GyreError } from "../core/index.js";
import type { TableModelColumn } from "./model.js";
import type { Column, Table } from "./table.js";

/** What a model trained on `table` expects of its input: the columns' names, kinds and categories, in order. */
export function modelColumnsOf(table: Table): TableModelColumn[] {
  return table.columns.map((column, i) => {
    const name = table.names[i];
    return column.kind === "number"
      ? { name, kind: "number" }
      : { name, kind: "category", categories: [...column.categories] };
  });
}

/**
 * Refuses a table that nothing can be learned from or read out of: no columns, names and columns that do not pair up, a name
 * twice, columns of another length than `rows`, a category code outside its dictionary. Throws `learn.bad_table` naming column
 * and row. NaN and ±Infinity are allowed here.
 */
export function checkTable(table: Table): void {
  if (table.columns.length === 0) throw badTable("the table has no columns");
  if (table.names.length !== table.columns.length) {
    throw badTable(`the table has ${table.names.length} names for ${table.columns.length} columns`);
  }
  const seen = new Set<string>();
  table.columns.forEach((column, i) => {
    const name = table.names[i];
    if (seen.has(name)) throw badTable(`the table has two columns named "${name}"`, { column: name });
    seen.add(name);
    checkColumn(name, column, table.rows);
  });
}

/** Refuses labels that are not one 0 or 1 for each row, or no rows at all. Throws `learn.bad_table` naming the row. */
export function checkLabels(labels: Float64Array, table: Table): void {
  if (table.rows === 0) throw badTable("the table has no rows; a fit needs at least one");
  if (labels.length !== table.rows) {
    throw badTable(`there are ${labels.length} labels for ${table.rows} rows`);
  }
  const row = labels.findIndex((label) => label !== 0 && label !== 1);
  if (row >= 0) throw badTable(`the label of row ${row} is ${labels[row]}, expected 0 or 1`, { row });
}

function checkColumn(name: string, column: Column, rows: number): void {
  const length = column.kind === "number" ? column.values.length : column.codes.length;
  if (length !== rows) {
    throw badTable(`column "${name}" has ${length} values, the table has ${rows} rows`, { column: name });
  }
  if (column.kind === "number") return;
  const known = column.categories.length;
  const row = column.codes.findIndex((code) => code < -1 || code >= known);
  if (row >= 0) {
    throw badTable(
      `column "${name}" has the category code ${column.codes[row]} in row ${row}, expected −1 … ${known - 1}`,
      { column: name, row },
    );
  }
}

function badTable(message: string, details: Record<string, unknown> = {}): GyreError {
  return new GyreError("learn.bad_table", message, { details });
}
