import { GyreError } from "../../core/index.js";

/** Throws `learn.bad_table` when there is no column to work on. */
export function refuseNone(kind: string, columns: number): void {
  if (columns > 0) return;
  throw new GyreError("learn.bad_table", `${kind} works on number columns, of which the table has none`, {
    hint: "Encode categories and texts as numbers before.",
  });
}

/** Throws `learn.bad_config` when more components are wanted than there can be. */
export function refuseTooMany(kind: string, components: number, most: number): void {
  if (components <= most) return;
  throw new GyreError(
    "learn.bad_config",
    `${kind}: components is ${components}, but columns and rows that count allow ${most}`,
    { details: { name: "components", value: components } },
  );
}

/** Throws `learn.bad_table` for the first column whose sum of squares overflows. */
export function refuseTooWide(columns: readonly string[], squares: readonly number[]): void {
  const at = squares.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new GyreError("learn.bad_table", `column "${columns[at]}" spans too much for the sum of its squares`, {
    hint: "Scale or clip it before.",
    details: { column: columns[at] },
  });
}
