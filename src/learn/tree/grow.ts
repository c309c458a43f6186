import { bestSplit } from "./best-split.js";
import type { BinnedTable } from "./binned.js";
import type { GbdtConfig } from "./config.js";
import type { Gradients } from "./gradients.js";
import { createHistogram, fillHistogram, subtractHistogram } from "./histogram.js";
import { createRowOrder, partition, type RowOrder, resetRowOrder } from "./partition.js";
import { type LeafSums, leafSums, type Split, type SplitRules } from "./split.js";

/** Memory that all trees of a fit use in turn: the order of the rows and one histogram per leaf. */
export interface Workshop {
  readonly binned: BinnedTable;
  readonly gradients: Gradients;
  readonly config: GbdtConfig;
  readonly rules: SplitRules;
  readonly order: RowOrder;
  readonly histograms: Float64Array[];
  /** The leaf of each row in the tree grown last. */
  readonly leafOfRow: Uint16Array;
}

/** One division that was made: leaf `leaf` keeps the left rows, the leaf numbered `split number + 1` gets the right ones. */
export interface GrownSplit {
  readonly leaf: number;
  readonly split: Split;
}

/** A tree as its divisions in the order they were made, and the values of its leaves, learning rate included. */
export interface GrownTree {
  readonly splits: readonly GrownSplit[];
  readonly values: readonly number[];
}

interface Leaf {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  readonly sums: LeafSums;
  readonly l2: number;
  readonly histogram: number;
  readonly split: Split | null;
}

/** The memory for fitting `config` to `binned`: per row 14 bytes, per leaf 4 kB and feature, taken when first needed. */
export function createWorkshop(binned: BinnedTable, gradients: Gradients, config: GbdtConfig): Workshop {
  return {
    binned,
    gradients,
    config,
    rules: { l2: config.l2, minDataInLeaf: config.minDataInLeaf, countUnit: gradients.countUnit },
    order: createRowOrder(binned.rows),
    histograms: [],
    leafOfRow: new Uint16Array(binned.rows),
  };
}

/**
 * Grows one tree on the workshop's gradients: the leaf whose best division gains most is divided next, until there are
 * `leaves`, or no division gains. Afterwards `leafOfRow` says where each training row ended.
 */
export function growTree(workshop: Workshop, active: Int32Array): GrownTree {
  const { config, order, leafOfRow } = workshop;
  resetRowOrder(order);
  const leaves = [rootLeaf(workshop, active)];
  const splits: GrownSplit[] = [];
  while (leaves.length < config.leaves) {
    const number = mostGaining(leaves);
    const { split } = leaves[number];
    if (split === null) break;
    const isLast = leaves.length + 1 === config.leaves;
    const [left, right] = divide(workshop, active, leaves[number], split, isLast ? -1 : leaves.length);
    splits.push({ leaf: number, split });
    leaves[number] = left;
    leaves.push(right);
  }
  leaves.forEach((leaf, number) => {
    for (let i = leaf.from; i < leaf.to; i++) leafOfRow[order.rows[i]] = number;
  });
  return { splits, values: leaves.map(({ sums, l2 }) => (-sums.g / (sums.h + l2)) * config.learningRate) };
}

function rootLeaf(workshop: Workshop, active: Int32Array): Leaf {
  const { binned, gradients, order, rules, config } = workshop;
  let g = 0;
  let c = 0;
  for (let i = 0; i < binned.rows; i++) {
    g += gradients.pairs[2 * i];
    c += gradients.pairs[2 * i + 1];
  }
  const sums = leafSums(g, c, rules.countUnit);
  const histogram = histogramAt(workshop, 0);
  fillHistogram(histogram, binned, gradients.pairs, order.rows, 0, binned.rows);
  const split = bestSplit(histogram, binned, active, sums, rules);
  return { from: 0, to: binned.rows, depth: 0, sums, l2: config.l2, histogram: 0, split };
}

function mostGaining(leaves: readonly Leaf[]): number {
  let best = 0;
  for (let i = 1; i < leaves.length; i++) if ((leaves[i].split?.gain ?? 0) > (leaves[best].split?.gain ?? 0)) best = i;
  return best;
}

/** The two halves of `leaf`, each with its own best division. `freeHistogram` < 0: they will not be divided further. */
function divide(
  workshop: Workshop,
  active: Int32Array,
  leaf: Leaf,
  split: Split,
  freeHistogram: number,
): readonly [Leaf, Leaf] {
  const { binned, order, rules } = workshop;
  const middle = partition(order, binned, split, leaf.from, leaf.to);
  const shared = { depth: leaf.depth + 1, l2: split.leafL2, histogram: -1, split: null };
  const leftSums = leafSums(split.leftG, split.leftC, rules.countUnit);
  const rightSums = leafSums(leaf.sums.g - split.leftG, leaf.sums.c - split.leftC, rules.countUnit);
  const left: Leaf = { ...shared, from: leaf.from, to: middle, sums: leftSums };
  const right: Leaf = { ...shared, from: middle, to: leaf.to, sums: rightSums };
  if (freeHistogram < 0 || !canDivide(workshop, left, right)) return [left, right];
  const isLeftSmaller = leftSums.rows <= rightSums.rows;
  const [smaller, larger] = isLeftSmaller ? [left, right] : [right, left];
  const small = histogramAt(workshop, freeHistogram);
  fillHistogram(small, binned, workshop.gradients.pairs, order.rows, smaller.from, smaller.to);
  // The larger child takes over the parent's histogram: parent − smaller, without a pass over its rows.
  subtractHistogram(workshop.histograms[leaf.histogram], small, binned);
  const smallerDone = searched(workshop, active, smaller, freeHistogram);
  const largerDone = searched(workshop, active, larger, leaf.histogram);
  return isLeftSmaller ? [smallerDone, largerDone] : [largerDone, smallerDone];
}

function canDivide({ config }: Workshop, left: Leaf, right: Leaf): boolean {
  if (config.maxDepth !== undefined && left.depth >= config.maxDepth) return false;
  return Math.max(left.sums.rows, right.sums.rows) >= 2 * config.minDataInLeaf;
}

function searched(workshop: Workshop, active: Int32Array, leaf: Leaf, histogram: number): Leaf {
  const { binned, rules, histograms } = workshop;
  if (leaf.sums.rows < 2 * rules.minDataInLeaf) return { ...leaf, histogram };
  return { ...leaf, histogram, split: bestSplit(histograms[histogram], binned, active, leaf.sums, rules) };
}

function histogramAt({ histograms, binned }: Workshop, index: number): Float64Array {
  return (histograms[index] ??= createHistogram(binned));
}
