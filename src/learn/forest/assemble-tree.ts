import type { Tree } from "../model.js";
import type { GrownTree } from "./grown-tree.js";

/** A tree in the form of models: nodes that are reached from the root, parents first, then their leaves. */
export function assembleTree(grown: GrownTree, gainUnit: number): Tree {
  const { outputs } = grown;
  const tree = {
    column: [] as number[],
    threshold: [] as number[],
    leftCodes: [] as (readonly number[] | null)[],
    missingLeft: [] as boolean[],
    left: [] as number[],
    right: [] as number[],
    leaves: [] as number[],
    gain: [] as number[],
    nodeWeight: [] as number[],
    leafWeight: [] as number[],
  };
  const place = (at: number): number => {
    const column = grown.column[at];
    if (column < 0) {
      for (let k = at * outputs; k < (at + 1) * outputs; k++) tree.leaves.push(grown.values[k]);
      return ~(tree.leafWeight.push(grown.weight[at]) - 1);
    }
    tree.threshold.push(grown.threshold[at]);
    tree.leftCodes.push(grown.leftCodes[at]);
    tree.missingLeft.push(grown.missingLeft[at]);
    tree.gain.push(grown.gain[at] * gainUnit);
    tree.nodeWeight.push(grown.weight[at]);
    tree.left.push(at);
    tree.right.push(at);
    return tree.column.push(column) - 1;
  };
  place(0);
  // Until its children are placed, an entry of `left` holds the grown node that it stands for.
  for (let node = 0; node < tree.column.length; node++) {
    const at = tree.left[node];
    tree.left[node] = place(grown.left[at]);
    tree.right[node] = place(grown.right[at]);
  }
  return tree;
}
