import { GyreError, type Random } from "../../../core/index.js";
import { type Target, targetRows } from "../../target.js";
import { rowsOfQueries } from "../objectives/queries.js";
import { drawAscending } from "./draw.js";

/** A division of rows in two, both ascending. */
export interface HeldOut {
  readonly training: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Keeps `fraction` of the rows apart: of each class its share, of queries whole ones. A class with one row stays in training. Throws
 * `learn.bad_table` when there are too few rows (queries) for both sides to have one.
 */
export function drawHeldOut(target: Target, fraction: number, random: Random): HeldOut {
  const rows = targetRows(target);
  const isHeld = new Uint8Array(rows);
  for (const [name, units] of strataOf(target, rows)) {
    const wanted = Math.min(units.length - 1, Math.round(fraction * units.length));
    for (const at of drawAscending(Math.max(0, wanted), units.length, random.split(name))) {
      for (const row of units[at]) isHeld[row] = 1;
    }
  }
  const side = (held: 0 | 1): Int32Array => Int32Array.from(isHeld.keys()).filter((row) => isHeld[row] === held);
  const validation = side(1);
  if (validation.length === 0) {
    const noun = target.kind === "relevance" ? "queries" : "rows";
    throw new GyreError("learn.bad_table", `there are too few ${noun} to keep ${fraction} of them for validation`, {
      hint: "Give the fit options.validation, or a larger validationFraction.",
    });
  }
  return { training: side(0), validation };
}

/** Groups of units, each one or more rows, that are drawn from apart. */
function strataOf(target: Target, rows: number): [string, ArrayLike<Iterable<number>>][] {
  if (target.kind === "relevance") return [["queries", rowsOfQueries(target.queries)]];
  if (target.kind === "number") return [["rows", Array.from({ length: rows }, (_, row) => [row])]];
  return target.classes.map((name, code) => {
    const own = Int32Array.from(target.codes.keys()).filter((row) => target.codes[row] === code);
    return [name, Array.from(own, (row) => [row])];
  });
}
