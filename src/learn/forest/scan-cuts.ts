import { weightOf } from "./impurity.js";
import type { OpenNode, SplitSearch } from "./split-search.js";

/** Tries each cut between the groups (or `only` one), the missing rows on either side; true where one beats the best. */
export function scanCuts(search: SplitSearch, node: OpenNode, count: number, known: number, only: number): boolean {
  const { groups, channels, sides } = search;
  const { sums } = groups;
  const hasMissing = known < count;
  if (search.isPlain && only < 0) return scanPairs(search, node, count, known);
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

/** The same for two sums, the gini impurity or squares, and no lightest leaf: what most nodes are. */
function scanPairs(search: SplitSearch, node: OpenNode, count: number, known: number): boolean {
  const { groups, best, criterion } = search;
  const { sums } = groups;
  const isSquared = criterion === "squared";
  const hasMissing = known < count;
  const [total0, total1] = node.sums;
  const missing0 = hasMissing ? sums[2 * known] : 0;
  const missing1 = hasMissing ? sums[2 * known + 1] : 0;
  let [a, b, score, cut] = [0, 0, best.score, -1];
  let isFirst = false;
  for (let g = 0; g < count - 1; g++) {
    a += sums[2 * g];
    b += sums[2 * g + 1];
    const candidate = purityOfPair(isSquared, a, b, total0 - a, total1 - b);
    if (candidate > score) {
      score = candidate;
      cut = g;
      isFirst = false;
    }
    if (!hasMissing || g === known - 1) continue;
    const [c, d] = [a + missing0, b + missing1];
    const turned = purityOfPair(isSquared, c, d, total0 - c, total1 - d);
    if (turned > score) {
      score = turned;
      cut = g;
      isFirst = true;
    }
  }
  if (cut < 0) return false;
  best.score = score;
  best.group = cut;
  best.missingFirst = isFirst;
  best.sums.fill(0);
  for (let g = 0; g <= cut; g++) addGroup(best.sums, sums, g, 2, 1);
  if (isFirst) addGroup(best.sums, sums, known, 2, 1);
  return true;
}

/** The purity of the sums (a, b) on one side and (c, d) on the other. */
function purityOfPair(isSquared: boolean, a: number, b: number, c: number, d: number): number {
  return isSquared ? (b * b) / a + (d * d) / c : (a * a + b * b) / (a + b) + (c * c + d * d) / (c + d);
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
