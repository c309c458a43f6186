import type { Random } from "../../core/index.js";
import { checkNotCancelled } from "../fit-options.js";
import type { Feature } from "./bin-features.js";
import { weightOf } from "./impurity.js";
import { groupRows } from "./node-rows.js";
import { orderCategories } from "./order-categories.js";
import { scanCuts } from "./scan-cuts.js";
import type { OpenNode, SplitSearch } from "./split-search.js";
import type { NodeSplit, PlacedFeature } from "./workshop.js";

/** Rows whose grouping by one feature takes about a millisecond. */
const LARGE_NODE = 100_000;

/**
 * The best split among features drawn without replacement until `tried` of them had two different values, in order of their columns
 * where all are tried; null where none can be split. Of equals the first wins.
 */
export function findSplit(search: SplitSearch, node: OpenNode): NodeSplit | null {
  const { pool, random, tried, best } = search;
  const { features } = search.shop;
  const isSampled = tried < pool.length;
  best.score = Number.NEGATIVE_INFINITY;
  best.placed = null;
  let seen = 0;
  const isLarge = node.end - node.start > LARGE_NODE;
  for (let i = 0; i < pool.length && seen < tried; i++) {
    if (isLarge) checkNotCancelled(search.options);
    if (isSampled) {
      const j = i + random.int(pool.length - i);
      const drawn = pool[j];
      pool[j] = pool[i];
      pool[i] = drawn;
    }
    if (tryFeature(search, node, features[pool[i]])) seen++;
  }
  return best.placed === null ? null : describeBest(search, node, best.placed);
}

/** Looks for a cut of one feature that beats the best; false where all rows of the node share one bin. */
function tryFeature(search: SplitSearch, node: OpenNode, placed: PlacedFeature): boolean {
  const { shop, best } = search;
  const { feature } = placed;
  const spare = best.held === 0 ? 1 : 0;
  const groups = shop.groups[spare];
  const count = groupRows(shop, placed, node.start, node.end, groups);
  if (count < 2) return false;
  const known = groups.bin[count - 1] === feature.count ? count - 1 : count;
  if (feature.kind === "category") orderCategories(search.criterion, groups, known, shop.channels, node.sums);
  const drawn = search.hasRandomCuts && known > 1 ? randomCut(search.random, feature, groups.bin, known) : null;
  const isBetter = search.hasKernel
    ? scanAll(search, node, groups.sumsAt, count, known)
    : scanCuts(search, node, groups.sums, { count, known, only: drawn === null ? -1 : drawn.group });
  if (!isBetter) return true;
  best.placed = placed;
  best.held = spare;
  best.count = count;
  best.known = known;
  best.threshold = drawn?.threshold;
  return true;
}

function scanAll(search: SplitSearch, node: OpenNode, sumsAt: number, count: number, known: number): boolean {
  const { best, shop, criterion, minLeafWeight } = search;
  const { kernels, channels, found, foundAt } = shop;
  let cut: number;
  if (channels > 2) {
    found.set(node.sums, 2 * channels + 1);
    cut = kernels.scanClasses(sumsAt, count, known, 8 * channels, best.score, minLeafWeight, foundAt);
  } else {
    const scan = criterion === "gini" ? kernels.scanGini : kernels.scanSquared;
    cut = scan(sumsAt, count, known, node.sums[0], node.sums[1], best.score, minLeafWeight, foundAt);
  }
  if (cut < 0) return false;
  for (let k = 0; k < channels; k++) best.sums[k] = found[k];
  best.score = found[channels];
  best.group = cut >> 1;
  best.missingFirst = (cut & 1) === 1;
  return true;
}

/** Says how the rows part at the best cut, from the groups that it was found in. */
function describeBest(search: SplitSearch, node: OpenNode, placed: PlacedFeature): NodeSplit {
  const { best, shop, criterion } = search;
  const { channels } = shop;
  const { bin } = shop.groups[best.held];
  const { group, known, sums } = best;
  const { feature } = placed;
  // What the node did not see goes with the missing values, or with most rows.
  const isUnseenFirst =
    known < best.count ? best.missingFirst : 2 * weightOf(criterion, channels, sums, 0) > node.weight;
  const isNumber = feature.kind === "number";
  const isTurned = !isNumber && isUnseenFirst;
  const leftSums: number[] = [];
  for (let k = 0; k < channels; k++) leftSums.push(isTurned ? node.sums[k] - sums[k] : sums[k]);
  for (let k = 0; k < channels; k++) search.sides[k] = node.sums[k];
  return {
    placed,
    threshold: isNumber ? (best.threshold ?? thresholdAfter(feature, bin, group, known)) : 0,
    cut: bin[group],
    missingLeft: isNumber && isUnseenFirst,
    leftCodes: isNumber ? null : codesOf(isTurned ? bin.subarray(group + 1, known) : bin.subarray(0, group + 1)),
    gain: Math.max(0, best.score - search.purity(search.sides, 0)),
    leftSums,
    leftWeight: weightOf(criterion, channels, leftSums, 0),
  };
}

function thresholdAfter(
  { low, high }: Feature & { kind: "number" },
  bin: Int32Array,
  group: number,
  known: number,
): number {
  return group === known - 1 ? Number.POSITIVE_INFINITY : middle(high[bin[group]], low[bin[group + 1]]);
}

function codesOf(bins: Int32Array): number[] {
  return Array.from(bins).sort((a, b) => a - b);
}

/** A threshold drawn evenly between the smallest and the largest value, and the last group below it; for categories a place. */
function randomCut(
  random: Random,
  feature: Feature,
  bin: Int32Array,
  known: number,
): { readonly group: number; readonly threshold: number | undefined } {
  const u = random.next();
  if (feature.kind === "number") {
    const { low, high } = feature;
    const threshold = low[bin[0]] * (1 - u) + high[bin[known - 1]] * u;
    if (Number.isFinite(threshold)) {
      let group = 0;
      while (group < known - 2 && high[bin[group + 1]] <= threshold) group++;
      const isInGap = high[bin[group]] <= threshold && threshold < low[bin[group + 1]];
      return { group, threshold: isInGap ? threshold : undefined };
    }
  }
  return { group: Math.floor(u * (known - 1)), threshold: undefined };
}

/** Half way between neighbouring values without overflow; the lower one where rounding or infinities leave nothing between. */
function middle(lower: number, upper: number): number {
  const half = lower / 2 + upper / 2;
  return half >= lower && half < upper ? half : lower;
}
