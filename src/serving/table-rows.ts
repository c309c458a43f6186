import type { FeatureColumn, Value } from "../features/index.js";
import type { Table } from "../learn/index.js";

type Column = Table["columns"][number];

/** Turns rows of cells, in the order of `columns`, into a table: booleans as 0/1, null as NaN or code −1. */
export function tableOfRows(columns: readonly FeatureColumn[], rows: readonly (readonly Value[])[]): Table {
  return {
    rows: rows.length,
    names: namesOf(columns),
    columns: columns.map((column, j) => (column.kind === "number" ? numbers(rows, j) : categories(rows, j))),
  };
}

const NAMES = new WeakMap<readonly FeatureColumn[], readonly string[]>();

/** One array of names for each array of columns: who reads many tables may recognise it. */
function namesOf(columns: readonly FeatureColumn[]): readonly string[] {
  let names = NAMES.get(columns);
  if (!names) NAMES.set(columns, (names = columns.map((column) => column.name)));
  return names;
}

function numbers(rows: readonly (readonly Value[])[], j: number): Column {
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const cell = rows[i][j];
    values[i] = cell === null ? Number.NaN : Number(cell);
  }
  return { kind: "number", values };
}

function categories(rows: readonly (readonly Value[])[], j: number): Column {
  const codes = new Int32Array(rows.length).fill(-1);
  const known = new Map<string, number>();
  for (let i = 0; i < rows.length; i++) {
    const cell = rows[i][j];
    if (cell === null) continue;
    const text = String(cell);
    let code = known.get(text);
    if (code === undefined) known.set(text, (code = known.size));
    codes[i] = code;
  }
  return { kind: "category", codes, categories: [...known.keys()] };
}
