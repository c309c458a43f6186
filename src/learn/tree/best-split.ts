import type { BinnedTable } from "./binned.js";
import { searchCategories } from "./category-split.js";
import { FEATURE_STRIDE } from "./histogram.js";
import { searchNumber } from "./number-split.js";
import type { LeafSums, Split, SplitRules } from "./split.js";

/**
 * The division of a leaf with the largest gain over the features `active`, or null when none gains. Of equal gains the first
 * feature, then the lowest threshold wins.
 */
export function bestSplit(
  histogram: Float64Array,
  binned: BinnedTable,
  active: Int32Array,
  leaf: LeafSums,
  rules: SplitRules,
): Split | null {
  const parentGain = (leaf.g * leaf.g) / (leaf.h + rules.l2);
  // Below this the gain is rounding.
  let floor = parentGain + 1e-10 * (1 + parentGain);
  let best: Split | null = null;
  for (const f of active) {
    const feature = binned.features[f];
    const search = { histogram, offset: f * FEATURE_STRIDE, bins: feature.bins, leaf, rules, floor };
    const found = feature.kind === "number" ? searchNumber(search) : searchCategories(search);
    if (found === null) continue;
    floor = found.total;
    best = { ...found.division, feature: f, gain: found.total - parentGain };
  }
  return best;
}
