import type { Table } from "../../table.js";
import { GROUP_ROWS } from "./deep-kernels.js";
import type { DeepTrees } from "./deep-trees.js";
import { leafWidth, type TreeEnsemble } from "./ensemble.js";

/** What `walkDirectly` gives, to the same bits: blocks of rows go down each tree, eight rows at a time. */
export function walkDeep(ensemble: TreeEnsemble, deep: DeepTrees, table: Table): Float64Array {
  const { outputs } = ensemble;
  const { kernels, roots, values, hasSets, blockRows } = deep;
  const result = new Float64Array(table.rows * outputs);
  const sums = new Float64Array(deep.buffer, deep.sums, blockRows * outputs);
  const isVector = ensemble.leafValues === "all";
  const widthBytes = 8 * leafWidth(ensemble);
  const step = stepOf(deep);
  const walk = hasSets ? kernels.sets : kernels.numbers;
  for (let start = 0; start < table.rows; start += blockRows) {
    const rows = Math.min(blockRows, table.rows - start);
    fillBlock(deep, table, start, rows);
    sums.fill(0);
    for (let t = 0; t < roots.length; t++) {
      walk(roots[t], values, deep.sums + (isVector ? 0 : 8 * blockRows * (t % outputs)), rows, widthBytes, step);
    }
    if (isVector) result.set(sums.subarray(0, rows * outputs), start * outputs);
    else {
      for (let k = 0; k < outputs; k++) {
        result.set(sums.subarray(k * blockRows, k * blockRows + rows), k * table.rows + start);
      }
    }
  }
  return result;
}

/** Bytes of the values of a group of rows. */
function stepOf({ columns }: DeepTrees): number {
  return 8 * GROUP_ROWS * (columns.length + 1);
}

function fillBlock(deep: DeepTrees, table: Table, start: number, rows: number): void {
  const [reals, words] = [new Float64Array(deep.buffer), new Int32Array(deep.buffer)];
  const groupSize = stepOf(deep) / 8;
  deep.columns.forEach(({ column, kind }, i) => {
    const from = table.columns[column];
    const first = deep.values / 8 + GROUP_ROWS * (i + 1);
    if (from.kind === "category") spreadCodes(words, first, from.codes.subarray(start, start + rows), groupSize);
    else spreadNumbers(reals, first, from.values.subarray(start, start + rows), groupSize);
    if (kind === "missingLeft") lowerMissing(reals, first, rows, groupSize);
  });
}

/** Writes a column's values, a group's side by side, groups `groupSize` numbers apart. */
function spreadNumbers(reals: Float64Array, first: number, values: Float64Array, groupSize: number): void {
  for (let r = 0; r < values.length; r++) reals[first + groupSize * (r >> 3) + (r & 7)] = values[r];
}

function spreadCodes(words: Int32Array, first: number, codes: Int32Array, groupSize: number): void {
  for (let r = 0; r < codes.length; r++) words[2 * (first + groupSize * (r >> 3) + (r & 7))] = codes[r] + 1;
}

function lowerMissing(reals: Float64Array, first: number, rows: number, groupSize: number): void {
  for (let r = 0; r < rows; r++) {
    const at = first + groupSize * (r >> 3) + (r & 7);
    if (Number.isNaN(reals[at])) reals[at] = Number.NEGATIVE_INFINITY;
  }
}
