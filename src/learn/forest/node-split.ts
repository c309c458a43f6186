import type { Random } from "../../core/index.js";
import { checkNotCancelled } from "../fit-options.js";
import type { BinnedFeature } from "./bin-features.js";
import { weightOf } from "./impurity.js";
import { orderCategories } from "./order-categories.js";
import { scanCuts } from "./scan-cuts.js";
import type { Decision, OpenNode, SplitSearch } from "./split-search.js";

/** The best split of a node. */
export interface NodeSplit {
  readonly feature: BinnedFeature;
  readonly decision: Decision;
  /** What it adds to the purity. */
  readonly gain: number;
  readonly leftSums: Float64Array;
  readonly leftWeight: number;
}

/** Rows whose grouping by one feature takes about a millisecond. */
const LARGE_NODE = 100_000;

/**
 * The best split among features drawn without replacement until `tried` of them had two different values, in order of their columns
 * where all are tried; null where none can be split. Of equals the first wins.
 */
export function findSplit(search: SplitSearch, node: OpenNode): NodeSplit | null {
  const { pool, random, tried, features, best, channels, criterion } = search;
  const isSampled = tried < pool.length;
  best.score = Number.NEGATIVE_INFINITY;
  best.feature = null;
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
  const { feature, decision } = best;
  if (feature === null || decision === null) return null;
  const leftSums = new Float64Array(channels);
  for (let k = 0; k < channels; k++) leftSums[k] = best.isTurned ? node.sums[k] - best.sums[k] : best.sums[k];
  const gain = Math.max(0, best.score - search.purity(node.sums, 0));
  return { feature, decision, gain, leftSums, leftWeight: weightOf(criterion, channels, leftSums, 0) };
}

/** Looks for a cut of one feature that beats the best; false where all rows of the node share one bin. */
function tryFeature(search: SplitSearch, node: OpenNode, feature: BinnedFeature): boolean {
  const { groups, channels, best } = search;
  const count = groups.fill(feature, node.start, node.end);
  if (count < 2) return false;
  const known = groups.bin[count - 1] === feature.count ? count - 1 : count;
  if (feature.kind === "category") orderCategories(search.criterion, groups, known, channels, node.sums);
  const drawn = search.hasRandomCuts && known > 1 ? randomCut(search.random, feature, groups.bin, known) : null;
  if (scanCuts(search, node, count, known, drawn === null ? -1 : drawn.group)) {
    best.feature = feature;
    describeBest(search, node, known < count, known, drawn?.threshold);
  }
  return true;
}

/** Says how the rows part at the best cut, from the groups that it was found in. */
function describeBest(
  { best, groups: { bin }, criterion, channels }: SplitSearch,
  node: OpenNode,
  hasMissing: boolean,
  known: number,
  drawn: number | undefined,
): void {
  const { group, missingFirst, feature, sums } = best;
  // What the node did not see goes with the missing values, or with most rows.
  const isUnseenFirst = hasMissing ? missingFirst : 2 * weightOf(criterion, channels, sums, 0) > node.weight;
  if (feature?.kind === "number") {
    const between =
      group === known - 1 ? Number.POSITIVE_INFINITY : middle(feature.high[bin[group]], feature.low[bin[group + 1]]);
    best.isTurned = false;
    best.decision = { kind: "number", threshold: drawn ?? between, cut: bin[group], missingLeft: isUnseenFirst };
    return;
  }
  const left = Array.from(isUnseenFirst ? bin.subarray(group + 1, known) : bin.subarray(0, group + 1));
  best.isTurned = isUnseenFirst;
  best.decision = { kind: "category", left: left.sort((a, b) => a - b) };
}

/** A threshold drawn evenly between the smallest and the largest value, and the last group below it; for categories a place. */
function randomCut(
  random: Random,
  feature: BinnedFeature,
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
