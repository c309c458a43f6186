import { GyreError } from "../../core/index.js";
import type { Frame, FrameColumn } from "../table.js";

/**
 * Refuses a frame that steps cannot be fitted on: no rows, a name twice, a column of another length than `rows`, a category code
 * outside its dictionary. Throws `learn.bad_table` naming column and row.
 */
export function checkFrame(frame: Frame): void {
  if (frame.rows === 0) throw new GyreError("learn.bad_table", "the table has no rows; a fit needs at least one");
  const seen = new Set<string>();
  frame.names.forEach((name, i) => {
    const details = { column: name };
    if (seen.has(name))
      throw new GyreError("learn.bad_table", `the table has two columns named "${name}"`, { details });
    seen.add(name);
    const column = frame.columns[i];
    const length = lengthOf(column);
    if (length !== frame.rows) {
      throw new GyreError(
        "learn.bad_table",
        `column "${name}" has ${length} values, the table has ${frame.rows} rows`,
        {
          details,
        },
      );
    }
    if (column.kind !== "category") return;
    const row = column.codes.findIndex((code) => code < -1 || code >= column.categories.length);
    if (row < 0) return;
    const most = column.categories.length - 1;
    const message = `column "${name}" has the category code ${column.codes[row]} in row ${row}, expected −1 … ${most}`;
    throw new GyreError("learn.bad_table", message, { details: { ...details, row } });
  });
}

function lengthOf(column: FrameColumn | undefined): number {
  if (column === undefined) return 0;
  return column.kind === "category" ? column.codes.length : column.values.length;
}
