import { GyreError, nearestName } from "../../core/index.js";
import type { TableModelColumn } from "../model.js";
import type { Column, Table } from "../table.js";

/**
 * `table` as a model wants it: its columns in the model's order, categories in the model's codes, unknown ones as −1. Columns
 * that the model does not know are dropped; nothing is copied where the codes already agree. Throws `learn.bad_table` naming a
 * column that is missing (with the nearest name as hint) or of the other kind.
 */
export function alignTable(modelColumns: readonly TableModelColumn[], table: Table): Table {
  const positions = new Map(table.names.map((name, i) => [name, i]));
  const columns = modelColumns.map((expected) => {
    const position = positions.get(expected.name);
    if (position === undefined) throw missingColumn(expected.name, table.names);
    return aligned(expected, table.columns[position]);
  });
  return { rows: table.rows, names: modelColumns.map((column) => column.name), columns };
}

function aligned(expected: TableModelColumn, column: Column): Column {
  if (expected.kind === "number" && column.kind === "number") return column;
  if (expected.kind === "category" && column.kind === "category") return recoded(expected.categories, column);
  throw new GyreError(
    "learn.bad_table",
    `column "${expected.name}" is a ${column.kind}, the model was trained on a ${expected.kind}`,
    { details: { column: expected.name } },
  );
}

function recoded(categories: readonly string[], column: Column & { kind: "category" }): Column {
  const known = column.categories;
  if (known.length === categories.length && known.every((category, code) => category === categories[code]))
    return column;
  const codeOf = new Map(categories.map((category, code) => [category, code]));
  const codes = Int32Array.from(known, (category) => codeOf.get(category) ?? -1);
  return { kind: "category", categories, codes: column.codes.map((code) => (code < 0 ? -1 : codes[code])) };
}

function missingColumn(name: string, names: readonly string[]): GyreError {
  const near = nearestName(name, names);
  return new GyreError("learn.bad_table", `the model needs a column "${name}", which the table does not have`, {
    hint: near === undefined ? `The table has ${names.join(", ")}.` : `Did you mean "${near}"?`,
    details: { column: name },
  });
}
