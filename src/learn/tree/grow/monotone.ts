import type { GrownSplit, Halves } from "./divide.js";
import type { GrowingLeaf } from "./leaf.js";
import type { Workshop } from "./workshop.js";

/** A growing tree as monotone bounds need it; a child c ≥ 0 is a node, c < 0 leaf ~c. */
export interface BoundedTree {
  readonly splits: GrownSplit[];
  readonly leaves: GrowingLeaf[];
  readonly left: number[];
  readonly right: number[];
}

/**
 * Sets the bounds of the two new leaves, and under the intermediate method those of leaves that lie next to them across a monotone
 * split; gives the leaves whose best division must be searched again.
 */
export function narrowBounds(
  workshop: Workshop,
  tree: BoundedTree,
  parent: GrowingLeaf,
  halves: Halves,
): GrowingLeaf[] {
  const { rules, config } = workshop;
  if (rules.monotone === null) return [];
  const sign = halves.candidate.leftBins === null ? rules.monotone[halves.candidate.feature] : 0;
  const left = tree.leaves[parent.number];
  const right = tree.leaves[tree.leaves.length - 1];
  linkNode(tree, parent);
  if (config.monotoneMethod !== "intermediate") {
    const middle = (halves.left.value + halves.right.value) / 2;
    if (sign !== 0) keepApart(left, right, sign, middle, middle);
    return [];
  }
  if (sign !== 0) keepApart(left, right, sign, halves.right.value, halves.left.value);
  return neighboursAbove(workshop, tree, halves);
}

/** The lower of the two leaves stays below `atMost`, the higher above `atLeast`; given for sign 1, swapped for −1. */
function keepApart(left: GrowingLeaf, right: GrowingLeaf, sign: number, ofLeft: number, ofRight: number): void {
  if (sign > 0) {
    capAt(left, ofLeft);
    liftTo(right, ofRight);
  } else {
    liftTo(left, ofLeft);
    capAt(right, ofRight);
  }
}

function capAt(leaf: GrowingLeaf, upper: number): boolean {
  if (upper >= leaf.sums.upper) return false;
  leaf.sums = { ...leaf.sums, upper };
  return true;
}

function liftTo(leaf: GrowingLeaf, lower: number): boolean {
  if (lower <= leaf.sums.lower) return false;
  leaf.sums = { ...leaf.sums, lower };
  return true;
}

function linkNode({ splits, leaves, left, right }: BoundedTree, parent: GrowingLeaf): void {
  const node = splits.length - 1;
  if (parent.parent >= 0) (parent.isRight ? right : left)[parent.parent] = node;
  left[node] = ~parent.number;
  right[node] = ~(leaves.length - 1);
}

/** A split on the way up from the new leaves. */
interface StepUp {
  readonly feature: number;
  readonly bin: number;
  readonly wasRight: boolean;
}

interface Search {
  readonly tree: BoundedTree;
  readonly halves: Halves;
  readonly path: readonly StepUp[];
  /** Whether leaves found get an upper bound, else a lower one. */
  readonly isUpper: boolean;
  readonly found: GrowingLeaf[];
}

function neighboursAbove({ rules }: Workshop, tree: BoundedTree, halves: Halves): GrowingLeaf[] {
  const found: GrowingLeaf[] = [];
  const path: StepUp[] = [];
  const { splits, left, right } = tree;
  const parentOf = (node: number): number => {
    for (let above = 0; above < splits.length; above++) if (left[above] === node || right[above] === node) return above;
    return -1;
  };
  for (let node = splits.length - 1, above = parentOf(node); above >= 0; node = above, above = parentOf(node)) {
    const { candidate } = splits[above];
    const wasRight = right[above] === node;
    const isNumber = candidate.leftBins === null;
    const seen = isNumber && path.some((step) => step.feature === candidate.feature && step.wasRight === wasRight);
    if (seen) continue;
    const sign = isNumber ? (rules.monotone as Int8Array)[candidate.feature] : 0;
    if (sign !== 0) {
      const opposite = wasRight ? left[above] : right[above];
      const search = { tree, halves, path, isUpper: wasRight ? sign > 0 : sign < 0, found };
      visitNeighbours(search, opposite, { left: true, right: true });
    }
    path.push({ feature: candidate.feature, bin: candidate.bin, wasRight });
  }
  return found;
}

/** Goes down to the leaves that touch one of the new ones; `touches` says which of the two can still be touched. */
function visitNeighbours(search: Search, node: number, touches: { left: boolean; right: boolean }): void {
  const { tree, halves, path } = search;
  if (node < 0) {
    boundNeighbour(search, tree.leaves[~node], touches);
    return;
  }
  const { candidate } = tree.splits[node];
  let [goLeft, goRight] = [true, true];
  let [leftForRight, rightForLeft] = [true, true];
  if (candidate.leftBins === null) {
    for (const step of path) {
      if (step.feature !== candidate.feature) continue;
      if (candidate.bin >= step.bin && !step.wasRight) goRight = false;
      if (candidate.bin <= step.bin && step.wasRight) goLeft = false;
    }
    if (candidate.feature === halves.candidate.feature && halves.candidate.leftBins === null) {
      if (candidate.bin >= halves.candidate.bin) leftForRight = false;
      if (candidate.bin <= halves.candidate.bin) rightForLeft = false;
    }
  }
  if (goLeft) visitNeighbours(search, tree.left[node], { left: touches.left, right: touches.right && rightForLeft });
  if (goRight) visitNeighbours(search, tree.right[node], { left: touches.left && leftForRight, right: touches.right });
}

function boundNeighbour(
  { halves, isUpper, found }: Search,
  leaf: GrowingLeaf,
  touches: { left: boolean; right: boolean },
): void {
  // A leaf that will not be divided keeps its value.
  if (leaf.candidate === null) return;
  const values = [...(touches.left ? [halves.left.value] : []), ...(touches.right ? [halves.right.value] : [])];
  // Touching neither leaves the left one's value, as LightGBM has it.
  if (values.length === 0) values.push(halves.left.value);
  const isChanged = isUpper ? capAt(leaf, Math.min(...values)) : liftTo(leaf, Math.max(...values));
  if (isChanged) found.push(leaf);
}
