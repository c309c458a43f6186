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
  const { buffer, values, columns } = packed;
  const numbers = new Float64Array(buffer, values, BLOCK_ROWS);
  const codes = new Int32Array(buffer, values, BLOCK_ROWS);
  for (let i = 0; i < columns.length; i++) {
    const { column: place } = columns[i].source;
    if (i === 0 || columns[i - 1].source.column !== place) {
      const column = table.columns[place];
      if (column.kind === "number") numbers.set(column.values.subarray(start, start + rows));
      else codes.fill(-1, rows).set(column.codes.subarray(start, start + rows));
    }
    rankColumn(packed, columns[i], rows);
  }
}

function rankColumn({ kernels, values }: PackedTrees, placed: PlacedColumn, rows: number): void {
  const { source, table, steps, ranks } = placed;
  if (source.kind === "set") kernels.mark(values, table, ranks, rows);
  else if (source.missingLow) kernels.rankLow(values, table, steps, ranks, rows);
  else kernels.rankHigh(values, table, steps, ranks, rows);
}
