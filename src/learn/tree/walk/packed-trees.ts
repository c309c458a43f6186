import type { Tree } from "../../model.js";
import { leafWidth, type TreeEnsemble } from "./ensemble.js";
import { BLOCK_ROWS, walkMachine } from "./kernels.js";
import type { WalkKernels } from "./plain-kernels.js";
import type { RankColumn, RankedNodes } from "./rank-columns.js";

/** The rank of a leaf, which no row's rank is above. */
const LEAF_RANK = 65_535;

/** A column of ranks with the place of its table: thresholds, or a byte for each category. */
export interface PlacedColumn {
  readonly source: RankColumn;
  readonly table: number;
  /** A table of thresholds has 2^steps − 1 entries. */
  readonly steps: number;
  readonly ranks: number;
}

/** Trees, tables and working space in one memory; places are byte addresses. */
export interface PackedTrees {
  readonly buffer: ArrayBuffer;
  readonly kernels: WalkKernels;
  readonly bytes: 1 | 2;
  readonly roots: Int32Array;
  /** From a node to its slot. */
  readonly delta: number;
  /** Those of one column of the table side by side. */
  readonly columns: readonly PlacedColumn[];
  readonly ranks: number;
  /** A block of a column: numbers, or codes. */
  readonly values: number;
  readonly sums: number;
}

/** Bytes beyond which trees are not packed. */
const MAX_BYTES = 2 ** 30;

/** Packs ranked trees, breadth first, for the kernels; null where they would need too much memory. */
export function packTrees(ensemble: TreeEnsemble, ranked: RankedNodes, plain: boolean): PackedTrees | null {
  const stepsOf = (source: RankColumn): number =>
    source.kind === "number" ? Math.ceil(Math.log2(source.thresholds.length + 1)) : 0;
  const bytes = ranked.columns.some((source) => stepsOf(source) > 8) ? 2 : 1;
  let end = 0;
  const place = (sizeBytes: number): number => {
    end += sizeBytes;
    return end - sizeBytes;
  };
  const width = leafWidth(ensemble);
  const leafCount = ensemble.trees.reduce((sum, tree) => sum + tree.leaves.length / width, 0);
  const nodeBytes = 8 * (ranked.columnOf.length + leafCount);
  place(2 * nodeBytes);
  const leaves = place(ensemble.leafValues === "all" ? 8 * width * leafCount : 0);
  const tableOf = new Map<Float64Array, number>();
  const tables = ranked.columns.map((source) => {
    if (source.kind === "set") return place(Math.ceil(source.outside.length / 8) * 8);
    const table = tableOf.get(source.thresholds) ?? place(8 * 2 ** stepsOf(source));
    tableOf.set(source.thresholds, table);
    return table;
  });
  const ranks = place(tables.length * BLOCK_ROWS * bytes);
  const values = place(8 * BLOCK_ROWS);
  const sums = place(8 * BLOCK_ROWS * ensemble.outputs);
  if (end > MAX_BYTES) return null;
  const { buffer, kernels } = walkMachine(end, bytes, plain);
  const columns = ranked.columns.map((source, i) => ({
    source,
    steps: stepsOf(source),
    table: tables[i],
    ranks: ranks + i * BLOCK_ROWS * bytes,
  }));
  columns.sort((a, b) => a.source.column - b.source.column);
  fillTables(buffer, columns);
  const roots = fillNodes(buffer, ensemble, ranked, leaves);
  return { buffer, kernels, bytes, roots, delta: nodeBytes, columns, ranks, values, sums };
}

function fillTables(buffer: ArrayBuffer, columns: readonly PlacedColumn[]): void {
  for (const { source, table, steps } of columns) {
    if (source.kind === "set") {
      new Uint8Array(buffer, table).set(source.outside);
      continue;
    }
    const entries = new Float64Array(buffer, table, 2 ** steps);
    entries.fill(Number.POSITIVE_INFINITY);
    entries.set(source.thresholds);
  }
}

/** Where nodes, slots and leaves' values are, and where the next tree begins. */
interface NodeWriter {
  readonly halves: Uint16Array;
  readonly words: Int32Array;
  readonly reals: Float64Array;
  /** From a node to its slot, in units of 8 bytes. */
  readonly slots: number;
  /** The byte address of the values of leaf 0, where a leaf holds several. */
  readonly leaves: number;
  readonly width: number;
  node: number;
  leaf: number;
  place: number;
}

/** Writes nodes and slots; the leaves' values too, where a leaf holds several. Gives the address of each root. */
function fillNodes(buffer: ArrayBuffer, ensemble: TreeEnsemble, ranked: RankedNodes, leaves: number): Int32Array {
  const width = leafWidth(ensemble);
  const leafCount = ensemble.trees.reduce((sum, tree) => sum + tree.leaves.length / width, 0);
  const writer: NodeWriter = {
    halves: new Uint16Array(buffer),
    words: new Int32Array(buffer),
    reals: new Float64Array(buffer),
    slots: ranked.columnOf.length + leafCount,
    leaves,
    width,
    node: 0,
    leaf: 0,
    place: 0,
  };
  const isVector = ensemble.leafValues === "all";
  return Int32Array.from(ensemble.trees, (tree) => {
    const root = 8 * writer.place;
    if (isVector) writer.reals.set(tree.leaves, leaves / 8 + width * writer.leaf);
    writeTree(writer, tree, ranked, isVector);
    writer.node += tree.column.length;
    writer.leaf += tree.leaves.length / width;
    return root;
  });
}

function writeTree(writer: NodeWriter, tree: Tree, ranked: RankedNodes, isVector: boolean): void {
  const { halves, words, reals, slots, leaves, width, node, leaf, place } = writer;
  const queue = [tree.column.length === 0 ? ~0 : 0];
  for (let i = 0; i < queue.length; i++) {
    const at = place + i;
    const child = queue[i];
    const isLeaf = child < 0;
    halves[4 * at] = isLeaf ? 0 : ranked.columnOf[node + child];
    halves[4 * at + 1] = isLeaf ? LEAF_RANK : ranked.rankOf[node + child];
    words[2 * at + 1] = 8 * (isLeaf ? at : place + queue.length);
    if (!isLeaf) queue.push(tree.left[child], tree.right[child]);
    else if (isVector) words[2 * (slots + at)] = leaves + 8 * width * (leaf + ~child);
    else reals[slots + at] = tree.leaves[~child];
  }
  writer.place = place + queue.length;
}
