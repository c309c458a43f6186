import { weightOf } from "./impurity.js";
import type { OpenNode, SplitSearch } from "./split-search.js";

/** Which cuts between groups there are. */
export interface CutRange {
  /** Groups, with the missing values' and without. */
  readonly count: number;
  readonly known: number;
  /** The last group before the only cut to judge; −1 = all cuts. */
  readonly only: number;
}

/**
 * Tries the cuts between groups of these sums, first with the missing rows on the second side, then on the first; true where one
 * beats the best.
 */
export function scanCuts(search: SplitSearch, node: OpenNode, sums: Float64Array, range: CutRange): boolean {
  const { sides } = search;
  const { channels } = search.shop;
  const { count, known, only } = range;
  let isBetter = false;
  for (const missingFirst of known < count ? [false, true] : [false]) {
    sides.fill(0, 0, channels);
    if (missingFirst) addGroup(sides, sums, known, channels);
    const end = missingFirst ? known - 1 : count - 1;
    for (let g = 0; g < end; g++) {
      addGroup(sides, sums, g, channels);
      if ((only < 0 || g === only) && isBest(search, node, g, missingFirst)) isBetter = true;
    }
  }
  return isBetter;
}

function addGroup(sides: Float64Array, sums: Float64Array, group: number, channels: number): void {
  for (let k = 0, at = group * channels; k < channels; k++, at++) sides[k] += sums[at];
}

/** Judges the cut whose first side has the sums in `sides`, and keeps it if it beats the best. */
function isBest(search: SplitSearch, node: OpenNode, group: number, missingFirst: boolean): boolean {
  const { sides, purity, criterion, minLeafWeight, best } = search;
  const { channels } = search.shop;
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
