import type { DuckDbColumns } from "./connection.js";

/** An SQL identifier, quoted. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** An SQL text literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The cells of one row of a result: numbers (a missing one is NaN) and texts (null). */
export function rowOf(result: DuckDbColumns, row = 0): readonly (number | string | null)[] {
  return result.columns.map((column) =>
    column.kind === "text" ? (column.dictionary[column.codes[row]] ?? null) : column.values[row],
  );
}
