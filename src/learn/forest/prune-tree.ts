import type { GrownNode } from "./grow-tree.js";
import { type HeapEntry, popHeap, pushHeap } from "./heap.js";

/** One step of pruning: from this α on the tree has no more than so many leaves. */
export interface PruningStep {
  readonly alpha: number;
  readonly leaves: number;
}

/** A tree after pruning, and the steps that led there. */
export interface PrunedTree {
  readonly nodes: readonly GrownNode[];
  readonly steps: readonly PruningStep[];
}

interface Candidate extends HeapEntry {
  readonly version: number;
}

/**
 * Minimal cost-complexity pruning (Breiman et al., 1984, section 3.3): as long as the weakest branch has
 * α(t) = (R(t) − R(branch)) / (leaves − 1) ≤ `alpha` it becomes a leaf, R being the impurity weighted by the share of the rows.
 */
export function pruneTree(nodes: readonly GrownNode[], alpha: number, totalWeight: number): PrunedTree {
  const branch = branchesOf(nodes, totalWeight);
  const version = new Int32Array(nodes.length);
  const isCut = new Uint8Array(nodes.length);
  const heap: Candidate[] = [];
  const offer = (at: number): void => {
    const key = -Math.max(0, branch.decrease[at]) / (branch.leaves[at] - 1);
    pushHeap(heap, { key, tie: at, version: ++version[at] });
  };
  nodes.forEach((node, at) => {
    if (node.split !== undefined) offer(at);
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
  return { nodes: nodes.map((node, at) => (isCut[at] ? { weight: node.weight, values: node.values } : node)), steps };
}

/** Of the branch at each node: how much it lowers the impurity, its leaves, and the node above. */
function branchesOf(nodes: readonly GrownNode[], totalWeight: number) {
  const decrease = new Float64Array(nodes.length);
  const leaves = new Int32Array(nodes.length);
  const parent = new Int32Array(nodes.length).fill(-1);
  for (let at = nodes.length - 1; at >= 0; at--) {
    const { split } = nodes[at];
    if (split === undefined) leaves[at] = 1;
    else {
      const { left, right } = split;
      decrease[at] = split.gain / totalWeight + decrease[left] + decrease[right];
      leaves[at] = leaves[left] + leaves[right];
      parent[left] = at;
      parent[right] = at;
    }
  }
  return { decrease, leaves, parent };
}

function isInCut(parent: Int32Array, isCut: Uint8Array, at: number): boolean {
  for (let up = at; up >= 0; up = parent[up]) if (isCut[up]) return true;
  return false;
}
