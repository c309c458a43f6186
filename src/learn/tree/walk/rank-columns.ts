import type { Tree } from "../../model.js";
import type { TreeEnsemble } from "./ensemble.js";

/**
 * A column of ranks that nodes compare with: a number's rank among the thresholds that the trees hold for it, missing ones below
 * or above all; or, for one set of categories, 0 for its members and 1 for all others.
 */
export type RankColumn =
  | {
      readonly kind: "number";
      readonly column: number;
      readonly missingLow: boolean;
      readonly thresholds: Float64Array;
    }
  | { readonly kind: "set"; readonly column: number; readonly outside: Uint8Array };

/** The rank columns of an ensemble, and for each tree's nodes, one after the other, the rank column and the rank compared with. */
export interface RankedNodes {
  readonly columns: readonly RankColumn[];
  readonly columnOf: Uint16Array;
  readonly rankOf: Uint16Array;
}

/** Most thresholds of one column, so that ranks and the mark of a leaf fit two bytes. */
const MAX_THRESHOLDS = 65_535;
const MAX_COLUMNS = 65_535;

/**
 * Replaces every threshold by its rank: with rank(x) the number of thresholds below x, `x <= t` is `rank(x) <= rank(t)`. Null
 * where ranks or rank columns would not fit two bytes.
 */
export function rankNodes(ensemble: TreeEnsemble): RankedNodes | null {
  const nodes = ensemble.trees.reduce((sum, tree) => sum + tree.column.length, 0);
  const thresholds = thresholdsByColumn(ensemble);
  if (thresholds.some((values) => values.length > MAX_THRESHOLDS)) return null;
  const columns: RankColumn[] = [];
  const known = new Map<number | string, number>();
  const columnOf = new Uint16Array(nodes);
  const rankOf = new Uint16Array(nodes);
  let at = 0;
  for (const tree of ensemble.trees) {
    for (let node = 0; node < tree.column.length; node++, at++) {
      const key = keyOf(tree, node);
      let position = known.get(key);
      if (position === undefined) {
        position = columns.push(rankColumn(ensemble, tree, node, thresholds)) - 1;
        known.set(key, position);
      }
      columnOf[at] = position;
      rankOf[at] =
        tree.leftCodes[node] === null ? firstAtLeast(thresholds[tree.column[node]], tree.threshold[node]) : 0;
    }
  }
  return columns.length > MAX_COLUMNS ? null : { columns, columnOf, rankOf };
}

function keyOf(tree: Tree, node: number): number | string {
  const column = tree.column[node];
  const codes = tree.leftCodes[node];
  if (codes !== null) return `${column}:${codes.join(",")}`;
  return column * 2 + (tree.missingLeft[node] ? 1 : 0);
}

function rankColumn(ensemble: TreeEnsemble, tree: Tree, node: number, thresholds: readonly Float64Array[]): RankColumn {
  const column = tree.column[node];
  const codes = tree.leftCodes[node];
  if (codes === null) {
    return { kind: "number", column, missingLow: tree.missingLeft[node], thresholds: thresholds[column] };
  }
  const expected = ensemble.columns[column];
  // Entry 0 is that of the code −1.
  const outside = new Uint8Array(1 + (expected.kind === "category" ? expected.categories.length : 0)).fill(1);
  for (const code of codes) outside[code + 1] = 0;
  return { kind: "set", column, outside };
}

/** The distinct thresholds of each column, ascending. */
function thresholdsByColumn(ensemble: TreeEnsemble): Float64Array[] {
  const counts = new Int32Array(ensemble.columns.length);
  for (const tree of ensemble.trees) for (const column of tree.column) counts[column]++;
  const all = Array.from(counts, (count) => new Float64Array(count));
  counts.fill(0);
  for (const tree of ensemble.trees) {
    tree.column.forEach((column, node) => {
      if (tree.leftCodes[node] === null) all[column][counts[column]++] = tree.threshold[node];
    });
  }
  return all.map((values, column) => {
    const sorted = values.subarray(0, counts[column]).sort();
    return sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  });
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
