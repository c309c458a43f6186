import type { NumberFeature } from "../bins/feature.js";
import type { Candidate, Found } from "./candidate.js";
import type { SearchContext } from "./context.js";
import { LIGHTGBM_EPSILON } from "./rules.js";
import { type Side, type Sides, sidesGain } from "./side-gain.js";

/**
 * The best threshold of a number under all of the rules, in LightGBM's order: from the right with missing values on the left, then
 * from the left with missing values on the right, which must be strictly better. Within a walk the first of equals wins. In
 * scikit-learn's order the walk from the left comes first.
 */
export function searchNumber(context: SearchContext, feature: NumberFeature): Found {
  const state: State = { best: null, bestGain: Number.NEGATIVE_INFINITY, isSplittable: false };
  const noMissingHere = feature.hasMissing && context.f64[context.at + 2 * feature.bins + 1] === 0;
  if (context.rules.isScikitLearn) {
    fromLeft(context, feature, state);
    if (feature.hasMissing && !noMissingHere) fromRight(context, feature.bins - 1, true, state);
    return { best: state.best, isSplittable: state.isSplittable };
  }
  const numBins = feature.bins + (feature.hasMissing ? 1 : 0);
  const bothWays = feature.hasMissing && numBins > 2;
  fromRight(context, bothWays ? feature.bins - 1 : numBins - 1, !feature.hasMissing || bothWays, state);
  if (bothWays && (context.rules.isLightgbm || !noMissingHere)) fromLeft(context, feature, state);
  return { best: state.best, isSplittable: state.isSplittable };
}

interface State {
  best: Candidate | null;
  bestGain: number;
  isSplittable: boolean;
}

function fromRight(context: SearchContext, topBin: number, missingLeft: boolean, state: State): void {
  const { f64, at, leaf, weights, totalH, minWeight, minHessian } = context;
  const right: Side = { g: 0, h: context.rules.isLightgbm ? LIGHTGBM_EPSILON : 0, weight: 0 };
  const left: Side = { g: 0, h: 0, weight: 0 };
  for (let bin = topBin; bin >= 1; bin--) {
    right.g += f64[at + 2 * bin];
    right.h += f64[at + 2 * bin + 1];
    right.weight += weights[bin];
    if (right.weight < minWeight || right.h < minHessian) continue;
    left.weight = leaf.weight - right.weight;
    left.h = totalH - right.h;
    if (left.weight < minWeight || left.h < minHessian) break;
    left.g = leaf.g - right.g;
    consider(context, { left, right, bin: bin - 1, missingLeft }, state);
  }
}

function fromLeft(context: SearchContext, { bins, firstIsRemainder }: NumberFeature, state: State): void {
  const { f64, at, leaf, weights, totalH, minWeight, minHessian } = context;
  const { isLightgbm } = context.rules;
  const left: Side = { g: f64[at], h: f64[at + 1] + (isLightgbm ? LIGHTGBM_EPSILON : 0), weight: weights[0] };
  const right: Side = { g: 0, h: 0, weight: 0 };
  if (isLightgbm && firstIsRemainder) takeRemainder(context, bins, left);
  for (let bin = 0; bin < bins; bin++) {
    if (bin > 0) {
      left.g += f64[at + 2 * bin];
      left.h += f64[at + 2 * bin + 1];
      left.weight += weights[bin];
    }
    if (left.weight < minWeight || left.h < minHessian) continue;
    right.weight = leaf.weight - left.weight;
    right.h = totalH - left.h;
    if (right.weight < minWeight || right.h < minHessian) break;
    right.g = leaf.g - left.g;
    consider(context, { left, right, bin, missingLeft: false }, state);
  }
}

/** Bin 0 as what the other bins, with their rounded counts, leave of the leaf. */
function takeRemainder({ f64, at, leaf, weights, totalH }: SearchContext, bins: number, left: Side): void {
  left.g = leaf.g;
  left.h = totalH - LIGHTGBM_EPSILON;
  left.weight = leaf.weight;
  for (let bin = 1; bin <= bins; bin++) {
    left.g -= f64[at + 2 * bin];
    left.h -= f64[at + 2 * bin + 1];
    left.weight -= weights[bin];
  }
}

interface Threshold extends Sides {
  readonly bin: number;
  readonly missingLeft: boolean;
}

function consider(context: SearchContext, threshold: Threshold, state: State): void {
  const { rules, feature, floor, base } = context;
  const { left, bin, missingLeft } = threshold;
  if (!rules.isLightgbm) state.isSplittable = true;
  const sign = rules.monotone === null ? 0 : rules.monotone[feature];
  const gain = sidesGain(context, threshold, rules.l2, sign);
  if (!(gain > floor)) return;
  state.isSplittable = true;
  if (gain <= state.bestGain) return;
  state.bestGain = gain;
  state.best = {
    feature,
    gain: gain - base,
    bin,
    leftBins: null,
    missingLeft,
    leftG: left.g,
    leftH: left.h - (rules.isLightgbm ? LIGHTGBM_EPSILON : 0),
    ...(rules.isLightgbm && { rightH: context.totalH - left.h - LIGHTGBM_EPSILON }),
    leftWeight: left.weight,
    l2: rules.l2,
  };
}
