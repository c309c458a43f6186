/** A tree being grown, as parallel arrays over its nodes; parents come before children. */
export interface GrownTree {
  /** −1 in a leaf, where the other entries of a split mean nothing. */
  readonly column: number[];
  readonly threshold: number[];
  readonly missingLeft: boolean[];
  /** The codes that go left, ascending; null for numbers. */
  readonly leftCodes: (readonly number[] | null)[];
  /** What the split adds to the purity. */
  readonly gain: number[];
  readonly left: number[];
  readonly right: number[];
  readonly weight: number[];
  /** (nodes, outputs): what the rows say, shares of the classes or their mean; 0 in interior nodes unless asked for. */
  readonly values: number[];
  readonly outputs: number;
}

/** A tree without nodes. */
export function emptyTree(outputs: number): GrownTree {
  return {
    column: [],
    threshold: [],
    missingLeft: [],
    leftCodes: [],
    gain: [],
    left: [],
    right: [],
    weight: [],
    values: [],
    outputs,
  };
}

/** Adds a leaf without values and gives its place. */
export function addLeaf(tree: GrownTree, weight: number): number {
  tree.column.push(-1);
  tree.threshold.push(0);
  tree.missingLeft.push(false);
  tree.leftCodes.push(null);
  tree.gain.push(0);
  tree.left.push(-1);
  tree.right.push(-1);
  for (let k = 0; k < tree.outputs; k++) tree.values.push(0);
  return tree.weight.push(weight) - 1;
}
