import type { BinnedFeature } from "./bin-features.js";
import { PACK } from "./tree-sample.js";

/** A histogram is read and cleared over all its bins; with fewer rows than this share of the bins, sorting is cheaper. */
const BINS_PER_ROW = 12;

/** Whether so many rows are better counted into all of `bins` than sorted. */
export function isDense(rows: number, bins: number): boolean {
  return rows * BINS_PER_ROW > bins;
}

/** The groups of packed sums: two classes, one addition for each row. `packed` is in the order of `rows`. */
export function groupPacked(
  rows: Int32Array,
  packed: Float64Array,
  histogram: Float64Array,
  groups: { readonly bin: Int32Array; readonly sums: Float64Array },
): (feature: BinnedFeature, start: number, end: number) => number {
  const { bin, sums } = groups;
  const held = new Float64Array(histogram.length);
  return ({ bins, count }, start, end) => {
    if (!isDense(end - start, count)) {
      const found =
        end - start <= FEW_ROWS
          ? insertRows(bins, rows, packed, bin, held, start, end)
          : mergeRows(bins, rows, packed, bin, held, start, end);
      for (let g = 0; g < found; g++) unpack(held[g], sums, g);
      return found;
    }
    for (let i = start; i < end; i++) histogram[bins[rows[i]]] += packed[i];
    let found = 0;
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

/** Up to so many rows are sorted by insertion. */
const FEW_ROWS = 24;
/** A sorted key is bin · this + place among the node's rows. */
const POSITIONS = 2 ** 26;

/** Each row joins the group of its bin or opens one in its place. */
function insertRows(
  bins: Uint8Array | Uint16Array,
  rows: Int32Array,
  packed: Float64Array,
  bin: Int32Array,
  held: Float64Array,
  start: number,
  end: number,
): number {
  let groups = 0;
  for (let i = start; i < end; i++) {
    const b = bins[rows[i]];
    let at = groups;
    while (at > 0 && bin[at - 1] > b) at--;
    if (at > 0 && bin[at - 1] === b) {
      held[at - 1] += packed[i];
      continue;
    }
    for (let g = groups++; g > at; g--) {
      bin[g] = bin[g - 1];
      held[g] = held[g - 1];
    }
    bin[at] = b;
    held[at] = packed[i];
  }
  return groups;
}

function mergeRows(
  bins: Uint8Array | Uint16Array,
  rows: Int32Array,
  packed: Float64Array,
  bin: Int32Array,
  held: Float64Array,
  start: number,
  end: number,
): number {
  const keys = new Float64Array(end - start);
  for (let i = 0; i < keys.length; i++) keys[i] = bins[rows[start + i]] * POSITIONS + i;
  keys.sort();
  let groups = 0;
  for (const key of keys) {
    const b = Math.floor(key / POSITIONS);
    const sum = packed[start + key - b * POSITIONS];
    if (groups > 0 && bin[groups - 1] === b) held[groups - 1] += sum;
    else {
      bin[groups] = b;
      held[groups++] = sum;
    }
  }
  return groups;
}

function unpack(sum: number, sums: Float64Array, group: number): void {
  const second = Math.floor(sum * (1 / PACK));
  sums[2 * group] = sum - second * PACK;
  sums[2 * group + 1] = second;
}
