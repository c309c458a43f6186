import type { Tree } from "../../model.js";
import { type DeepMachine, deepMachine, GROUP_ROWS, NODE_BYTES } from "./deep-kernels.js";
import { leafWidth, type TreeEnsemble } from "./ensemble.js";

/** A column of a block of values: numbers with NaN as it is, which goes right, or as −∞, which goes left; or codes + 1. */
export interface ValueColumn {
  readonly column: number;
  readonly kind: "missingRight" | "missingLeft" | "category";
}

/** Trees and working space in one memory; places are byte addresses. */
export interface DeepTrees extends DeepMachine {
  readonly roots: Int32Array;
  /** Rows that go through a tree before the next. */
  readonly blockRows: number;
  /** Those of a block, after the column of zeros. */
  readonly columns: readonly ValueColumn[];
  readonly hasSets: boolean;
  readonly values: number;
  readonly sums: number;
}

/** Bytes beyond which trees are not packed. */
const MAX_BYTES = 2 ** 30;
/** Every block goes through all trees, which are larger than the cache: so blocks are as large as a part of it. */
const BLOCK_BYTES = 2 ** 22;
const LEAST_ROWS = 512;
const MOST_ROWS = 8192;
const KINDS = ["missingRight", "missingLeft", "category"] as const;

/** Packs trees, each branch in one piece and siblings side by side; null where they would need too much memory. */
export function packDeep(ensemble: TreeEnsemble, plain: boolean): DeepTrees | null {
  const { trees, outputs } = ensemble;
  const width = leafWidth(ensemble);
  const sizes = setWords(ensemble);
  const { columns, words } = lookedAt(ensemble, sizes);
  const nodes = trees.reduce((sum, tree) => sum + tree.column.length, 0);
  const leaves = trees.reduce((sum, tree) => sum + tree.leaves.length, 0);
  const blockRows = rowsOfBlock(columns.length + 1);
  // The memory begins with zeros: what nodes of numbers read as a set.
  const firstNode = 64;
  const firstLeaf = firstNode + NODE_BYTES * (2 * nodes + trees.length);
  const firstSet = firstLeaf + 8 * (width * width + leaves + width);
  const values = firstSet + 8 * Math.ceil(words / 2);
  const sums = values + 8 * blockRows * (columns.length + 1);
  const end = sums + 8 * blockRows * outputs;
  if (end > MAX_BYTES) return null;
  const machine = deepMachine(end, plain);
  const writer: DeepWriter = {
    words: new Int32Array(machine.buffer),
    reals: new Float64Array(machine.buffer),
    placeOf: placesOf(columns, ensemble.columns.length),
    setWords: sizes,
    width,
    node: firstNode,
    pureLeaves: firstLeaf,
    leaf: firstLeaf + 8 * width * width,
    set: firstSet,
  };
  for (let k = 0; k < width; k++) writer.reals[firstLeaf / 8 + k * (width + 1)] = 1;
  const roots = Int32Array.from(trees, (tree) => writeTree(writer, tree));
  return { ...machine, roots, blockRows, columns, hasSets: words > 0, values, sums };
}

function rowsOfBlock(columns: number): number {
  const rows = 2 ** Math.floor(Math.log2(BLOCK_BYTES / (8 * columns)));
  return Math.min(MOST_ROWS, Math.max(LEAST_ROWS, rows));
}

/** Words of a set of each column's categories and of missing ones; 0 for numbers. */
function setWords({ columns }: TreeEnsemble): number[] {
  return columns.map((column) => (column.kind === "category" ? Math.ceil((column.categories.length + 1) / 32) : 0));
}

/** The columns of values that nodes look at, and the words of all their sets. */
function lookedAt({ columns, trees }: TreeEnsemble, sizes: readonly number[]) {
  const used = new Uint8Array(3 * columns.length);
  let words = 0;
  for (const { column, missingLeft } of trees) {
    for (let node = 0; node < column.length; node++) {
      const size = sizes[column[node]];
      used[3 * column[node] + (size > 0 ? 2 : missingLeft[node] ? 1 : 0)] = 1;
      words += size;
    }
  }
  const found = Array.from(used.keys()).filter((i) => used[i] === 1);
  return { columns: found.map((i): ValueColumn => ({ column: Math.floor(i / 3), kind: KINDS[i % 3] })), words };
}

/** By 3·column + kind: how far the column is from the first of its group, odd for categories. */
function placesOf(columns: readonly ValueColumn[], count: number): Int32Array {
  const places = new Int32Array(3 * count);
  columns.forEach(({ column, kind }, i) => {
    places[3 * column + KINDS.indexOf(kind)] = 8 * GROUP_ROWS * (i + 1) + (kind === "category" ? 1 : 0);
  });
  return places;
}

/** The memory, and where the next node, leaf and set go. */
interface DeepWriter {
  readonly words: Int32Array;
  readonly reals: Float64Array;
  readonly placeOf: Int32Array;
  readonly setWords: readonly number[];
  readonly width: number;
  /** The values of leaves of one class each, shared by all such leaves: most leaves of deep trees are. */
  readonly pureLeaves: number;
  node: number;
  leaf: number;
  set: number;
}

/** Gives the address of the root. */
function writeTree(writer: DeepWriter, tree: Tree): number {
  const { words, reals, placeOf, setWords, node: root } = writer;
  const { column, threshold, missingLeft, left, right } = tree;
  writer.node += NODE_BYTES * (2 * column.length + 1);
  if (column.length === 0) writeLeaf(writer, root, tree.leaves, 0);
  const { places, pairs } = placeNodes(tree, root);
  for (let node = 0; node < column.length; node++) {
    const at = places[node];
    const pair = pairs[node];
    const isSet = setWords[column[node]] > 0;
    if (isSet) words[at >> 2] = writeSet(writer, tree.leftCodes[node] ?? [], column[node]);
    else reals[at >> 3] = threshold[node];
    words[(at >> 2) + 2] = placeOf[3 * column[node] + (isSet ? 2 : missingLeft[node] ? 1 : 0)];
    words[(at >> 2) + 3] = pair;
    if (left[node] < 0) writeLeaf(writer, pair, tree.leaves, ~left[node]);
    if (right[node] < 0) writeLeaf(writer, pair + NODE_BYTES, tree.leaves, ~right[node]);
  }
  return root;
}

function writeLeaf(writer: DeepWriter, at: number, leaves: readonly number[], leaf: number): void {
  const { reals, words, width } = writer;
  let pure = -1;
  for (let k = 0; k < width; k++) {
    const value = leaves[leaf * width + k];
    reals[(writer.leaf >> 3) + k] = value;
    if (value === 1 && pure === -1) pure = k;
    else if (value !== 0) pure = -2;
  }
  words[(at >> 2) + 3] = at;
  reals[at >> 3] = pure >= 0 ? writer.pureLeaves + 8 * width * pure : writer.leaf;
  if (pure < 0) writer.leaf += 8 * width;
}

/** Where each node and its children go: behind a node's children comes what is below the left one, then what is below the right. */
function placeNodes({ left, right }: Tree, root: number): { readonly places: Int32Array; readonly pairs: Int32Array } {
  const nodes = left.length;
  // Children come after their parents.
  const sizes = new Int32Array(nodes + 1);
  for (let node = nodes - 1; node >= 0; node--) {
    sizes[node] = 1 + (left[node] < 0 ? 0 : sizes[left[node]]) + (right[node] < 0 ? 0 : sizes[right[node]]);
  }
  const places = new Int32Array(nodes + 1).fill(root, 0, 1);
  const pairs = new Int32Array(nodes + 1).fill(root + NODE_BYTES, 0, 1);
  for (let node = 0; node < nodes; node++) {
    const l = left[node];
    const r = right[node];
    let below = pairs[node] + 2 * NODE_BYTES;
    if (l >= 0) {
      places[l] = pairs[node];
      pairs[l] = below;
      below += 2 * NODE_BYTES * sizes[l];
    }
    if (r >= 0) {
      places[r] = pairs[node] + NODE_BYTES;
      pairs[r] = below;
    }
  }
  return { places, pairs };
}

/** Bit code + 1 is 0 where the code goes left. */
function writeSet(writer: DeepWriter, codes: readonly number[], column: number): number {
  const { words, set } = writer;
  const size = writer.setWords[column];
  words.fill(-1, set / 4, set / 4 + size);
  for (const code of codes) words[set / 4 + ((code + 1) >> 5)] &= ~(1 << ((code + 1) & 31));
  writer.set += 4 * size;
  return set;
}
