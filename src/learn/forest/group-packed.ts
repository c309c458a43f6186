import type { BinnedFeature } from "./bin-features.js";
import type { GroupFiller, GroupSums } from "./group-rows.js";
import { isDense, sortByBin } from "./sort-rows.js";
import { PACK } from "./tree-sample.js";

/** The groups of packed sums: two classes, one addition for each row. `packed` is in the order of `rows`. */
export function groupPacked(rows: Int32Array, packed: Float64Array, groups: GroupSums): GroupFiller {
  const { bin, sums } = groups;
  const histogram = new Float64Array(sums.length);
  const order = new Int32Array(rows.length);
  return ({ bins, count }: BinnedFeature, start, end) => {
    let found = 0;
    if (!isDense(end - start, count)) {
      sortByBin(bins, rows, start, end, order);
      let last = -1;
      let sum = 0;
      for (let j = 0; j < end - start; j++) {
        const i = order[j];
        const b = bins[rows[i]];
        if (b !== last) {
          if (last >= 0) unpack(sum, sums, found++);
          bin[found] = b;
          last = b;
          sum = 0;
        }
        sum += packed[i];
      }
      unpack(sum, sums, found++);
      return found;
    }
    for (let i = start; i < end; i++) histogram[bins[rows[i]]] += packed[i];
    for (let b = 0; b <= count; b++) {
      const sum = histogram[b];
      if (sum === 0) continue;
      histogram[b] = 0;
      bin[found] = b;
      unpack(sum, sums, found++);
    }
    return found;
  };
}

function unpack(sum: number, sums: Float64Array, group: number): void {
  const second = Math.floor(sum * (1 / PACK));
  sums[2 * group] = sum - second * PACK;
  sums[2 * group + 1] = second;
}
