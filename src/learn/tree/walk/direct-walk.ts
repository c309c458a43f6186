import type { Column, Table } from "../../table.js";
import { leafWidth, type TreeEnsemble } from "./ensemble.js";
import { type FlatTrees, NodeKind } from "./flat-trees.js";

/** Rows that are walked through one tree before the next: their values and the tree's nodes stay in the cache. */
const BLOCK_ROWS = 128;

/** Some rows of a table, and where what the trees say of them goes. */
interface RowBlock {
  /** (rows, columns that the trees look at) row-major. */
  readonly values: Float64Array;
  readonly width: number;
  readonly rows: number;
  /** The leaf of each row in the present tree. */
  readonly leafOf: Int32Array;
}

/**
 * What the trees add up to, node by node on the values themselves; the order of the additions is that of the trees. Output k of
 * row i is at k·n + i where a leaf holds one value, at i·K + k where it holds all. Cost: about 20 ns per row and tree of 31 leaves.
 */
export function walkDirectly(ensemble: TreeEnsemble, flat: FlatTrees, table: Table): Float64Array {
  const sums = new Float64Array(table.rows * ensemble.outputs);
  const width = flat.columns.length;
  const size = Math.min(BLOCK_ROWS, table.rows);
  const values = new Float64Array(size * width);
  const leafOf = new Int32Array(size);
  for (let start = 0; start < table.rows; start += size) {
    const block = { values, width, rows: Math.min(size, table.rows - start), leafOf };
    flat.columns.forEach((column, i) => {
      copyColumn(table.columns[column], start, block, i);
    });
    for (let t = 0; t < flat.roots.length; t++) {
      findLeaves(flat, flat.roots[t], block);
      if (ensemble.leafValues === "all") addAll(flat, block, leafWidth(ensemble), sums, start);
      else addOne(flat, block, sums, (t % ensemble.outputs) * table.rows + start);
    }
  }
  return sums;
}

function copyColumn(column: Column, start: number, block: RowBlock, at: number): void {
  const from = column.kind === "number" ? column.values : column.codes;
  for (let i = 0; i < block.rows; i++) block.values[i * block.width + at] = from[start + i];
}

function findLeaves(flat: FlatTrees, root: number, block: RowBlock): void {
  const { kind, column, threshold, left, right, sets } = flat;
  const { values, width, leafOf } = block;
  for (let i = 0; i < block.rows; i++) {
    const base = i * width;
    let node = root;
    while (node >= 0) {
      const value = values[base + column[node]];
      let isLeft: boolean;
      // NaN fails every comparison, hence the negated one sends it left.
      if (kind[node] === NodeKind.MissingRight) isLeft = value <= threshold[node];
      else if (kind[node] === NodeKind.MissingLeft) isLeft = !(value > threshold[node]);
      else isLeft = value >= 0 && sets[threshold[node]][value] === 1;
      node = isLeft ? left[node] : right[node];
    }
    leafOf[i] = ~node;
  }
}

function addOne(flat: FlatTrees, block: RowBlock, sums: Float64Array, at: number): void {
  for (let i = 0; i < block.rows; i++) sums[at + i] += flat.leaves[block.leafOf[i]];
}

function addAll(flat: FlatTrees, block: RowBlock, width: number, sums: Float64Array, start: number): void {
  for (let i = 0; i < block.rows; i++) {
    const leaf = block.leafOf[i] * width;
    for (let k = 0; k < width; k++) sums[(start + i) * width + k] += flat.leaves[leaf + k];
  }
}
