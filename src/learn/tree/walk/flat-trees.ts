import { leafWidth, type TreeEnsemble } from "./ensemble.js";

/** How a node decides. */
export const NodeKind = { MissingRight: 0, MissingLeft: 1, Category: 2 } as const;

/** All trees in flat arrays, for a walk node by node. Nodes and leaves are numbered through; a child < 0 is leaf ~child. */
export interface FlatTrees {
  /** The ensemble's columns that some node looks at; a node's `column` is a position in this list. */
  readonly columns: readonly number[];
  /** Each tree's first node, or ~leaf. */
  readonly roots: Int32Array;
  readonly kind: Uint8Array;
  readonly column: Int32Array;
  /** For a category the position of its set in `sets`. */
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** (leaves, width) row-major. */
  readonly leaves: Float64Array;
  /** By category code: 1 goes left. */
  readonly sets: readonly Uint8Array[];
}

/** Lays trees out for a walk; costs less than one prediction of a few hundred rows. */
export function flattenTrees(ensemble: TreeEnsemble): FlatTrees {
  const { trees } = ensemble;
  const width = leafWidth(ensemble);
  const columns = usedColumns(ensemble);
  const positionOf = new Map(columns.map((column, i) => [column, i]));
  const nodes = trees.reduce((sum, tree) => sum + tree.column.length, 0);
  const flat = {
    columns,
    roots: new Int32Array(trees.length),
    kind: new Uint8Array(nodes),
    column: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    leaves: new Float64Array(trees.reduce((sum, tree) => sum + tree.leaves.length, 0)),
    sets: [] as Uint8Array[],
  };
  let firstNode = 0;
  let firstLeaf = 0;
  trees.forEach((tree, t) => {
    const numbered = (child: number): number => (child >= 0 ? firstNode + child : ~(firstLeaf + ~child));
    flat.roots[t] = tree.column.length === 0 ? ~firstLeaf : firstNode;
    flat.leaves.set(tree.leaves, firstLeaf * width);
    for (let i = 0; i < tree.column.length; i++) {
      const at = firstNode + i;
      const codes = tree.leftCodes[i];
      flat.column[at] = positionOf.get(tree.column[i])!;
      flat.left[at] = numbered(tree.left[i]);
      flat.right[at] = numbered(tree.right[i]);
      flat.kind[at] =
        codes !== null ? NodeKind.Category : tree.missingLeft[i] ? NodeKind.MissingLeft : NodeKind.MissingRight;
      flat.threshold[at] = codes === null ? tree.threshold[i] : flat.sets.push(setOf(codes)) - 1;
    }
    firstNode += tree.column.length;
    firstLeaf += tree.leaves.length / width;
  });
  return flat;
}

/** The columns that some split reads, in their own order. */
export function usedColumns(ensemble: TreeEnsemble): number[] {
  const used = new Uint8Array(ensemble.columns.length);
  for (const tree of ensemble.trees) for (const column of tree.column) used[column] = 1;
  return Array.from(used.keys()).filter((column) => used[column] === 1);
}

function setOf(codes: readonly number[]): Uint8Array {
  const set = new Uint8Array(codes.reduce((most, code) => Math.max(most, code), -1) + 1);
  for (const code of codes) set[code] = 1;
  return set;
}
