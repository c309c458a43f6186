import type { CategoryFeature } from "../bins/feature.js";
import type { Candidate, Found } from "./candidate.js";
import type { SearchContext } from "./context.js";
import { type Side, sidesGain } from "./side-gain.js";

/** A set of bins for the left side. */
interface Set {
  readonly bins: readonly number[];
  readonly gain: number;
  readonly left: Side;
}

/**
 * The best set of categories by the rules of scikit-learn's HistGradientBoosting: those with at least `categorySmooth` rows, told from
 * the hessians, sorted by G / (H + categorySmooth), missing ones among them as a category of their own; the sets of the lowest and of
 * the highest, up to the middle. λ₂ is the same as for numbers.
 */
export function searchCategorySets(context: SearchContext, feature: CategoryFeature): Found {
  const { f64, at, leaf, totalH, rules } = context;
  const bins = Array.from({ length: feature.bins + 1 }, (_, bin) => bin).filter((bin) => bin > 0 || feature.hasOthers);
  const h = (bin: number): number => f64[at + 2 * bin + 1];
  const rank = (bin: number): number => f64[at + 2 * bin] / (h(bin) + rules.categorySmooth);
  const kept = bins.filter((bin) => (h(bin) * leaf.weight) / totalH >= rules.categorySmooth && h(bin) > 0);
  if (kept.length < 2) return { best: null, isSplittable: true };
  kept.sort((a, b) => rank(a) - rank(b) || a - b);
  const middle = (kept.length + 1) >> 1;
  const low = bestPrefix(context, kept.slice(0, middle), null);
  const best = bestPrefix(context, kept.reverse().slice(0, middle - 1), low);
  return { best: best && candidateOf(context, feature, best), isSplittable: true };
}

function bestPrefix(context: SearchContext, ranked: readonly number[], before: Set | null): Set | null {
  const { f64, at, leaf, weights, totalH, minWeight, minHessian, rules, floor } = context;
  const left: Side = { g: 0, h: 0, weight: 0 };
  let best = before;
  for (let i = 0; i < ranked.length; i++) {
    left.g += f64[at + 2 * ranked[i]];
    left.h += f64[at + 2 * ranked[i] + 1];
    left.weight += weights[ranked[i]];
    if (left.weight < minWeight || left.h < minHessian) continue;
    const right: Side = { g: leaf.g - left.g, h: totalH - left.h, weight: leaf.weight - left.weight };
    if (right.weight < minWeight || right.h < minHessian) break;
    const gain = sidesGain(context, { left, right }, rules.l2, 0);
    if (gain > (best?.gain ?? floor)) best = { bins: ranked.slice(0, i + 1), gain, left: { ...left } };
  }
  return best;
}

/**
 * Trees send missing and unknown categories right. So where they belong to the left the sides are swapped: missing ones where training
 * had some, else the side with more rows.
 */
function candidateOf(context: SearchContext, feature: CategoryFeature, { bins, gain, left }: Set): Candidate {
  const { leaf, base, rules, feature: place } = context;
  const isSwapped = feature.hasOthers ? bins.includes(0) : 2 * left.weight > leaf.weight;
  const others = Array.from({ length: feature.bins }, (_, i) => i + 1).filter((bin) => !bins.includes(bin));
  return {
    feature: place,
    gain: gain - base,
    bin: 0,
    leftBins: isSwapped ? others : bins,
    missingLeft: false,
    leftG: isSwapped ? leaf.g - left.g : left.g,
    leftH: isSwapped ? leaf.h - left.h : left.h,
    leftWeight: isSwapped ? leaf.weight - left.weight : left.weight,
    l2: rules.l2,
  };
}
