import type { Random } from "../../core/index.js";
import type { BinnedFeature } from "./bin-features.js";
import { createGroups } from "./create-groups.js";
import type { Groups } from "./group-rows.js";
import { type Criterion, type Purity, purityOf, weightOf } from "./impurity.js";
import { orderCategories } from "./order-categories.js";
import type { TrainingSet } from "./training-set.js";
import type { TreeSample } from "./tree-sample.js";

/** How the rows of a node part. */
export type Decision =
  /** Bins up to `cut` go left; missing values where `missingLeft` says. */
  | { readonly kind: "number"; readonly threshold: number; readonly cut: number; readonly missingLeft: boolean }
  /** The codes in `left`, ascending, go left; all others and missing ones right. */
  | { readonly kind: "category"; readonly left: readonly number[] };

/** The best split of a node. */
export interface NodeSplit {
  readonly feature: BinnedFeature;
  readonly decision: Decision;
  /** What it adds to the purity. */
  readonly gain: number;
  readonly leftSums: Float64Array;
  readonly leftWeight: number;
}

/** A node to split: a range of the sample's rows, their sums and weight. */
export interface OpenNode {
  readonly start: number;
  readonly end: number;
  readonly sums: Float64Array;
  readonly weight: number;
}

/** The best split found so far among the features of one node; overwritten for the next node. */
interface BestCut {
  score: number;
  feature: BinnedFeature | null;
  decision: Decision | null;
  /** The last group on the first side. */
  group: number;
  /** The missing values are on the side of the first groups. */
  missingFirst: boolean;
  /** Sums of the first side. */
  readonly sums: Float64Array;
  /** The first side goes right. */
  isTurned: boolean;
}

/** What the search for splits needs besides the node. */
export interface SplitSearch {
  readonly features: readonly BinnedFeature[];
  readonly groups: Groups;
  readonly purity: Purity;
  readonly criterion: Criterion;
  readonly channels: number;
  /** Features tried at each node. */
  readonly tried: number;
  readonly minLeafWeight: number;
  readonly hasRandomCuts: boolean;
  /** Two sums, not entropy, and leaves of any weight. */
  readonly isPlain: boolean;
  readonly random: Random;
  /** All features' positions; partly shuffled for each node. */
  readonly pool: Int32Array;
  /** Sums of the first side and of the other, (2, channels). */
  readonly sides: Float64Array;
  readonly best: BestCut;
}

/** What a tree's search is told. */
export interface SearchSettings {
  readonly criterion: Criterion;
  readonly tried: number;
  readonly minLeafWeight: number;
  readonly hasRandomCuts: boolean;
}

/** Prepares the search for one tree. */
export function createSearch(
  training: TrainingSet,
  sample: TreeSample,
  settings: SearchSettings,
  random: Random,
): SplitSearch {
  const { channels } = sample;
  return {
    ...settings,
    features: training.features,
    groups: createGroups(training, sample),
    purity: purityOf(settings.criterion, channels),
    channels,
    isPlain: settings.criterion !== "entropy" && channels === 2 && settings.minLeafWeight === 0,
    random,
    pool: Int32Array.from(training.features.keys()),
    sides: new Float64Array(2 * channels),
    best: {
      score: 0,
      feature: null,
      decision: null,
      group: 0,
      missingFirst: false,
      sums: new Float64Array(channels),
      isTurned: false,
    },
  };
}

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
  for (let i = 0; i < pool.length && seen < tried; i++) {
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
  if (scan(search, node, count, known, drawn === null ? -1 : drawn.group)) {
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

/** Tries each cut between the groups (or `only` one), the missing rows on either side; true where one beats the best. */
function scan(search: SplitSearch, node: OpenNode, count: number, known: number, only: number): boolean {
  const { groups, channels, sides } = search;
  const { sums } = groups;
  const hasMissing = known < count;
  if (search.isPlain && !hasMissing && only < 0) return scanPairs(search, node, count);
  const last = hasMissing ? known : known - 1;
  let isBetter = false;
  sides.fill(0, 0, channels);
  for (let g = 0; g < last; g++) {
    addGroup(sides, sums, g, channels, 1);
    if (only >= 0 && g !== only) continue;
    if (isBest(search, node, g, false)) isBetter = true;
    if (!hasMissing || g === known - 1) continue;
    addGroup(sides, sums, known, channels, 1);
    if (isBest(search, node, g, true)) isBetter = true;
    addGroup(sides, sums, known, channels, -1);
  }
  return isBetter;
}

/** The same for two sums, the gini impurity or squares, nothing missing and no lightest leaf: what most nodes are. */
function scanPairs({ groups: { sums }, best, criterion }: SplitSearch, node: OpenNode, count: number): boolean {
  const isSquared = criterion === "squared";
  const [total0, total1] = node.sums;
  let a = 0;
  let b = 0;
  let score = best.score;
  let cut = -1;
  for (let g = 0; g < count - 1; g++) {
    a += sums[2 * g];
    b += sums[2 * g + 1];
    const c = total0 - a;
    const d = total1 - b;
    const candidate = isSquared ? (b * b) / a + (d * d) / c : (a * a + b * b) / (a + b) + (c * c + d * d) / (c + d);
    if (candidate > score) {
      score = candidate;
      cut = g;
    }
  }
  if (cut < 0) return false;
  best.score = score;
  best.group = cut;
  best.missingFirst = false;
  best.sums.fill(0);
  for (let g = 0; g <= cut; g++) addGroup(best.sums, sums, g, 2, 1);
  return true;
}

function addGroup(sides: Float64Array, sums: Float64Array, group: number, channels: number, sign: number): void {
  for (let k = 0, at = group * channels; k < channels; k++, at++) sides[k] += sign * sums[at];
}

/** Judges the cut whose first side has the sums in `sides`, and keeps it if it beats the best. */
function isBest(search: SplitSearch, node: OpenNode, group: number, missingFirst: boolean): boolean {
  const { sides, channels, purity, criterion, minLeafWeight, best } = search;
  for (let k = 0; k < channels; k++) sides[channels + k] = node.sums[k] - sides[k];
  if (minLeafWeight > 0) {
    const first = weightOf(criterion, channels, sides, 0);
    if (first < minLeafWeight || node.weight - first < minLeafWeight) return false;
  }
  const score = purity(sides, 0) + purity(sides, channels);
  if (!(score > best.score)) return false;
  best.score = score;
  best.group = group;
  best.missingFirst = missingFirst;
  for (let k = 0; k < channels; k++) best.sums[k] = sides[k];
  return true;
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
