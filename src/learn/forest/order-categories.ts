import type { Criterion } from "./impurity.js";
import type { Groups } from "./workshop.js";

/** Up to so many groups are sorted by insertion. */
const FEW_GROUPS = 32;

const fewMeans = new Float64Array(FEW_GROUPS);

/**
 * Sorts the first `known` groups by the mean target of their rows: then the best division of two classes or of squared error is
 * between neighbours (Breiman et al., 1984, theorem 4.5; Fisher, 1958). With more classes the mean is the share of the node's most
 * frequent class, and the division found is good, not always the best. Equal means stand in the order of the codes.
 */
export function orderCategories(
  criterion: Criterion,
  groups: Groups,
  known: number,
  channels: number,
  nodeSums: readonly number[],
): void {
  const most = channels === 2 ? 1 : nodeSums.indexOf(nodeSums.reduce((a, b) => Math.max(a, b)));
  const isFew = channels === 2 && known <= FEW_GROUPS;
  const means = isFew ? fewMeans : new Float64Array(known);
  for (let g = 0; g < known; g++) means[g] = meanOf(criterion, groups.sums, g * channels, channels, most);
  if (isFew) insertPairs(groups, means, known);
  else sortMany(groups, means, known, channels);
}

function meanOf(criterion: Criterion, sums: Float64Array, at: number, channels: number, most: number): number {
  if (criterion === "squared") return sums[at + 1] / sums[at];
  let weight = 0;
  for (let k = 0; k < channels; k++) weight += sums[at + k];
  return sums[at + most] / weight;
}

function insertPairs({ bin, sums }: Groups, means: Float64Array, known: number): void {
  for (let g = 1; g < known; g++) {
    const [mean, code, first, second] = [means[g], bin[g], sums[2 * g], sums[2 * g + 1]];
    let at = g;
    for (; at > 0 && means[at - 1] > mean; at--) {
      means[at] = means[at - 1];
      bin[at] = bin[at - 1];
      sums[2 * at] = sums[2 * at - 2];
      sums[2 * at + 1] = sums[2 * at - 1];
    }
    means[at] = mean;
    bin[at] = code;
    sums[2 * at] = first;
    sums[2 * at + 1] = second;
  }
}

function sortMany({ bin, sums }: Groups, means: Float64Array, known: number, channels: number): void {
  const order = Int32Array.from(means.keys()).sort((a, b) => means[a] - means[b] || a - b);
  const oldBins = bin.slice(0, known);
  const oldSums = sums.slice(0, known * channels);
  order.forEach((from, to) => {
    bin[to] = oldBins[from];
    for (let k = 0; k < channels; k++) sums[to * channels + k] = oldSums[from * channels + k];
  });
}
