import { GyreError } from "../../core/index.js";
import type { Encoding } from "../model.js";
import type { Table } from "../table.js";
import { medianInPlace } from "./median.js";

/**
 * How each column of `table` becomes numbers for a linear model. Numbers are filled with the median, then brought to mean 0 and
 * variance 1 (population variance, after filling); a column that is missing in some rows but not in all gets an indicator.
 * A constant column is centred only, and so is 0 everywhere. Categories are one-hot, codes ascending, without those in fewer than
 * `minCategoryCount` rows and one that is in every row. Throws `learn.bad_table` naming column and row for an infinite number.
 */
export function fitEncodings(table: Table, minCategoryCount: number): Encoding[] {
  return table.columns.map((column, i) =>
    column.kind === "number"
      ? numberEncoding(table.names[i], column.values)
      : { kind: "category", codes: frequentCodes(column.codes, column.categories.length, minCategoryCount) },
  );
}

/** How many numbers an encoding makes of one value: its share of the weights. */
export function widthOf(encoding: Encoding): number {
  if (encoding.kind === "category") return encoding.codes.length;
  return encoding.indicator ? 2 : 1;
}

/** Refuses ±Infinity, which no weight can be multiplied with; NaN is missing and fine. Throws `learn.bad_table` naming the row. */
export function checkFinite(name: string, values: Float64Array): void {
  const row = values.findIndex((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY);
  if (row < 0) return;
  throw new GyreError("learn.bad_table", `column "${name}" is ${values[row]} in row ${row}, expected a finite number`, {
    hint: "Make it missing (NaN), or use trees, which take infinities as ordinary values.",
    details: { column: name, row },
  });
}

function numberEncoding(name: string, values: Float64Array): Encoding {
  checkFinite(name, values);
  const present = values.filter((value) => !Number.isNaN(value));
  if (present.length === 0) return { kind: "number", fill: 0, mean: 0, scale: 1, indicator: false };
  const indicator = present.length < values.length;
  const fill = medianInPlace(present);
  let sum = 0;
  let low = fill;
  let high = fill;
  for (const value of present) {
    sum += value;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low === high) return { kind: "number", fill, mean: low, scale: 1, indicator };
  const mean = (sum + fill * (values.length - present.length)) / values.length;
  const scale = deviation(values, fill, mean);
  if (!Number.isFinite(scale)) {
    throw new GyreError("learn.bad_table", `column "${name}" spans ${low} … ${high}, too wide to standardise`, {
      details: { column: name },
    });
  }
  // A spread within the rounding of the mean is no spread.
  return { kind: "number", fill, mean, scale: scale > 1e-13 * Math.abs(mean) ? scale : 1, indicator };
}

/** Two passes: the square of small differences, not the difference of large squares. */
function deviation(values: Float64Array, fill: number, mean: number): number {
  let squares = 0;
  for (const value of values) squares += ((!Number.isNaN(value) ? value : fill) - mean) ** 2;
  return Math.sqrt(squares / values.length);
}

function frequentCodes(codes: Int32Array, categories: number, minCount: number): number[] {
  const counts = new Float64Array(categories);
  for (const code of codes) if (code >= 0) counts[code]++;
  return Array.from(counts.keys()).filter((code) => counts[code] >= minCount && counts[code] < codes.length);
}
