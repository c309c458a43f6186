import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import { addLeaf, emptyTree, type GrownTree } from "./grown-tree.js";
import { type HeapEntry, popHeap, pushHeap } from "./heap.js";
import { divideRows } from "./node-rows.js";
import { findSplit } from "./node-split.js";
import type { OpenNode, SplitSearch } from "./split-search.js";
import type { TrainingSet } from "./training-set.js";
import type { TreeSample } from "./tree-sample.js";
import type { NodeSplit } from "./workshop.js";

/** When a tree stops growing. */
export interface GrowthLimits {
  readonly maxDepth: number;
  readonly minSplitWeight: number;
  readonly minLeafWeight: number;
  /** In units of the purity. */
  readonly minGain: number;
  /** With a limit the tree grows where the gain is largest, else depth first. */
  readonly maxLeaves: number | null;
  /** Whether interior nodes need values, as leaves do. */
  readonly allValues: boolean;
}

/** A node that will be split; `at` is its place in the tree. */
interface Pending extends HeapEntry {
  readonly at: number;
  readonly node: OpenNode;
  readonly split: NodeSplit;
}

/** Grows one tree from the rows of the sample. */
export function growTree(
  training: TrainingSet,
  sample: TreeSample,
  search: SplitSearch,
  limits: GrowthLimits,
  options: FitOptions,
): GrownTree {
  const tree = emptyTree(training.target.kind === "class" ? training.target.classes.length : 1);
  const pending: Pending[] = [];
  const isBestFirst = limits.maxLeaves !== null;
  let leaves = 1;

  const open = (node: OpenNode): number => {
    const split = isFinal(training, sample, node, limits) ? null : findSplit(search, node);
    const at = addLeaf(tree, node.weight);
    const isSplit = split !== null && split.gain >= limits.minGain;
    if (!isSplit || limits.allValues) writeValues(tree, at, training, sample, node);
    if (!isSplit) return at;
    const entry = { key: split.gain, tie: at, at, node, split };
    if (isBestFirst) pushHeap(pending, entry);
    else pending.push(entry);
    return at;
  };

  open({ start: 0, end: sample.rows.length, sums: sample.totals, weight: sample.totalWeight, depth: 0 });
  while (pending.length > 0 && leaves !== limits.maxLeaves) {
    checkNotCancelled(options);
    const { at, node, split } = (isBestFirst ? popHeap(pending) : pending.pop())!;
    const [left, right] = divide(search, node, split);
    tree.column[at] = split.placed.feature.column;
    tree.threshold[at] = split.threshold;
    tree.missingLeft[at] = split.missingLeft;
    tree.leftCodes[at] = split.leftCodes;
    tree.gain[at] = split.gain;
    tree.left[at] = open(left);
    tree.right[at] = open(right);
    leaves++;
  }
  // A node that the limit of leaves kept from being split is one of them.
  for (const { at, node } of pending) writeValues(tree, at, training, sample, node);
  return tree;
}

function divide(search: SplitSearch, node: OpenNode, split: NodeSplit): readonly [OpenNode, OpenNode] {
  const { start, end } = node;
  const middle = divideRows(search.shop, split, start, end);
  const depth = node.depth + 1;
  const rest: number[] = [];
  for (let k = 0; k < split.leftSums.length; k++) rest.push(node.sums[k] - split.leftSums[k]);
  return [
    { start, end: middle, sums: split.leftSums, weight: split.leftWeight, depth },
    { start: middle, end, sums: rest, weight: node.weight - split.leftWeight, depth },
  ];
}

/** Whether a node stays a leaf without a look at its splits: too deep, too light, or pure. */
function isFinal(training: TrainingSet, { rows }: TreeSample, node: OpenNode, limits: GrowthLimits): boolean {
  if (node.depth >= limits.maxDepth || node.end - node.start < 2) return true;
  if (node.weight < limits.minSplitWeight || node.weight < 2 * limits.minLeafWeight) return true;
  const { target } = training;
  if (target.kind === "class") return node.sums.includes(node.weight);
  const first = rows[node.start];
  for (let i = node.start + 1; i < node.end; i++) {
    if (target.coarse[rows[i]] !== target.coarse[first] || target.fine[rows[i]] !== target.fine[first]) return false;
  }
  return true;
}

function writeValues(
  tree: GrownTree,
  at: number,
  { target }: TrainingSet,
  { rows, weights }: TreeSample,
  node: OpenNode,
): void {
  if (target.kind === "class") {
    for (let k = 0; k < tree.outputs; k++) tree.values[at * tree.outputs + k] = node.sums[k] / node.weight;
    return;
  }
  let coarse = 0;
  let fine = 0;
  for (let i = node.start; i < node.end; i++) {
    const row = rows[i];
    coarse += target.roundProduct(weights[row] * target.coarse[row]);
    fine += weights[row] * target.fine[row];
  }
  tree.values[at] = ((coarse + fine) / node.weight) * target.scale;
}
