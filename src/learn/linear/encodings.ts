import { GyreError } from "../../core/index.js";
import type { Column, Table } from "../table.js";
import { type ColumnStatistics, columnStatistics } from "./column-statistics.js";
import type { LinearEncoding } from "./model.js";
import { weightedMedian } from "./weighted-median.js";

/** How columns become numbers. */
export interface EncodingOptions {
  /** One weight above 0 for each row; by default 1. */
  readonly weights?: Float64Array | undefined;
  /** Whether numbers are brought to mean 0; without an intercept they are only divided by their root mean square. */
  readonly centre: boolean;
  /** Categories in rows of less weight get no number of their own. */
  readonly minCategoryCount: number;
  /** Called before each column; may throw to give up. */
  readonly onColumn?: () => void;
}

/**
 * How each column of `table` becomes numbers for a linear model. Numbers are filled with their median (with their mean where none
 * is missing now), then brought to mean 0 and variance 1 (population variance, after filling); a column that is missing in some rows
 * but not in all gets an indicator. A constant
 * column is centred only, and so is 0 everywhere. Categories are one-hot, codes ascending, without rare ones and one that is in every
 * row. Throws `learn.bad_table` naming column and row for an infinite number, and the column for numbers too large to standardise.
 */
export function fitLinearEncodings(table: Table, options: EncodingOptions): LinearEncoding[] {
  return table.columns.map((column, i) => {
    options.onColumn?.();
    if (column.kind === "number") return numberEncoding(table.names[i], column.values, options);
    return { kind: "category", codes: keptCodes(column, options) };
  });
}

/** How many numbers an encoding makes of one value. */
export function encodedWidth(encoding: LinearEncoding): number {
  if (encoding.kind === "category") return encoding.codes.length;
  return encoding.indicator ? 2 : 1;
}

/** Refuses ±Infinity, which no weight can be multiplied with; NaN is missing and fine. Throws `learn.bad_table` naming the row. */
export function refuseInfinite(name: string, values: Float64Array): void {
  const row = values.findIndex((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY);
  if (row < 0) return;
  throw new GyreError("learn.bad_table", `column "${name}" is ${values[row]} in row ${row}, expected a finite number`, {
    hint: "Make it missing (NaN), or use trees, which take infinities as ordinary values.",
    details: { column: name, row },
  });
}

/** Whether a column's values differ by no more than the rounding of their mean: it tells the rows nothing. */
export function isFlat(deviation: number, mean: number): boolean {
  return !(deviation > 1e-13 * Math.abs(mean));
}

function numberEncoding(name: string, values: Float64Array, options: EncodingOptions): LinearEncoding {
  const { weights, centre } = options;
  const seen = columnStatistics(values, weights);
  if (seen.present === 0) return { kind: "number", fill: 0, mean: 0, scale: 1, indicator: false };
  if (!Number.isFinite(seen.mean) || !Number.isFinite(seen.deviation)) {
    refuseInfinite(name, values);
    throw tooLarge(name, values);
  }
  const indicator = seen.present < seen.total;
  const isConstant = seen.deviation === 0;
  if (centre && isConstant) return { kind: "number", fill: seen.mean, mean: seen.mean, scale: 1, indicator };
  const fill = indicator && !isConstant ? weightedMedian(values, weights) : seen.mean;
  const { mean, deviation } = indicator ? filledMoments(seen, fill) : seen;
  if (!centre) return { kind: "number", fill, mean: 0, scale: Math.hypot(deviation, mean) || 1, indicator };
  return { kind: "number", fill, mean, scale: isFlat(deviation, mean) ? 1 : deviation, indicator };
}

/** Mean and deviation once the missing values are `fill`. */
function filledMoments({ mean, deviation, present, total }: ColumnStatistics, fill: number) {
  const missing = (total - present) / total;
  const shift = missing * (fill - mean);
  return {
    mean: mean + shift,
    deviation: Math.sqrt((1 - missing) * deviation * deviation + missing * (1 - missing) * (fill - mean) ** 2),
  };
}

function keptCodes(column: Column & { kind: "category" }, { weights, minCategoryCount }: EncodingOptions): number[] {
  const sums = new Float64Array(column.categories.length);
  const rows = new Float64Array(column.categories.length);
  column.codes.forEach((code, i) => {
    if (code < 0) return;
    sums[code] += weights === undefined ? 1 : weights[i];
    rows[code]++;
  });
  return Array.from(sums.keys()).filter((code) => sums[code] >= minCategoryCount && rows[code] < column.codes.length);
}

function tooLarge(name: string, values: Float64Array): GyreError {
  const low = values.reduce((least, value) => (value < least ? value : least), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => (value > most ? value : most), Number.NEGATIVE_INFINITY);
  return new GyreError("learn.bad_table", `column "${name}" spans ${low} … ${high}, too wide to standardise`, {
    hint: "Divide it by a constant, or take its logarithm.",
    details: { column: name },
  });
}
