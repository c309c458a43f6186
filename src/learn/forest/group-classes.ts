import type { BinnedFeature } from "./bin-features.js";
import type { GroupFiller, GroupSums } from "./group-rows.js";
import { isDense, sortByBin } from "./sort-rows.js";

/** The groups of each class's weight; `weights` and `codes` are by training row. */
export function groupClasses(
  rows: Int32Array,
  weights: Float64Array,
  codes: Uint16Array,
  channels: number,
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
        const row = rows[i];
        if (bins[row] !== last) {
          last = bins[row];
          bin[found] = last;
          sums.fill(0, found * channels, ++found * channels);
        }
        sums[(found - 1) * channels + codes[row]] += weights[row];
      }
      return found;
    }
    for (let i = start; i < end; i++) {
      const row = rows[i];
      histogram[bins[row] * channels + codes[row]] += weights[row];
    }
    return compress(histogram, count + 1, channels, groups);
  };
}

/** Moves the bins that hold rows to the front of the sums and clears the histogram; gives their number. */
function compress(histogram: Float64Array, bins: number, channels: number, { bin, sums }: GroupSums): number {
  let found = 0;
  for (let b = 0; b < bins; b++) {
    // A bin without rows writes its zeros where the next one will write over them.
    let isUsed = 0;
    for (let k = 0, from = b * channels, to = found * channels; k < channels; k++, from++, to++) {
      const sum = histogram[from];
      if (sum !== 0) isUsed = 1;
      sums[to] = sum;
      histogram[from] = 0;
    }
    bin[found] = b;
    found += isUsed;
  }
  return found;
}
