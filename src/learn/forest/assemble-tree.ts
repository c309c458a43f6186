import type { Tree } from "../model.js";
import type { GrownNode } from "./grow-tree.js";

/** A tree in the form of models: nodes that are reached from the root, parents first, then their leaves. */
export function assembleTree(nodes: readonly GrownNode[], gainUnit: number): Tree {
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
    const { split, values, weight } = nodes[at];
    if (split === undefined) {
      for (const value of values) tree.leaves.push(value);
      return ~(tree.leafWeight.push(weight) - 1);
    }
    const { decision } = split;
    tree.threshold.push(decision.kind === "number" ? decision.threshold : 0);
    tree.leftCodes.push(decision.kind === "number" ? null : decision.left);
    tree.missingLeft.push(decision.kind === "number" && decision.missingLeft);
    tree.gain.push(split.gain * gainUnit);
    tree.nodeWeight.push(weight);
    tree.left.push(at);
    tree.right.push(at);
    return tree.column.push(split.column) - 1;
  };
  place(0);
  // Until its children are placed, an entry of `left` holds the grown node that it stands for.
  for (let node = 0; node < tree.column.length; node++) {
    const { left, right } = nodes[tree.left[node]].split!;
    tree.left[node] = place(left);
    tree.right[node] = place(right);
  }
  return tree;
}
