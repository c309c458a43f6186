import type { CategoryFeature } from "../bins/feature.js";
import type { Candidate, Found } from "./candidate.js";
import type { SearchContext } from "./context.js";
import { LIGHTGBM_EPSILON } from "./rules.js";
import { type Side, type Sides, sidesGain } from "./side-gain.js";

/**
 * The best set of categories to send left; all others, rare, unknown and missing ones go right. With few categories each is tried
 * against the rest. With more they are sorted by G / (H + categorySmooth), and every set of the lowest or of the highest is tried
 * (Fisher, 1958: the best of all sets is among these), with LightGBM's guards against noise: at most `maxCategoryThreshold` of
 * them, `minDataPerGroup` rows between candidates, λ₂ + categoryL2.
 */
export function searchCategories(context: SearchContext, feature: CategoryFeature): Found {
  const found: Best = { best: null, bestGain: Number.NEGATIVE_INFINITY, isSplittable: false };
  // The bin of all others counts as one.
  if (feature.bins + 1 <= context.rules.maxCategoriesOneHot) searchEach(context, feature.bins, found);
  else searchSorted(context, feature.bins, found);
  return { best: found.best, isSplittable: found.isSplittable || (!context.rules.isLightgbm && feature.bins > 0) };
}

interface Best {
  best: Candidate | null;
  bestGain: number;
  isSplittable: boolean;
}

function searchEach(context: SearchContext, bins: number, found: Best): void {
  const { f64, at, leaf, weights, totalH, minWeight, minHessian, rules } = context;
  const epsilon = rules.isLightgbm ? LIGHTGBM_EPSILON : 0;
  for (let bin = 1; bin <= bins; bin++) {
    const h = f64[at + 2 * bin + 1];
    const left: Side = { g: f64[at + 2 * bin], h: h + epsilon, weight: weights[bin] };
    const right: Side = { g: leaf.g - left.g, h: totalH - h - epsilon, weight: leaf.weight - left.weight };
    if (left.weight < minWeight || h < minHessian || right.weight < minWeight || right.h < minHessian) continue;
    consider(context, { left, right, ranked: [bin], size: 1, l2: rules.l2 }, found);
  }
}

function searchSorted(context: SearchContext, bins: number, found: Best): void {
  const { f64, at, weights, rules } = context;
  const kept: number[] = [];
  const ranks = new Float64Array(bins + 1);
  for (let bin = 1; bin <= bins; bin++) {
    const h = f64[at + 2 * bin + 1];
    if (weights[bin] < rules.categorySmooth || (rules.isLightgbm ? h : weights[bin]) <= 0) continue;
    ranks[bin] = f64[at + 2 * bin] / (h + rules.categorySmooth);
    kept.push(bin);
  }
  kept.sort((a, b) => ranks[a] - ranks[b] || a - b);
  const limit = Math.min(rules.maxCategoryThreshold, (kept.length + 1) >> 1);
  searchPrefixes(context, kept.slice(0, limit), found);
  searchPrefixes(context, kept.reverse().slice(0, limit), found);
}

function searchPrefixes(context: SearchContext, ranked: readonly number[], found: Best): void {
  const { f64, at, leaf, weights, totalH, minWeight, minHessian, rules } = context;
  const left: Side = { g: 0, h: rules.isLightgbm ? LIGHTGBM_EPSILON : 0, weight: 0 };
  let group = 0;
  for (let i = 0; i < ranked.length; i++) {
    left.g += f64[at + 2 * ranked[i]];
    left.h += f64[at + 2 * ranked[i] + 1];
    left.weight += weights[ranked[i]];
    group += weights[ranked[i]];
    if (left.weight < minWeight || left.h < minHessian) continue;
    const right: Side = { g: leaf.g - left.g, h: totalH - left.h, weight: leaf.weight - left.weight };
    if (right.weight < Math.max(minWeight, rules.minDataPerGroup) || right.h < minHessian) break;
    if (group < rules.minDataPerGroup) continue;
    group = 0;
    consider(context, { left, right, ranked, size: i + 1, l2: rules.l2 + rules.categoryL2 }, found);
  }
}

interface Division extends Sides {
  /** The first `size` of these go left. */
  readonly ranked: readonly number[];
  readonly size: number;
  readonly l2: number;
}

function consider(context: SearchContext, division: Division, found: Best): void {
  const { rules, feature, floor, base } = context;
  const { left, l2 } = division;
  const gain = sidesGain(context, division, l2, 0);
  if (!(gain > floor)) return;
  found.isSplittable = true;
  if (gain <= found.bestGain) return;
  found.bestGain = gain;
  found.best = {
    feature,
    gain: gain - base,
    bin: 0,
    leftBins: division.ranked.slice(0, division.size),
    missingLeft: false,
    leftG: left.g,
    leftH: left.h - (rules.isLightgbm ? LIGHTGBM_EPSILON : 0),
    ...(rules.isLightgbm && { rightH: context.totalH - left.h - LIGHTGBM_EPSILON }),
    leftWeight: left.weight,
    l2,
  };
}
