import type { Table } from "../../table.js";
import { walkDirectly } from "./direct-walk.js";
import type { TreeEnsemble } from "./ensemble.js";
import { type FlatTrees, flattenTrees } from "./flat-trees.js";
import { type PackedTrees, packTrees } from "./packed-trees.js";
import { rankNodes } from "./rank-columns.js";
import { walkRanked } from "./ranked-walk.js";

/** Rows from which ranking pays. */
const RANKED_ROWS = 64;
/** What a walk on ranks saves for each row and tree, in steps of the search for a rank. */
const STEPS_SAVED = 24;

/** Which walk to take; "ranked-plain" is the one in TypeScript. All give the same bits. */
export type WalkKind = "direct" | "ranked" | "ranked-plain";

/** Trees laid out for many calls; each layout is made when it is first needed. */
export interface CompiledTrees {
  readonly ensemble: TreeEnsemble;
  readonly flat: () => FlatTrees;
  /** Null where ranks do not fit. */
  readonly packed: (plain: boolean) => PackedTrees | null;
}

/** Prepares trees for prediction; costs nothing until the first rows come. */
export function compileTrees(ensemble: TreeEnsemble): CompiledTrees {
  const pack = (plain: boolean): PackedTrees | null => {
    const ranked = rankNodes(ensemble);
    return ranked === null ? null : packTrees(ensemble, ranked, plain);
  };
  const wasm = once(() => pack(false));
  const plain = once(() => pack(true));
  return { ensemble, flat: once(() => flattenTrees(ensemble)), packed: (isPlain) => (isPlain ? plain() : wasm()) };
}

/**
 * The leaves of each row of `table` (columns in the ensemble's order and codes) added up tree by tree in order, to the same bits
 * whatever the walk. Output k of row i is at k·n + i where a leaf holds one value, at i·K + k where it holds all.
 */
export function sumTrees(trees: CompiledTrees, table: Table, walk?: WalkKind): Float64Array {
  const wished = walk ?? (ranksPay(trees.ensemble, table.rows) ? "ranked" : "direct");
  const packed = wished === "direct" ? null : trees.packed(wished === "ranked-plain");
  return packed === null
    ? walkDirectly(trees.ensemble, trees.flat(), table)
    : walkRanked(trees.ensemble, packed, table);
}

/** Whether the trees are enough for the columns that would be ranked, of which a tree of n nodes can read n at most. */
function ranksPay({ columns, trees }: TreeEnsemble, rows: number): boolean {
  if (rows < RANKED_ROWS) return false;
  const nodes = trees.reduce((sum, tree) => sum + tree.column.length, 0);
  const ranked = Math.min(columns.length, nodes);
  return trees.length * STEPS_SAVED > ranked * Math.log2(1 + nodes / Math.max(1, ranked));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
