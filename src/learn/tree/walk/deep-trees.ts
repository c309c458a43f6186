import type { Tree } from "../../model.js";
import { DEEP_ROWS, type DeepMachine, deepMachine, NODE_BYTES } from "./deep-kernels.js";
import { leafWidth, type TreeEnsemble } from "./ensemble.js";

/** A column of a block of values: numbers with NaN as it is, which goes right, or as −∞, which goes left; or codes + 1. */
export interface ValueColumn {
  readonly column: number;
  readonly kind: "missingRight" | "missingLeft" | "category";
}

/** Trees and working space in one memory; places are byte addresses. */
export interface DeepTrees extends DeepMachine {
  readonly roots: Int32Array;
  /** Those of a block, after the column of zeros. */
  readonly columns: readonly ValueColumn[];
  readonly hasSets: boolean;
  readonly values: number;
  readonly sums: number;
}

/** Bytes beyond which trees are not packed. */
const MAX_BYTES = 2 ** 30;
const KINDS = ["missingRight", "missingLeft", "category"] as const;

/** Packs trees, each branch in one piece and siblings side by side; null where they would need too much memory. */
export function packDeep(ensemble: TreeEnsemble, plain: boolean): DeepTrees | null {
  const { trees, outputs } = ensemble;
  const width = leafWidth(ensemble);
  const sizes = setWords(ensemble);
  let [nodes, leaves, words] = [0, 0, 0];
  for (const tree of trees) {
    nodes += tree.column.length;
    leaves += tree.leaves.length;
    tree.leftCodes.forEach((codes, node) => {
      if (codes !== null) words += sizes[tree.column[node]];
    });
  }
  const columns = valueColumns(ensemble);
  // The memory begins with zeros: what nodes of numbers read as a set.
  const firstNode = 64;
  const firstLeaf = firstNode + NODE_BYTES * (2 * nodes + trees.length);
  const firstSet = firstLeaf + 8 * leaves;
  const values = firstSet + 8 * Math.ceil(words / 2);
  const sums = values + 8 * DEEP_ROWS * (columns.length + 1);
  const end = sums + 8 * DEEP_ROWS * outputs;
  if (end > MAX_BYTES) return null;
  const machine = deepMachine(end, plain);
  const writer: DeepWriter = {
    words: new Int32Array(machine.buffer),
    reals: new Float64Array(machine.buffer),
    placeOf: placesOf(columns, ensemble.columns.length),
    setWords: sizes,
    width,
    node: firstNode,
    leaf: firstLeaf,
    set: firstSet,
  };
  const roots = Int32Array.from(trees, (tree) => writeTree(writer, tree));
  return { ...machine, roots, columns, hasSets: words > 0, values, sums };
}

/** Words of a set of each column's categories and of missing ones; 0 for numbers. */
function setWords({ columns }: TreeEnsemble): number[] {
  return columns.map((column) => (column.kind === "category" ? Math.ceil((column.categories.length + 1) / 32) : 0));
}

function kindAt(tree: Tree, node: number): 0 | 1 | 2 {
  if (tree.leftCodes[node] !== null) return 2;
  return tree.missingLeft[node] ? 1 : 0;
}

function valueColumns({ columns, trees }: TreeEnsemble): ValueColumn[] {
  const used = new Uint8Array(3 * columns.length);
  for (const tree of trees) {
    for (let node = 0; node < tree.column.length; node++) used[3 * tree.column[node] + kindAt(tree, node)] = 1;
  }
  const found: ValueColumn[] = [];
  used.forEach((is, i) => {
    if (is === 1) found.push({ column: Math.floor(i / 3), kind: KINDS[i % 3] });
  });
  return found;
}

/** By 3·column + kind: how far the block's column is from its first, odd for categories. */
function placesOf(columns: readonly ValueColumn[], count: number): Int32Array {
  const places = new Int32Array(3 * count);
  columns.forEach(({ column, kind }, i) => {
    places[3 * column + KINDS.indexOf(kind)] = 8 * DEEP_ROWS * (i + 1) + (kind === "category" ? 1 : 0);
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
  node: number;
  leaf: number;
  set: number;
}

function writeTree(writer: DeepWriter, tree: Tree): number {
  const { words, reals, width } = writer;
  const root = writer.node;
  const leaves = writer.leaf;
  reals.set(tree.leaves, leaves / 8);
  writer.leaf += 8 * tree.leaves.length;
  writer.node += NODE_BYTES;
  const waiting = [root];
  const nodeOf = [tree.column.length === 0 ? ~0 : 0];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const node = nodeOf.pop()!;
    if (node < 0) {
      reals[at / 8] = leaves + 8 * width * ~node;
      words[at / 4 + 3] = at;
      continue;
    }
    const kind = kindAt(tree, node);
    if (kind === 2) words[at / 4] = writeSet(writer, tree.leftCodes[node]!, tree.column[node]);
    else reals[at / 8] = tree.threshold[node];
    words[at / 4 + 2] = writer.placeOf[3 * tree.column[node] + kind];
    words[at / 4 + 3] = writer.node;
    waiting.push(writer.node + NODE_BYTES, writer.node);
    nodeOf.push(tree.right[node], tree.left[node]);
    writer.node += 2 * NODE_BYTES;
  }
  return root;
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
