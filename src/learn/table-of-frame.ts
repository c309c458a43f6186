import { GyreError } from "../core/index.js";
import { checkTable } from "./check-table.js";
import type { TableModelColumn } from "./model-column.js";
import { alignTable } from "./preprocess/align.js";
import type { Frame, FrameColumn, Table } from "./table.js";
import { type Target, targetRows } from "./target.js";

/**
 * `frame` as a table to learn from. Throws `learn.bad_table` for a column of moments or texts, for no rows, for a target of another
 * length, and for all that {@link checkTable} refuses.
 */
export function trainingTable(frame: Frame, target: Target): Table {
  const table = tableOf(frame);
  checkTable(table);
  if (table.rows === 0) throw new GyreError("learn.bad_table", "the table has no rows; a fit needs at least one");
  if (targetRows(target) !== table.rows) {
    throw new GyreError("learn.bad_table", `there are ${targetRows(target)} labels for ${table.rows} rows`);
  }
  return table;
}

/** The columns that a model reads, as `alignTable` brings them; other columns of the frame may be of any kind. */
export function modelTable(columns: readonly TableModelColumn[], frame: Frame): Table {
  const wanted = new Set(columns.map(({ name }) => name));
  const kept = frame.names.flatMap((name, i) => (wanted.has(name) ? [i] : []));
  return alignTable(
    columns,
    tableOf({
      rows: frame.rows,
      names: kept.map((i) => frame.names[i]),
      columns: kept.map((i) => frame.columns[i]),
    }),
  );
}

/** `frame` if it holds numbers and categories only. Throws `learn.bad_table` naming the column of another kind. */
export function tableOf(frame: Frame): Table {
  const columns = frame.columns.map((column, i) => {
    if (isTableColumn(column)) return column;
    const what = column.kind === "time" ? "moments" : "texts";
    throw new GyreError("learn.bad_table", `column "${frame.names[i]}" holds ${what}; turn it into numbers first`, {
      hint: `Put a step for ${column.kind === "time" ? "dates" : "text"} before the model in a pipeline.`,
      details: { column: frame.names[i] },
    });
  });
  return { rows: frame.rows, names: frame.names, columns };
}

function isTableColumn(column: FrameColumn): column is Table["columns"][number] {
  return column.kind === "number" || column.kind === "category";
}
