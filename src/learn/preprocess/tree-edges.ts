import type { Target } from "../target.js";
import { distinctValues, placeOf } from "./distinct-values.js";
import { middle } from "./weighted-quantile.js";

/** A number column, its weights, and what to predict from it. */
interface TreeProblem {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  readonly target: Target;
}

/** Sums over the rows with one of the first k distinct values: weight, and weight × target in each of the channels. */
interface Prefixes {
  readonly distinct: Float64Array;
  /** (distinct + 1). */
  readonly weight: Float64Array;
  /** (distinct + 1) each. */
  readonly channels: readonly Float64Array[];
}

/** The distinct values from..to − 1, the best place to cut them, and what that gains. */
interface Leaf {
  readonly from: number;
  readonly to: number;
  readonly cut: number;
  readonly gain: number;
}

/**
 * The edges of the leaves of a decision tree with one column, grown best leaf first, by the decrease of the squared error, which for
 * classes is that of Gini's impurity (Breiman et al. 1984, §4 and §8). A cut is in the middle between two values; of equal cuts the
 * first counts. Rows without a value do not.
 */
export function treeEdges(problem: TreeProblem, bins: number, minRows: number): number[] {
  const prefixes = prefixesOf(problem);
  const { distinct } = prefixes;
  const [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (distinct.length < 2) return [low, high];
  const leaves = [bestCut(prefixes, 0, distinct.length, minRows)];
  while (leaves.length < bins) {
    const best = leaves.reduce((a, b) => (b.gain > a.gain ? b : a));
    if (best.gain <= 0) break;
    leaves.splice(
      leaves.indexOf(best),
      1,
      bestCut(prefixes, best.from, best.cut, minRows),
      bestCut(prefixes, best.cut, best.to, minRows),
    );
  }
  const cuts = leaves.slice(1).map(({ from }) => between(distinct[from - 1], distinct[from]));
  return [distinct[0], ...cuts, distinct[distinct.length - 1]];
}

/** In the middle, above `a` and at most `b`, since a value on an edge belongs above it. */
function between(a: number, b: number): number {
  const half = middle(a, b);
  return half > a ? half : b;
}

function prefixesOf({ values, weights, target }: TreeProblem): Prefixes {
  const rows = Int32Array.from(values.keys()).filter((row) => weights[row] > 0 && !Number.isNaN(values[row]));
  const distinct = distinctValues(Float64Array.from(rows, (row) => values[row]));
  const weight = new Float64Array(distinct.length + 1);
  const targets = channelTargets(target, rows, weights);
  const channels = targets.map(() => new Float64Array(distinct.length + 1));
  for (const row of rows) {
    const place = placeOf(distinct, values[row]) + 1;
    weight[place] += weights[row];
    for (let c = 0; c < targets.length; c++) channels[c][place] += weights[row] * targets[c][row];
  }
  for (const sums of [weight, ...channels]) {
    for (let k = 1; k < sums.length; k++) sums[k] += sums[k - 1];
  }
  return { distinct, weight, channels };
}

/** Numbers less their mean, so that the sums of squares do not cancel; for classes a 0/1 channel each. */
function channelTargets(target: Target, rows: Int32Array, weights: Float64Array): Float64Array[] {
  if (target.kind === "class") {
    return target.classes.map((_, code) => Float64Array.from(target.codes, (own) => (own === code ? 1 : 0)));
  }
  let total = 0;
  let mean = 0;
  for (const row of rows) {
    total += weights[row];
    mean += (weights[row] / total) * (target.values[row] - mean);
  }
  return [target.values.map((value) => value - mean)];
}

function bestCut({ weight, channels }: Prefixes, from: number, to: number, minRows: number): Leaf {
  let best: Leaf = { from, to, cut: from, gain: 0 };
  const total = weight[to] - weight[from];
  for (let cut = from + 1; cut < to; cut++) {
    const left = weight[cut] - weight[from];
    const right = total - left;
    if (left < minRows || right < minRows) continue;
    let gain = 0;
    let size = 0;
    for (const sums of channels) {
      const [sum, leftSum] = [sums[to] - sums[from], sums[cut] - sums[from]];
      gain += leftSum ** 2 / left + (sum - leftSum) ** 2 / right - sum ** 2 / total;
      size += sum ** 2 / total + leftSum ** 2 / left;
    }
    // Less is what rounding makes of no gain.
    if (gain > best.gain && gain > 1e-13 * size) best = { from, to, cut, gain };
  }
  return best;
}
