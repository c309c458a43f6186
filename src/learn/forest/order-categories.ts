import type { Groups } from "./group-rows.js";
import type { Criterion } from "./impurity.js";

/**
 * Sorts the first `known` groups by the mean target of their rows: then the best division of two classes or of squared error is
 * between neighbours (Breiman et al., 1984, theorem 4.5; Fisher, 1958). With more classes the mean is the share of the node's most
 * frequent class, and the division found is good, not always the best. Equal means stand in the order of the codes.
 */
export function orderCategories(
  criterion: Criterion,
  { bin, sums }: Groups,
  known: number,
  channels: number,
  nodeSums: Float64Array,
): void {
  const most = channels === 2 ? 1 : nodeSums.indexOf(nodeSums.reduce((a, b) => Math.max(a, b)));
  const means = Float64Array.from({ length: known }, (_, g) => {
    const at = g * channels;
    if (criterion === "squared") return sums[at + 1] / sums[at];
    let weight = 0;
    for (let k = 0; k < channels; k++) weight += sums[at + k];
    return sums[at + most] / weight;
  });
  const order = Int32Array.from(means.keys()).sort((a, b) => means[a] - means[b] || a - b);
  const oldBins = bin.slice(0, known);
  const oldSums = sums.slice(0, known * channels);
  order.forEach((from, to) => {
    bin[to] = oldBins[from];
    for (let k = 0; k < channels; k++) sums[to * channels + k] = oldSums[from * channels + k];
  });
}
