import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import { type HeapEntry, popHeap, pushHeap } from "./heap.js";
import { findSplit, type NodeSplit } from "./node-split.js";
import { createPartition } from "./partition-rows.js";
import type { Decision, OpenNode, SplitSearch } from "./split-search.js";
import type { TrainingSet } from "./training-set.js";
import type { TreeSample } from "./tree-sample.js";

/** One node of a grown tree; parents come before children. */
export interface GrownNode {
  readonly weight: number;
  /** What the rows say: shares of the classes, or their mean. */
  readonly values: readonly number[];
  /** Absent in a leaf. */
  readonly split?: {
    readonly column: number;
    readonly decision: Decision;
    readonly gain: number;
    readonly left: number;
    readonly right: number;
  };
}

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

/** A node being grown; `at` is its place among the nodes. */
interface Pending extends OpenNode, HeapEntry {
  readonly at: number;
  readonly depth: number;
  readonly split: NodeSplit;
}

/** A node with the places of its children still to be told. */
type DraftNode = { -readonly [K in keyof GrownNode]: GrownNode[K] };

/** Grows one tree from the rows of the sample. */
export function growTree(
  training: TrainingSet,
  sample: TreeSample,
  search: SplitSearch,
  limits: GrowthLimits,
  options: FitOptions,
): GrownNode[] {
  const nodes: DraftNode[] = [];
  const pending: Pending[] = [];
  const partition = createPartition(sample);
  const isBestFirst = limits.maxLeaves !== null;
  let leaves = 1;

  const open = (node: OpenNode, depth: number): number => {
    const split = isFinal(training, sample, node, depth, limits) ? null : findSplit(search, node);
    const isSplit = split !== null && split.gain >= limits.minGain;
    const values = isSplit && !limits.allValues ? [] : valuesOf(training, sample, node);
    const at = nodes.push({ weight: node.weight, values }) - 1;
    if (!isSplit) return at;
    const { start, end, sums, weight } = node;
    const entry: Pending = { start, end, sums, weight, at, depth, split, key: split.gain, tie: at };
    if (isBestFirst) pushHeap(pending, entry);
    else pending.push(entry);
    return at;
  };

  open({ start: 0, end: sample.rows.length, sums: sample.totals, weight: sample.totalWeight }, 0);
  while (pending.length > 0 && leaves !== limits.maxLeaves) {
    checkNotCancelled(options);
    const node = (isBestFirst ? popHeap(pending) : pending.pop())!;
    const { split, start, end } = node;
    const middle = partition(split, start, end);
    const rightSums = difference(node.sums, split.leftSums);
    const left = open({ start, end: middle, sums: split.leftSums, weight: split.leftWeight }, node.depth + 1);
    const rightWeight = node.weight - split.leftWeight;
    const right = open({ start: middle, end, sums: rightSums, weight: rightWeight }, node.depth + 1);
    nodes[node.at].split = {
      column: split.feature.column,
      decision: split.decision,
      gain: split.gain,
      left,
      right,
    };
    leaves++;
  }
  // A node that the limit of leaves kept from being split is one of them.
  for (const { at, ...node } of pending) nodes[at].values = valuesOf(training, sample, node);
  return nodes;
}

/** Whether a node stays a leaf without a look at its splits: too deep, too light, or pure. */
function isFinal(
  training: TrainingSet,
  { rows }: TreeSample,
  node: OpenNode,
  depth: number,
  limits: GrowthLimits,
): boolean {
  if (depth >= limits.maxDepth || node.end - node.start < 2) return true;
  if (node.weight < limits.minSplitWeight || node.weight < 2 * limits.minLeafWeight) return true;
  const { target } = training;
  if (target.kind === "class") return node.sums.includes(node.weight);
  const first = rows[node.start];
  for (let i = node.start + 1; i < node.end; i++) {
    if (target.coarse[rows[i]] !== target.coarse[first] || target.fine[rows[i]] !== target.fine[first]) return false;
  }
  return true;
}

function valuesOf(training: TrainingSet, { rows, weights }: TreeSample, node: OpenNode): number[] {
  const { target } = training;
  if (target.kind === "class") {
    const values: number[] = [];
    for (let k = 0; k < target.classes.length; k++) values.push(node.sums[k] / node.weight);
    return values;
  }
  let coarse = 0;
  let fine = 0;
  for (let i = node.start; i < node.end; i++) {
    const row = rows[i];
    coarse += target.roundProduct(weights[row] * target.coarse[row]);
    fine += weights[row] * target.fine[row];
  }
  return [((coarse + fine) / node.weight) * target.scale];
}

function difference(from: Float64Array, less: Float64Array): Float64Array {
  const rest = new Float64Array(from.length);
  for (let k = 0; k < rest.length; k++) rest[k] = from[k] - less[k];
  return rest;
}
