import { GyreError } from "../core/index.js";
import type { Table } from "./table.js";

/** What an estimator of numbers accepts. */
export interface NumberRules {
  /** The estimator's kind, for the message. */
  readonly kind: string;
  /** The largest |value|: beyond it, squares and sums would leave the range of doubles. */
  readonly limit: number;
  /** Whether NaN is accepted. */
  readonly missing: boolean;
  /** Rows of weight 0 are not looked at. */
  readonly weights?: Float64Array;
}

/**
 * The values of the columns of `table`, not copied. Throws `learn.bad_table` naming column and row for a category, for a number
 * beyond the limit (infinities are), and for a missing one where that is not accepted.
 */
export function numberColumns(table: Table, rules: NumberRules): Float64Array[] {
  return table.columns.map((column, j) => {
    const name = table.names[j];
    if (column.kind === "category") {
      throw new GyreError("learn.bad_table", `column "${name}" is a category, ${rules.kind} reads numbers only`, {
        hint: "Encode it first, for instance one-hot, in a pipeline.",
        details: { column: name },
      });
    }
    checkNumbers(name, column.values, rules);
    return column.values;
  });
}

/** Refuses a number beyond the limit, and a missing one where that is not accepted. Throws `learn.bad_table` naming column and row. */
export function checkNumbers(name: string, values: Float64Array, rules: NumberRules): void {
  const { limit, weights } = rules;
  const accepts = rules.missing
    ? (value: number) => Math.abs(value) <= limit || Number.isNaN(value)
    : (value: number) => Math.abs(value) <= limit;
  const row = values.findIndex((value, i) => !accepts(value) && (weights === undefined || weights[i] > 0));
  if (row < 0) return;
  const details = { column: name, row };
  if (Number.isNaN(values[row])) {
    throw new GyreError("learn.bad_table", `column "${name}" is missing in row ${row}, ${rules.kind} needs a number`, {
      hint: "Put an impute step before it in a pipeline.",
      details,
    });
  }
  throw new GyreError(
    "learn.bad_table",
    `column "${name}" is ${values[row]} in row ${row}, ${rules.kind} takes numbers between −${limit} and ${limit}`,
    { hint: "Clip it first, or make it missing.", details },
  );
}
