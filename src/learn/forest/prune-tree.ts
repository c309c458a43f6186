import type { GrownTree } from "./grown-tree.js";
import { type HeapEntry, popHeap, pushHeap } from "./heap.js";

/** One step of pruning: from this α on the tree has no more than so many leaves. */
export interface PruningStep {
  readonly alpha: number;
  readonly leaves: number;
}

interface Candidate extends HeapEntry {
  readonly version: number;
}

/**
 * Minimal cost-complexity pruning (Breiman et al., 1984, section 3.3): as long as the weakest branch has
 * α(t) = (R(t) − R(branch)) / (leaves − 1) ≤ `alpha` it becomes a leaf, R being the impurity weighted by the share of the rows.
 * Changes `tree` and gives the steps.
 */
export function pruneTree(tree: GrownTree, alpha: number, totalWeight: number): readonly PruningStep[] {
  const branch = branchesOf(tree, totalWeight);
  const version = new Int32Array(tree.column.length);
  const isCut = new Uint8Array(tree.column.length);
  const heap: Candidate[] = [];
  const offer = (at: number): void => {
    const key = -Math.max(0, branch.decrease[at]) / (branch.leaves[at] - 1);
    pushHeap(heap, { key, tie: at, version: ++version[at] });
  };
  tree.column.forEach((column, at) => {
    if (column >= 0) offer(at);
  });
  const steps: PruningStep[] = [{ alpha: 0, leaves: branch.leaves[0] }];
  for (let weakest = popHeap(heap); weakest !== undefined; weakest = popHeap(heap)) {
    const at = weakest.tie;
    if (weakest.version !== version[at] || isInCut(branch.parent, isCut, at)) continue;
    if (-weakest.key > alpha) break;
    const lost = branch.leaves[at] - 1;
    const regained = branch.decrease[at];
    isCut[at] = 1;
    for (let up = branch.parent[at]; up >= 0; up = branch.parent[up]) {
      branch.leaves[up] -= lost;
      branch.decrease[up] -= regained;
      offer(up);
    }
    branch.leaves[at] = 1;
    steps.push({ alpha: -weakest.key, leaves: branch.leaves[0] });
  }
  isCut.forEach((cut, at) => {
    if (cut === 1) tree.column[at] = -1;
  });
  return steps;
}

/** Of the branch at each node: how much it lowers the impurity, its leaves, and the node above. */
function branchesOf({ column, gain, left, right }: GrownTree, totalWeight: number) {
  const nodes = column.length;
  const decrease = new Float64Array(nodes);
  const leaves = new Int32Array(nodes);
  const parent = new Int32Array(nodes).fill(-1);
  for (let at = nodes - 1; at >= 0; at--) {
    if (column[at] < 0) leaves[at] = 1;
    else {
      const [l, r] = [left[at], right[at]];
      decrease[at] = gain[at] / totalWeight + decrease[l] + decrease[r];
      leaves[at] = leaves[l] + leaves[r];
      parent[l] = at;
      parent[r] = at;
    }
  }
  return { decrease, leaves, parent };
}

function isInCut(parent: Int32Array, isCut: Uint8Array, at: number): boolean {
  for (let up = at; up >= 0; up = parent[up]) if (isCut[up]) return true;
  return false;
}
