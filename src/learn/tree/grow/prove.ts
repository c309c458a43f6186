import { FOUND_BYTES, HISTOGRAM_BINS } from "../engine/kernels.js";
import { viewsOf } from "../engine/views.js";
import { better, type Candidate } from "../search/candidate.js";
import type { GrowingLeaf } from "./leaf.js";
import { addBinWeights } from "./leaf-weight.js";
import { BASE_PLACE, searchFeature, settled } from "./search-leaf.js";
import type { Slot } from "./slots.js";
import type { Workshop } from "./workshop.js";

/**
 * Makes sure that both sides of the leaf's candidate weigh `minDataInLeaf`. The search knows weights only through hessians, which bound
 * them; a candidate is looked at more closely when the leaf is about to be divided. One that is too light on a side gives way to the
 * best that is not. True when the candidate stood.
 */
export function proveCandidate(workshop: Workshop, leaf: GrowingLeaf): boolean {
  const candidate = leaf.candidate;
  if (leaf.isProved || candidate === null) return true;
  leaf.isProved = true;
  if (isSurelyHeavy(workshop, leaf, candidate) || isHeavy(workshop, leaf, candidate)) return true;
  leaf.candidate = settled(workshop, leaf, better(bestOfHeavy(workshop, leaf), leaf.categoryCandidate));
  return false;
}

function isSurelyHeavy({ rules }: Workshop, { sums, hessians }: GrowingLeaf, { leftH }: Candidate): boolean {
  return Math.min(leftH, sums.h - leftH) >= rules.minDataInLeaf * hessians.most * (1 + 1e-9);
}

function isHeavy(workshop: Workshop, leaf: GrowingLeaf, candidate: Candidate): boolean {
  const weights = new Float64Array(HISTOGRAM_BINS);
  addBinWeights(workshop, candidate.feature, leaf, weights);
  const feature = workshop.binned.features[candidate.feature];
  let left = candidate.missingLeft ? weights[feature.bins] : 0;
  for (let bin = 0; bin <= candidate.bin; bin++) left += weights[bin];
  const least = workshop.rules.minDataInLeaf * (1 - 1e-9);
  return left >= least && leaf.sums.weight - left >= least;
}

/**
 * The best number division by true weights. What the first search found of a feature is at least as good as its true best, so
 * features are counted in that order until one that has been counted leads.
 */
function bestOfHeavy(workshop: Workshop, leaf: GrowingLeaf): Candidate | null {
  const bounds = upperBounds(workshop, leaf);
  const counted = new Map<number, Candidate | null>();
  for (;;) {
    let leader = -1;
    for (let f = 0; f < bounds.length; f++) if (bounds[f] > (leader < 0 ? 0 : bounds[leader])) leader = f;
    if (leader < 0) return null;
    const known = counted.get(leader);
    if (known !== undefined) return known;
    const weights = new Float64Array(HISTOGRAM_BINS);
    addBinWeights(workshop, leader, leaf, weights);
    const { best } = searchFeature(workshop, leaf, leader, weights);
    counted.set(leader, best);
    bounds[leader] = best?.gain ?? 0;
  }
}

/** Gains that the features' true best cannot exceed, but for rounding; 0 where there is none. */
function upperBounds(workshop: Workshop, leaf: GrowingLeaf): Float64Array {
  const { binned, rules } = workshop;
  const { f64, i32, u8 } = viewsOf(binned.arena);
  const { found, flags, rules: rulesAt } = leaf.slot as Slot;
  return Float64Array.from(binned.features, (feature, f) => {
    if (feature.kind !== "number" || u8[flags + f] === 0) return 0;
    const at = found + f * FOUND_BYTES;
    if (rules.isPlain) return i32[at / 4 + 2] < 0 ? 0 : f64[at / 8] - f64[rulesAt / 8 + BASE_PLACE];
    return searchFeature(workshop, leaf, f).best?.gain ?? 0;
  });
}
