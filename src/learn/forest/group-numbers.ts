import type { BinnedFeature } from "./bin-features.js";
import type { GroupFiller, GroupSums } from "./group-rows.js";
import { isDense, sortByBin } from "./sort-rows.js";

/** The groups of Σw and Σwy. `weights` and `products` are in the order of `rows`. */
export function groupNumbers(
  rows: Int32Array,
  weights: Float64Array,
  products: Float64Array,
  groups: GroupSums,
): GroupFiller {
  const { bin, sums } = groups;
  const histogram = new Float64Array(sums.length);
  const order = new Int32Array(rows.length);
  return ({ bins, count }: BinnedFeature, start, end) => {
    if (!isDense(end - start, count)) {
      sortByBin(bins, rows, start, end, order);
      let found = 0;
      let last = -1;
      for (let j = 0; j < end - start; j++) {
        const i = order[j];
        const b = bins[rows[i]];
        if (b !== last) {
          bin[found] = b;
          sums[2 * found] = 0;
          sums[2 * found++ + 1] = 0;
          last = b;
        }
        sums[2 * found - 2] += weights[i];
        sums[2 * found - 1] += products[i];
      }
      return found;
    }
    for (let i = start; i < end; i++) {
      const at = 2 * bins[rows[i]];
      histogram[at] += weights[i];
      histogram[at + 1] += products[i];
    }
    let found = 0;
    for (let b = 0; b <= count; b++) {
      const weight = histogram[2 * b];
      if (weight === 0) continue;
      bin[found] = b;
      sums[2 * found] = weight;
      sums[2 * found++ + 1] = histogram[2 * b + 1];
      histogram[2 * b] = 0;
      histogram[2 * b + 1] = 0;
    }
    return found;
  };
}
