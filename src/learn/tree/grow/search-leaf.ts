import { binsInUse } from "../bins/feature.js";
import { FEATURE_BYTES, FOUND_BYTES, HISTOGRAM_BYTES } from "../engine/kernels.js";
import { viewsOf } from "../engine/views.js";
import { better, type Candidate, type Found } from "../search/candidate.js";
import { searchCategories } from "../search/category-search.js";
import { fillWeights, type SearchContext } from "../search/context.js";
import { gainOfValue, type LeafSums, leafGain } from "../search/leaf-sums.js";
import { searchNumber } from "../search/number-search.js";
import { LIGHTGBM_EPSILON } from "../search/rules.js";
import { searchCategorySets } from "../search/scikit-learn-categories.js";
import { settleAsFound, settleNumber } from "../search/settle-number.js";
import type { GrowingLeaf, HessianRange } from "./leaf.js";
import { categoryWeightsOf } from "./leaf-weight.js";
import type { Slot } from "./slots.js";
import { splitFeatures } from "./split-features.js";
import type { Workshop } from "./workshop.js";

/** Where the base of gains is among the numbers that kernels search by; they do not read it. */
export const BASE_PLACE = 5;

/** Gains below this share of the leaf's own are rounding. */
const NOISE = 1e-10;

/** By what a candidate's gain is judged. */
interface Bar {
  /** The leaf's own gain and `minGain`, which are taken off. */
  readonly base: number;
  /** What must be exceeded: the base, and a little that rounding may feign. */
  readonly floor: number;
}

function barOf({ rules }: Workshop, leaf: LeafSums, isCategory = false): Bar {
  if (rules.isScikitLearn) return { base: rules.minGain, floor: rules.minGain };
  const h = hessianOf(rules.isLightgbm, leaf);
  // With smoothing LightGBM takes the leaf's very value for categories.
  const isAsItIs = rules.isLightgbm && isCategory && rules.pathSmooth > 0;
  const own = isAsItIs ? gainOfValue(rules, { ...leaf, h }, rules.l2, leaf.value) : leafGain(rules, leaf, h);
  const base = own + rules.minGain;
  return { base, floor: rules.isLightgbm ? base : base + NOISE * Math.abs(own) };
}

/** The least Σh of a side: below it the side cannot weigh `minDataInLeaf`, nor reach `minHessianInLeaf`. */
function leastHessian({ rules, constantHessian }: Workshop, range: HessianRange): number {
  if (rules.isLightgbm) return rules.minHessianInLeaf;
  const ofRow = constantHessian ? 1 - 1e-9 : range.least;
  return Math.max(rules.minHessianInLeaf, rules.minDataInLeaf * ofRow, Number.MIN_VALUE);
}

/** Writes what the kernels search by. */
function writeRules(workshop: Workshop, { slot, sums, hessians }: GrowingLeaf): void {
  const { f64 } = viewsOf(workshop.binned.arena);
  const { base, floor } = barOf(workshop, sums);
  const numbers = [sums.g, sums.h, workshop.rules.l2, leastHessian(workshop, hessians), floor, base];
  f64.set(numbers, (slot as Slot).rules / 8);
}

/** Has the kernels search the leaf's numbers, under plain rules. */
export function scanNumbers(workshop: Workshop, leaf: GrowingLeaf): void {
  const slot = leaf.slot as Slot;
  writeRules(workshop, leaf);
  const { featureTable } = workshop.binned;
  splitFeatures(workshop, (first, n) => {
    const [histograms, found] = [slot.histograms + first * HISTOGRAM_BYTES, slot.found + first * FOUND_BYTES];
    const table = featureTable + first * FEATURE_BYTES;
    return [{ kernel: "search", numbers: [histograms, table, n, slot.flags + first, slot.rules, found] }];
  });
}

/** The kernels take the smaller child's histograms from the parent's, which become the larger one's, and search both. */
export function scanPair(workshop: Workshop, smaller: GrowingLeaf, larger: GrowingLeaf): void {
  const [small, large] = [smaller.slot as Slot, larger.slot as Slot];
  writeRules(workshop, smaller);
  writeRules(workshop, larger);
  splitFeatures(workshop, (first, n) => {
    const [h, out] = [first * HISTOGRAM_BYTES, first * FOUND_BYTES];
    const numbers = [
      ...[small.histograms + h, large.histograms + h, workshop.binned.featureTable + first * FEATURE_BYTES, n],
      ...[small.flags + first, small.rules, small.found + out],
      ...[large.flags + first, large.rules, large.found + out],
    ];
    return [{ kernel: "searchPair", numbers }];
  });
}

/** Finds the leaf's best division; where `isScanned` the kernels have already searched the numbers. */
export function searchLeaf(workshop: Workshop, leaf: GrowingLeaf, isScanned: boolean): void {
  const { binned, rules } = workshop;
  const slot = leaf.slot as Slot;
  const { u8 } = viewsOf(binned.arena);
  let numbers: Candidate | null = null;
  if (rules.isPlain) {
    if (!isScanned) scanNumbers(workshop, leaf);
    numbers = bestFound(workshop, leaf);
  } else {
    leaf.splittable = new Uint8Array(binned.features.length);
    binned.features.forEach((feature, f) => {
      if (feature.kind !== "number" || u8[slot.flags + f] === 0) return;
      const { best, isSplittable } = searchFeature(workshop, leaf, f);
      (leaf.splittable as Uint8Array)[f] = isSplittable ? 1 : 0;
      numbers = better(numbers, best);
    });
  }
  leaf.categoryCandidate = searchAllCategories(workshop, leaf);
  leaf.candidate = settled(workshop, leaf, better(numbers, leaf.categoryCandidate));
  leaf.isProved = rules.isLightgbm || workshop.constantHessian || leaf.candidate?.leftBins != null;
}

/** The candidate with its threshold amid the bins that are empty in this leaf; LightGBM's stay as they were found. */
export function settled(workshop: Workshop, leaf: GrowingLeaf, candidate: Candidate | null): Candidate | null {
  const { binned, rules } = workshop;
  if (candidate === null || candidate.leftBins !== null || rules.isLightgbm) return candidate;
  const feature = binned.features[candidate.feature];
  if (feature.kind !== "number") return candidate;
  if (rules.isScikitLearn) return settleAsFound(candidate, feature);
  const at = ((leaf.slot as Slot).histograms + candidate.feature * HISTOGRAM_BYTES) / 8;
  return settleNumber(candidate, feature, { f64: viewsOf(binned.arena).f64, at, g: leaf.sums.g, h: leaf.sums.h });
}

function searchAllCategories(workshop: Workshop, leaf: GrowingLeaf): Candidate | null {
  const { u8 } = viewsOf(workshop.binned.arena);
  const slot = leaf.slot as Slot;
  let best: Candidate | null = null;
  workshop.categories.forEach((f, i) => {
    if (u8[slot.flags + f] === 0) return;
    const found = searchFeature(workshop, leaf, f, workshop.weighsCategories ? categoryWeightsOf(slot, i) : undefined);
    if (leaf.splittable !== null) leaf.splittable[f] = found.isSplittable ? 1 : 0;
    best = better(best, found.best);
  });
  return best;
}

/** One feature under all of the rules; with `trueWeights` the weight of every bin is known. */
export function searchFeature(workshop: Workshop, leaf: GrowingLeaf, f: number, trueWeights?: Float64Array): Found {
  const { binned, rules, constantHessian } = workshop;
  const feature = binned.features[f];
  const { f64 } = viewsOf(binned.arena);
  const at = ((leaf.slot as Slot).histograms + f * HISTOGRAM_BYTES) / 8;
  const totalH = hessianOf(rules.isLightgbm, leaf.sums);
  const isKnown = trueWeights !== undefined || constantHessian || rules.isLightgbm;
  const weights = trueWeights ?? workshop.binWeights;
  if (trueWeights === undefined) {
    const source = rules.isLightgbm ? "rounded" : constantHessian ? "hessian" : "estimated";
    fillWeights(weights, source, { f64, at, bins: binsInUse(feature) }, leaf.sums.weight / totalH);
  }
  const context: SearchContext = {
    f64,
    at,
    feature: f,
    leaf: leaf.sums,
    rules,
    weights,
    minWeight: isKnown ? rules.minDataInLeaf * (rules.isLightgbm ? 1 : 1 - 1e-9) : Number.NEGATIVE_INFINITY,
    minHessian: leastHessian(workshop, leaf.hessians),
    totalH,
    ...barOf(workshop, leaf.sums, feature.kind === "category"),
  };
  if (feature.kind === "number") return searchNumber(context, feature);
  return rules.isScikitLearn ? searchCategorySets(context, feature) : searchCategories(context, feature);
}

/** The best of what the kernels found, the first of equals. */
function bestFound(workshop: Workshop, leaf: GrowingLeaf): Candidate | null {
  const { binned } = workshop;
  const { f64, i32 } = viewsOf(binned.arena);
  const { found } = leaf.slot as Slot;
  const base = f64[(leaf.slot as Slot).rules / 8 + BASE_PLACE];
  let best = -1;
  let gain = Number.NEGATIVE_INFINITY;
  for (let f = 0; f < binned.features.length; f++) {
    const at = found + f * FOUND_BYTES;
    if (i32[at / 4 + 2] < 0 || !(f64[at / 8] - base > gain)) continue;
    best = f;
    gain = f64[at / 8] - base;
  }
  return best < 0 ? null : foundAt(workshop, leaf, best);
}

function foundAt({ binned, rules }: Workshop, leaf: GrowingLeaf, feature: number): Candidate {
  const { f64, i32 } = viewsOf(binned.arena);
  const { found, rules: rulesAt } = leaf.slot as Slot;
  const at = found + feature * FOUND_BYTES;
  return {
    feature,
    gain: f64[at / 8] - f64[rulesAt / 8 + BASE_PLACE],
    bin: i32[at / 4 + 2],
    leftBins: null,
    missingLeft: i32[at / 4 + 3] === 1,
    leftG: f64[at / 8 + 2],
    leftH: f64[at / 8 + 3],
    leftWeight: Number.NaN,
    l2: rules.l2,
  };
}

function hessianOf(isLightgbm: boolean, leaf: LeafSums): number {
  return isLightgbm ? leaf.h + 2 * LIGHTGBM_EPSILON : leaf.h;
}
