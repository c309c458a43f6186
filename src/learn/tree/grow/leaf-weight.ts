import { HISTOGRAM_BINS } from "../engine/kernels.js";
import { viewsOf } from "../engine/views.js";
import type { GrowingLeaf } from "./leaf.js";
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

/** The category features, whose bins are counted. */
export function categoryFeatures({ binned }: Workshop): number[] {
  return binned.features.flatMap((feature, f) => (feature.kind === "category" ? [f] : []));
}

/** True weights of the bins of all category features, or null where the hessian or LightGBM's rounding tells them. */
export function categoryWeightsOf(workshop: Workshop, leaf: Pick<GrowingLeaf, "from" | "to">): Float64Array | null {
  const { constantHessian, rules } = workshop;
  const features = categoryFeatures(workshop);
  if (constantHessian || rules.isLightgbm || features.length === 0) return null;
  const weights = new Float64Array(features.length * HISTOGRAM_BINS);
  features.forEach((feature, i) => {
    addBinWeights(workshop, feature, leaf, weights.subarray(i * HISTOGRAM_BINS, (i + 1) * HISTOGRAM_BINS));
  });
  return weights;
}
