import type { TableModelColumn } from "../model-column.js";
import { type NumberRules, numberColumns } from "../number-columns.js";
import type { Table } from "../table.js";

/** The places of the columns in a row of the model: numbers first, then categories. */
export function columnOrder(columns: readonly TableModelColumn[]): { order: number[]; numbers: number } {
  const places = columns.map((_, j) => j);
  const numbers = places.filter((j) => columns[j].kind === "number");
  return { order: [...numbers, ...places.filter((j) => columns[j].kind === "category")], numbers: numbers.length };
}

/** What is taken from each number column and what it is divided by. */
export interface Standard {
  readonly means: readonly number[];
  readonly scales: readonly number[];
}

/** Means and population deviations; a column that is constant but for rounding has scale 1. */
export function standardOf(columns: readonly Float64Array[], weights: Float64Array): Standard {
  let total = 0;
  for (const weight of weights) total += weight;
  const means = columns.map((values) => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) if (weights[i] > 0) sum += weights[i] * values[i];
    return sum / total;
  });
  const scales = columns.map((values, j) => {
    let squares = 0;
    for (let i = 0; i < values.length; i++) if (weights[i] > 0) squares += weights[i] * (values[i] - means[j]) ** 2;
    const scale = Math.sqrt(squares / total);
    return scale > 1e-13 * Math.abs(means[j]) ? scale : 1;
  });
  return { means, scales };
}

/**
 * `table` as rows (n, d): number columns, standardised if asked, then category codes. Throws `learn.bad_table` naming column and row
 * where a number is missing or too large for distances.
 */
export function rowsOf(
  table: Table,
  columns: readonly TableModelColumn[],
  rules: NumberRules,
  standard?: Standard,
): Float64Array {
  const { order, numbers } = columnOrder(columns);
  const width = order.length;
  const rows = new Float64Array(table.rows * width);
  const values = numbersIn(table, order.slice(0, numbers), rules);
  values.forEach((column, j) => {
    const [mean, scale] = standard === undefined ? [0, 1] : [standard.means[j], standard.scales[j]];
    for (let i = 0; i < table.rows; i++)
      rows[i * width + j] = standard === undefined ? column[i] : (column[i] - mean) / scale;
  });
  order.slice(numbers).forEach((place, k) => {
    const column = table.columns[place];
    if (column.kind !== "category") return;
    for (let i = 0; i < table.rows; i++) rows[i * width + numbers + k] = column.codes[i];
  });
  return rows;
}

/** The number columns at `places`. */
export function numbersIn(table: Table, places: readonly number[], rules: NumberRules): Float64Array[] {
  return numberColumns(
    { rows: table.rows, names: places.map((j) => table.names[j]), columns: places.map((j) => table.columns[j]) },
    rules,
  );
}

/** Each different row with its answer once, in the order of the values, with the sum of the weights; rows of weight 0 are left out. */
export function distinctRows(
  rows: Float64Array,
  answers: ArrayLike<number>,
  weights: Float64Array,
): { rows: number[]; answers: number[]; rowWeights: number[] } {
  const width = rows.length / weights.length;
  const compare = (a: number, b: number): number => {
    for (let j = 0; j < width; j++) {
      const delta = rows[a * width + j] - rows[b * width + j];
      if (delta !== 0) return delta;
    }
    return answers[a] - answers[b];
  };
  const order = Array.from(weights.keys()).filter((row) => weights[row] > 0);
  order.sort((a, b) => compare(a, b) || weights[a] - weights[b]);
  const kept: number[] = [];
  const rowWeights: number[] = [];
  order.forEach((row, i) => {
    if (i > 0 && compare(order[i - 1], row) === 0) rowWeights[rowWeights.length - 1] += weights[row];
    else {
      kept.push(row);
      rowWeights.push(weights[row]);
    }
  });
  const values = new Float64Array(kept.length * width);
  kept.forEach((row, i) => {
    values.set(rows.subarray(row * width, (row + 1) * width), i * width);
  });
  return { rows: Array.from(values), answers: kept.map((row) => answers[row]), rowWeights };
}
