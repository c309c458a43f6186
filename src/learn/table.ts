import { GyreError } from "../core/index.js";

/**
 * A column of numbers (missing = NaN) or of categories (a code into `categories` for each row, missing = −1).
 * Values are never changed by a fit or a prediction.
 */
export type Column =
  | { readonly kind: "number"; readonly values: Float64Array }
  | { readonly kind: "category"; readonly codes: Int32Array; readonly categories: readonly string[] };

/**
 * A column as it is loaded: besides what models read, moments (ms since epoch UTC, missing = NaN) and texts (missing = null),
 * which preprocessing turns into numbers.
 */
export type FrameColumn =
  | Column
  | { readonly kind: "time"; readonly values: Float64Array }
  | { readonly kind: "text"; readonly values: readonly (string | null)[] };

/** Named columns of equal length, `rows` long; the order of `names` is the order of the columns. */
export interface Frame {
  readonly rows: number;
  readonly names: readonly string[];
  readonly columns: readonly FrameColumn[];
}

/** A frame of numbers and categories only: what most models learn from. */
export interface Table extends Frame {
  readonly columns: readonly Column[];
}

/**
 * The rows of `table` at the indices `rows`, in that order; an index may come more than once. Values are copied.
 *
 * @example
 * ```ts
 * const odd = selectRows(table, Int32Array.of(1, 3, 5));
 * ```
 */
export function selectRows(table: Table, rows: Int32Array): Table;
export function selectRows(frame: Frame, rows: Int32Array): Frame;
export function selectRows(table: Frame, rows: Int32Array): Frame {
  for (const row of rows) {
    if (row < 0 || row >= table.rows) {
      throw new GyreError("learn.bad_table", `row ${row} was asked for, but the table has ${table.rows} rows`);
    }
  }
  return { rows: rows.length, names: table.names, columns: table.columns.map((column) => selected(column, rows)) };
}

function selected(column: FrameColumn, rows: Int32Array): FrameColumn {
  if (column.kind === "text") return { kind: "text", values: Array.from(rows, (row) => column.values[row]) };
  if (column.kind === "category") return { ...column, codes: gather(column.codes, rows, new Int32Array(rows.length)) };
  return { ...column, values: gather(column.values, rows, new Float64Array(rows.length)) };
}

function gather<T extends Float64Array | Int32Array>(from: T, rows: Int32Array, into: T): T {
  for (let i = 0; i < rows.length; i++) into[i] = from[rows[i]];
  return into;
}

/** 1 where a value of the column is missing, `(rows)`. */
export function missingMask(column: FrameColumn): Uint8Array {
  if (column.kind === "category") return Uint8Array.from(column.codes, (code) => (code < 0 ? 1 : 0));
  if (column.kind === "text") return Uint8Array.from(column.values, (value) => (value === null ? 1 : 0));
  return Uint8Array.from(column.values, (value) => (Number.isNaN(value) ? 1 : 0));
}

/** One row by column names: numbers and booleans make number columns, strings make categories, null and absent are missing. */
export type TableRecord = Readonly<Record<string, number | boolean | string | null | undefined>>;

/**
 * A table from row objects. The columns are `names`, by default every key in order of first appearance. A column that holds a
 * string is a category, its values in code-unit order, so that the order of the rows does not matter; a column with no value at
 * all is a number. Throws `learn.bad_table` naming column and row where strings and numbers are mixed.
 *
 * @example
 * ```ts
 * const table = tableFromRecords([{ age: 41, city: "Bern" }, { age: null, city: "Graz" }]);
 * ```
 */
export function tableFromRecords(records: readonly TableRecord[], names?: readonly string[]): Table {
  const columnNames = names ?? [...new Set(records.flatMap((record) => Object.keys(record)))];
  return { rows: records.length, names: columnNames, columns: columnNames.map((name) => columnOf(records, name)) };
}

function columnOf(records: readonly TableRecord[], name: string): Column {
  const isCategory = records.some((record) => typeof record[name] === "string");
  records.forEach((record, row) => {
    const value = record[name] ?? null;
    if (value === null || (typeof value === "string") === isCategory) return;
    throw new GyreError(
      "learn.bad_table",
      `column "${name}" holds strings, but row ${row} is the ${typeof value} ${value}`,
      { hint: "Give a column either strings or numbers.", details: { column: name, row } },
    );
  });
  if (!isCategory) {
    return { kind: "number", values: Float64Array.from(records, (record) => Number(record[name] ?? Number.NaN)) };
  }
  const categories = [
    ...new Set(records.map((record) => record[name]).filter((value) => typeof value === "string")),
  ].sort();
  const codeOf = new Map(categories.map((category, code) => [category, code]));
  return {
    kind: "category",
    categories,
    codes: Int32Array.from(records, (record) => codeOf.get(record[name] as string) ?? -1),
  };
}
