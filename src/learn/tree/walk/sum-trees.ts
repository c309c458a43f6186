import type { Table } from "../../table.js";
import { type DeepTrees, packDeep } from "./deep-trees.js";
import { walkDeep } from "./deep-walk.js";
import { walkDirectly } from "./direct-walk.js";
import type { TreeEnsemble } from "./ensemble.js";
import { type FlatTrees, flattenTrees } from "./flat-trees.js";
import { type PackedTrees, packTrees } from "./packed-trees.js";
import { rankNodes } from "./rank-columns.js";
import { walkRanked } from "./ranked-walk.js";

/** Rows from which walks in blocks pay. */
const BLOCK_WALK_ROWS = 64;
/** What a walk on ranks saves for each row and tree, in steps of the search for a rank. */
const STEPS_SAVED = 24;

/** Trees of more nodes on average are walked on the values themselves. */
const DEEP_NODES = 512;

/** Which walk to take; "…-plain" is the one in TypeScript. All give the same bits. */
export type WalkKind = "direct" | "ranked" | "ranked-plain" | "deep" | "deep-plain";

/** Trees laid out for many calls; each layout is made when it is first needed. */
export interface CompiledTrees {
  readonly ensemble: TreeEnsemble;
  readonly flat: () => FlatTrees;
  /** Null where ranks do not fit. */
  readonly packed: (plain: boolean) => PackedTrees | null;
  /** Null where the memory would not do. */
  readonly deep: (plain: boolean) => DeepTrees | null;
}

/** Prepares trees for prediction; costs nothing until the first rows come. */
export function compileTrees(ensemble: TreeEnsemble): CompiledTrees {
  const pack = (plain: boolean): PackedTrees | null => {
    const ranked = rankNodes(ensemble);
    return ranked === null ? null : packTrees(ensemble, ranked, plain);
  };
  return {
    ensemble,
    flat: once(() => flattenTrees(ensemble)),
    packed: onceEach(pack),
    deep: onceEach((plain) => packDeep(ensemble, plain)),
  };
}

/**
 * The leaves of each row of `table` (columns in the ensemble's order and codes) added up tree by tree in order, to the same bits
 * whatever the walk. Output k of row i is at k·n + i where a leaf holds one value, at i·K + k where it holds all.
 */
export function sumTrees(trees: CompiledTrees, table: Table, walk?: WalkKind): Float64Array {
  const { ensemble } = trees;
  const wished = walk ?? bestWalk(ensemble, table.rows);
  if (wished === "deep" || wished === "deep-plain") {
    const deep = trees.deep(wished === "deep-plain");
    if (deep !== null) return walkDeep(ensemble, deep, table);
  }
  if (wished === "ranked" || wished === "ranked-plain") {
    const packed = trees.packed(wished === "ranked-plain");
    if (packed !== null) return walkRanked(ensemble, packed, table);
  }
  return walkDirectly(ensemble, trees.flat(), table);
}

function bestWalk(ensemble: TreeEnsemble, rows: number): WalkKind {
  if (rows < BLOCK_WALK_ROWS) return "direct";
  const { trees } = ensemble;
  const nodes = trees.reduce((sum, tree) => sum + tree.column.length, 0);
  if (nodes > DEEP_NODES * trees.length) return "deep";
  return ranksPay(ensemble, nodes) ? "ranked" : "direct";
}

/** Whether the trees are enough for the columns that would be ranked, of which a tree of n nodes can read n at most. */
function ranksPay({ columns, trees }: TreeEnsemble, nodes: number): boolean {
  const ranked = Math.min(columns.length, nodes);
  return trees.length * STEPS_SAVED > ranked * Math.log2(1 + nodes / Math.max(1, ranked));
}

function onceEach<T>(make: (plain: boolean) => T): (plain: boolean) => T {
  const [wasm, plain] = [once(() => make(false)), once(() => make(true))];
  return (isPlain) => (isPlain ? plain() : wasm());
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
