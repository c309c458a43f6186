import { checkNotCancelled } from "../../fit-options.js";
import { viewsOf } from "../engine/views.js";
import { type LeafSums, rootValue } from "../search/leaf-sums.js";
import { flagFeatures, type TreeDraw } from "./allowed.js";
import { divideRows, type GrownSplit, type Halves, partitionRows } from "./divide.js";
import { fillHistogram, fillWhole } from "./fill-histogram.js";
import type { GrowingLeaf, HessianRange } from "./leaf.js";
import { createLeafQueue } from "./leaf-queue.js";
import { subtractCategoryWeights, weighCategories, weightOfRange } from "./leaf-weight.js";
import { inheritSlot, makeHistograms, releaseSlot, slotFor } from "./make-histograms.js";
import { type BoundedTree, narrowBounds } from "./monotone.js";
import { proveCandidate } from "./prove.js";
import { scanNumbers, scanPair, searchLeaf } from "./search-leaf.js";
import type { Slot } from "./slots.js";
import { rowNumbers, sumsOf, type Workshop } from "./workshop.js";

/** What a tree is grown on. */
export interface TreeWish {
  readonly draw: TreeDraw;
  /** Ascending row numbers in the bag; null = all. */
  readonly bag: Int32Array | null;
  readonly hessians: HessianRange;
}

/** A tree as its divisions in the order they were made, and its leaves. */
export interface GrownTree {
  readonly splits: readonly GrownSplit[];
  /** Ranges of the row numbers, values before the learning rate. */
  readonly leaves: readonly GrowingLeaf[];
}

/**
 * Grows one tree on the pairs in the records: the leaf whose best division gains most is divided next (level by level with
 * `depthWise`), until there are `leaves` or no division gains. Afterwards `leafOf` says where each row ended, in the bag or not.
 */
export function growTree(workshop: Workshop, wish: TreeWish): GrownTree {
  const { config } = workshop;
  const inBag = orderRows(workshop, wish.bag);
  const leaves = [rootLeaf(workshop, wish, inBag)];
  const splits: GrownSplit[] = [];
  const tree: BoundedTree = { splits, leaves, left: [], right: [] };
  const queue = createLeafQueue(config.growth === "depthWise");
  queue.push(leaves[0]);
  while (leaves.length < config.leaves) {
    checkNotCancelled(workshop.signal);
    const leaf = queue.take(leaves);
    if (leaf === null) break;
    if (!leaf.isProved) {
      ensureHistograms(workshop, leaf, wish);
      if (!proveCandidate(workshop, leaf)) {
        queue.push(leaf);
        continue;
      }
    }
    for (const searched of divide(workshop, wish, tree, leaf)) queue.push(searched);
  }
  for (const leaf of leaves) releaseSlot(workshop, leaf);
  markLeaves(workshop, leaves, splits, inBag);
  return { splits, leaves };
}

/** Row numbers in the bag first, then the others; both ascending. Gives how many are in it. */
function orderRows(workshop: Workshop, bag: Int32Array | null): number {
  const rows = rowNumbers(workshop);
  if (bag === null) {
    for (let i = 0; i < rows.length; i++) rows[i] = i;
    return rows.length;
  }
  rows.set(bag);
  for (let row = 0, next = 0, at = bag.length; row < rows.length; row++) {
    if (next < bag.length && bag[next] === row) next++;
    else rows[at++] = row;
  }
  return bag.length;
}

function rootLeaf(workshop: Workshop, wish: TreeWish, inBag: number): GrowingLeaf {
  const { rules, constantHessian } = workshop;
  const slot = workshop.pool.take() as Slot;
  if (wish.bag === null) fillWhole(workshop, slot.histograms);
  else fillHistogram(workshop, slot.histograms, 0, inBag);
  const { g, h } = sumsOf(workshop, slot.histograms);
  const weight = constantHessian && !rules.isLightgbm ? h : weightOfRange(workshop, 0, inBag);
  const bounds = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
  const leaf = newLeaf(
    { number: 0, from: 0, to: inBag, depth: 0, parent: -1, isRight: false },
    { g, h, weight, value: rootValue(rules, g, h), ...bounds },
    { hessians: wish.hessians, branch: new Set(), parentSplittable: null, slot },
  );
  workshop.holders.add(leaf);
  weighCategories(workshop, leaf);
  setFlags(workshop, wish, leaf);
  if (weight >= 2 * rules.minDataInLeaf * (1 - 1e-9)) searchLeaf(workshop, leaf, false);
  return leaf;
}

function setFlags(workshop: Workshop, wish: TreeWish, leaf: GrowingLeaf): void {
  const { arena, features } = workshop.binned;
  const { flags } = leaf.slot as Slot;
  const node = `${leaf.parent}/${leaf.isRight ? "right" : "left"}`;
  const view = viewsOf(arena).u8.subarray(flags, flags + features.length);
  flagFeatures(workshop, wish.draw, { ...leaf, node }, view);
}

/** Makes the leaf's histograms again where another leaf has taken their place. */
function ensureHistograms(workshop: Workshop, leaf: GrowingLeaf, wish: TreeWish): void {
  if (leaf.slot !== null) return;
  makeHistograms(workshop, leaf, slotFor(workshop, leaf));
  setFlags(workshop, wish, leaf);
  if (workshop.rules.isPlain) scanNumbers(workshop, leaf);
}

/** Makes the leaf's division and gives the leaves that were searched for one of their own. */
function divide(workshop: Workshop, wish: TreeWish, tree: BoundedTree, leaf: GrowingLeaf): GrowingLeaf[] {
  const { leaves, splits } = tree;
  const halves = divideRows(workshop, leaf, leaf.candidate!);
  const node = splits.length;
  splits.push({ leaf: leaf.number, candidate: halves.candidate, weight: leaf.sums.weight });
  const [left, right] = childrenOf(workshop, leaf, halves, { node, next: leaves.length });
  leaves[leaf.number] = left;
  leaves.push(right);
  const touched = narrowBounds(workshop, tree, leaf, halves);
  const isLast = leaves.length === workshop.config.leaves;
  if (isLast || !canDivide(workshop, left, right)) releaseSlot(workshop, leaf);
  else searchChildren(workshop, wish, { parent: leaf, left, right });
  if (isLast) return [];
  for (const other of touched) {
    ensureHistograms(workshop, other, wish);
    searchAgain(workshop, other);
  }
  return [left, right, ...touched];
}

/** LightGBM then draws the two sides to what the leaf would say if nothing drew it. */
function searchAgain(workshop: Workshop, leaf: GrowingLeaf): void {
  const { rules } = workshop;
  const { sums } = leaf;
  if (rules.isLightgbm && rules.pathSmooth > 0) leaf.sums = { ...sums, value: rootValue(rules, sums.g, sums.h) };
  searchLeaf(workshop, leaf, false);
}

function childrenOf(
  workshop: Workshop,
  leaf: GrowingLeaf,
  { middle, left, right, candidate }: Halves,
  { node, next }: { readonly node: number; readonly next: number },
): readonly [GrowingLeaf, GrowingLeaf] {
  const branch = workshop.groups === null ? leaf.branch : new Set([...leaf.branch, candidate.feature]);
  const shared = { hessians: leaf.hessians, branch, parentSplittable: leaf.splittable, slot: null };
  const place = { depth: leaf.depth + 1, parent: node };
  return [
    newLeaf({ number: leaf.number, from: leaf.from, to: middle, ...place, isRight: false }, left, shared),
    newLeaf({ number: next, from: middle, to: leaf.to, ...place, isRight: true }, right, shared),
  ];
}

type LeafPlace = Pick<GrowingLeaf, "number" | "from" | "to" | "depth" | "parent" | "isRight">;
type LeafShare = Pick<GrowingLeaf, "hessians" | "branch" | "parentSplittable" | "slot">;

function newLeaf(place: LeafPlace, sums: LeafSums, share: LeafShare): GrowingLeaf {
  return {
    number: place.number,
    from: place.from,
    to: place.to,
    depth: place.depth,
    parent: place.parent,
    isRight: place.isRight,
    sums,
    value: sums.value,
    hessians: share.hessians,
    branch: share.branch,
    parentSplittable: share.parentSplittable,
    slot: share.slot,
    candidate: null,
    categoryCandidate: null,
    isProved: false,
    splittable: null,
  };
}

function canDivide({ config, rules }: Workshop, left: GrowingLeaf, right: GrowingLeaf): boolean {
  if (config.maxDepth !== undefined && left.depth >= config.maxDepth) return false;
  return Math.max(left.sums.weight, right.sums.weight) >= 2 * rules.minDataInLeaf * (1 - 1e-9);
}

/** The smaller child's histograms are made from its rows, the larger takes the parent's less those: no pass over its rows. */
function searchChildren(
  workshop: Workshop,
  wish: TreeWish,
  { parent, left, right }: Record<"parent" | "left" | "right", GrowingLeaf>,
): void {
  const { binned, rules } = workshop;
  const isLeftSmaller = left.to - left.from <= right.to - right.from;
  const [smaller, larger] = isLeftSmaller ? [left, right] : [right, left];
  const inherited = parent.slot;
  inheritSlot(workshop, parent, larger);
  makeHistograms(workshop, smaller, slotFor(workshop, larger));
  if (inherited === null) makeHistograms(workshop, larger, slotFor(workshop, smaller));
  else subtractCategoryWeights(inherited, smaller.slot as Slot);
  setFlags(workshop, wish, smaller);
  setFlags(workshop, wish, larger);
  const { kernels, featureTable, features } = binned;
  const isPair = rules.isPlain && inherited !== null;
  if (isPair) scanPair(workshop, smaller, larger);
  else if (inherited !== null) {
    const { histograms } = larger.slot as Slot;
    kernels.subtractAll(histograms, (smaller.slot as Slot).histograms, featureTable, features.length);
  }
  searchLeaf(workshop, smaller, isPair);
  searchLeaf(workshop, larger, isPair);
  for (const child of [smaller, larger]) if (child.candidate === null) releaseSlot(workshop, child);
}

/** Writes each row's leaf; rows outside the bag follow the divisions. */
function markLeaves(
  workshop: Workshop,
  leaves: readonly GrowingLeaf[],
  splits: readonly GrownSplit[],
  inBag: number,
): void {
  const { binned, rows, leafOf } = workshop;
  for (const leaf of leaves) binned.kernels.mark(rows + 4 * leaf.from, leaf.to - leaf.from, leafOf, leaf.number);
  if (inBag === binned.rows) return;
  const ranges: [number, number][] = [[inBag, binned.rows]];
  splits.forEach(({ leaf, candidate }) => {
    const [from, to] = ranges[leaf];
    const middle = from + partitionRows(workshop, candidate, from, to);
    ranges[leaf] = [from, middle];
    ranges.push([middle, to]);
  });
  ranges.forEach(([from, to], number) => {
    binned.kernels.mark(rows + 4 * from, to - from, leafOf, number);
  });
}
