import type { Table } from "../../table.js";
import type { TreeEnsemble } from "./ensemble.js";
import { BLOCK_ROWS } from "./kernels.js";
import type { PackedTrees, PlacedColumn } from "./packed-trees.js";

/** What `walkDirectly` gives, to the same bits: each value is ranked once, then eight rows at a time go down each tree. */
export function walkRanked(ensemble: TreeEnsemble, packed: PackedTrees, table: Table): Float64Array {
  const { outputs } = ensemble;
  const result = new Float64Array(table.rows * outputs);
  const sums = new Float64Array(packed.buffer, packed.sums, BLOCK_ROWS * outputs);
  const isVector = ensemble.leafValues === "all";
  for (let start = 0; start < table.rows; start += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, table.rows - start);
    rankBlock(packed, table, start, rows);
    sums.fill(0);
    if (isVector) spreadBlock(packed, outputs, rows);
    else sumBlock(packed, outputs, rows);
    if (isVector) result.set(sums.subarray(0, rows * outputs), start * outputs);
    else {
      for (let k = 0; k < outputs; k++) {
        result.set(sums.subarray(k * BLOCK_ROWS, k * BLOCK_ROWS + rows), k * table.rows + start);
      }
    }
  }
  return result;
}

function sumBlock({ kernels, roots, delta, ranks, sums }: PackedTrees, outputs: number, rows: number): void {
  for (let t = 0, k = 0; t < roots.length; t++) {
    kernels.sum(roots[t], delta, ranks, sums + 8 * BLOCK_ROWS * k, rows);
    if (++k === outputs) k = 0;
  }
}

function spreadBlock({ kernels, roots, delta, ranks, sums }: PackedTrees, outputs: number, rows: number): void {
  for (let t = 0; t < roots.length; t++) kernels.spread(roots[t], delta, ranks, sums, rows, 8 * outputs);
}

/** Fills every column of ranks for the rows from `start`. */
function rankBlock(packed: PackedTrees, table: Table, start: number, rows: number): void {
  const { buffer, values, columns, ranks, bytes, kernels } = packed;
  const scratch = new Float64Array(buffer, values, BLOCK_ROWS);
  const ranksOf = bytes === 1 ? new Uint8Array(buffer, ranks) : new Uint16Array(buffer, ranks);
  for (let i = 0; i < columns.length; i++) {
    const placed = columns[i];
    const column = table.columns[placed.source.column];
    if (column.kind === "category") {
      if (placed.source.kind === "set") markSet(placed.source.outside, column.codes, start, ranksOf, i, rows);
      continue;
    }
    if (i === 0 || columns[i - 1].source.column !== placed.source.column) {
      scratch.set(column.values.subarray(start, start + rows));
    }
    rankColumn(kernels, placed, values, ranks + i * BLOCK_ROWS * bytes, rows);
  }
}

function rankColumn(
  kernels: PackedTrees["kernels"],
  { source, table, steps }: PlacedColumn,
  values: number,
  to: number,
  rows: number,
): void {
  if (source.kind === "number" && source.missingLow) kernels.rankLow(values, table, steps, to, rows);
  else kernels.rankHigh(values, table, steps, to, rows);
}

function markSet(
  outside: Uint8Array,
  codes: Int32Array,
  start: number,
  ranks: Uint8Array | Uint16Array,
  at: number,
  rows: number,
): void {
  const first = at * BLOCK_ROWS;
  for (let i = 0; i < rows; i++) ranks[first + i] = outside[codes[start + i] + 1];
}
