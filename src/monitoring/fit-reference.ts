import { type Column, selectRows, type Table } from "../learn/index.js";
import { type BridgePaths, bridgePaths, nullFactor } from "./null-factor.js";
import type { CategoryReference, DriftReference, NumberReference } from "./types.js";

/** How much of the reference is kept. */
export interface ReferenceOptions {
  /** Most values kept of a numeric column. Default 1,000, at most 5,000: ranks are off by 1/2,000 at most. */
  readonly points?: number;
}

const DEFAULT_POINTS = 1000;
const MOST_POINTS = 5000;
/** Beyond this, more rows no longer sharpen a comparison with the few thousand of a window; sorting them would still cost. */
const MOST_ROWS = 65_536;

/**
 * Condenses the columns that later windows are compared with, usually the training data; O(n log n), plain data, small.
 * NaN and ±Infinity count as missing. Of a number up to `points` values at evenly spaced ranks are kept, of a category
 * all its counts. Of a table of more than 65,536 rows as many evenly spaced ones are taken. The same table gives the same reference.
 */
export function fitReference(whole: Table, options: ReferenceOptions = {}): DriftReference {
  const table = evenlySpaced(whole);
  const points = Math.min(MOST_POINTS, Math.max(2, options.points ?? DEFAULT_POINTS));
  const paths = bridgePaths();
  return {
    columns: table.columns.map((column, i) =>
      column.kind === "number"
        ? fitNumbers(table.names[i], column.values, points, paths)
        : fitCategories(table.names[i], column),
    ),
  };
}

function evenlySpaced(table: Table): Table {
  if (table.rows <= MOST_ROWS) return table;
  return selectRows(
    table,
    Int32Array.from({ length: MOST_ROWS }, (_, i) => Math.floor((i * table.rows) / MOST_ROWS)),
  );
}

function fitNumbers(name: string, values: Float64Array, most: number, paths: BridgePaths): NumberReference {
  const sorted = values.filter((value) => Number.isFinite(value)).sort();
  const n = sorted.length;
  const kept = Math.min(n, most);
  // Rank (i + ½)·n/kept: the kept values' distribution is within 1/(2·kept) of the full one everywhere.
  const points = Array.from({ length: kept }, (_, i) => sorted[Math.floor(((i + 0.5) * n) / kept)]);
  const std = standardDeviation(sorted);
  return {
    name,
    kind: "number",
    rows: values.length,
    n,
    std,
    points,
    nullFactor: std > 0 ? nullFactor(points, std, paths) : 0,
  };
}

/** Two passes, so that a large mean does not eat the digits. Exactly 0 for a constant. */
function standardDeviation(sorted: Float64Array): number {
  const n = sorted.length;
  if (n === 0 || sorted[0] === sorted[n - 1]) return 0;
  let sum = 0;
  for (const value of sorted) sum += value - sorted[0];
  const mean = sorted[0] + sum / n;
  let squares = 0;
  for (const value of sorted) squares += (value - mean) ** 2;
  return Math.sqrt(squares / n);
}

function fitCategories(name: string, column: Extract<Column, { kind: "category" }>): CategoryReference {
  const counts = new Array<number>(column.categories.length).fill(0);
  let n = 0;
  for (const code of column.codes) {
    if (code < 0) continue;
    counts[code]++;
    n++;
  }
  return { name, kind: "category", rows: column.codes.length, n, categories: [...column.categories], counts };
}
