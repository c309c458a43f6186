import { HISTOGRAM_BINS } from "../engine/kernels.js";
import { viewsOf } from "../engine/views.js";
import type { GrowingLeaf } from "./leaf.js";
import type { Slot } from "./slots.js";
import { rowNumbers, type Workshop } from "./workshop.js";

/** Σ weight of the row numbers [from, to): their number without weights. */
export function weightOfRange(workshop: Workshop, from: number, to: number): number {
  const { rowWeights, rules } = workshop;
  if (rowWeights === null || rules.isLightgbm) return to - from;
  const rows = rowNumbers(workshop);
  let sum = 0;
  for (let i = from; i < to; i++) sum += rowWeights[rows[i]];
  return sum;
}

/** The true weight of each bin of `feature` among the leaf's rows, added to `into`. */
export function addBinWeights(
  workshop: Workshop,
  feature: number,
  { from, to }: Pick<GrowingLeaf, "from" | "to">,
  into: Float64Array,
): void {
  const { binned, rowWeights, counts } = workshop;
  const { u8, i32 } = viewsOf(binned.arena);
  const { address, stride } = binned.binColumns[feature];
  if (rowWeights === null) {
    binned.kernels.countBins(workshop.rows + 4 * from, to - from, address, stride, counts);
    for (let bin = 0; bin < HISTOGRAM_BINS; bin++) into[bin] += i32[counts / 4 + bin] + i32[counts / 4 + 256 + bin];
    return;
  }
  const rows = rowNumbers(workshop);
  for (let i = from; i < to; i++) into[u8[address + rows[i] * stride]] += rowWeights[rows[i]];
}

/** Counts the true weights of the bins of all category features into the leaf's slot, where those are counted. */
export function weighCategories(workshop: Workshop, leaf: GrowingLeaf): void {
  if (!workshop.weighsCategories) return;
  const slot = leaf.slot as Slot;
  slot.categoryWeights.fill(0);
  workshop.categories.forEach((feature, i) => {
    addBinWeights(workshop, feature, leaf, categoryWeightsOf(slot, i));
  });
}

/** Those of the `i`-th category feature. */
export function categoryWeightsOf({ categoryWeights }: Slot, i: number): Float64Array {
  return categoryWeights.subarray(i * HISTOGRAM_BINS, (i + 1) * HISTOGRAM_BINS);
}

/** The larger child's weights, in the parent's slot: the parent's less its sibling's. */
export function subtractCategoryWeights(parent: Slot, sibling: Slot): void {
  const { categoryWeights: rest } = parent;
  for (let i = 0; i < rest.length; i++) rest[i] -= sibling.categoryWeights[i];
}
