/** A histogram is read and cleared over all its bins; with fewer rows than this share of the bins, sorting is cheaper. */
const BINS_PER_ROW = 12;
/** Up to so many rows are sorted by insertion. */
const FEW_ROWS = 24;
/** A sorted key is bin · this + place among the node's rows. */
const POSITIONS = 2 ** 26;

const few = new Int32Array(FEW_ROWS);
const fewBins = new Int32Array(FEW_ROWS);

/** Whether so many rows are better counted into all of `bins` than sorted. */
export function isDense(rows: number, bins: number): boolean {
  return rows * BINS_PER_ROW > bins;
}

/** The places from `start` to `end` in ascending order of their rows' bins; valid until the next call. */
export function sortByBin(bins: Uint8Array | Uint16Array, rows: Int32Array, start: number, end: number): Int32Array {
  const count = end - start;
  if (count > FEW_ROWS) return sortMany(bins, rows, start, end);
  for (let i = start; i < end; i++) {
    const b = bins[rows[i]];
    let at = i - start;
    for (; at > 0 && fewBins[at - 1] > b; at--) {
      fewBins[at] = fewBins[at - 1];
      few[at] = few[at - 1];
    }
    fewBins[at] = b;
    few[at] = i;
  }
  return few.subarray(0, count);
}

function sortMany(bins: Uint8Array | Uint16Array, rows: Int32Array, start: number, end: number): Int32Array {
  const keys = new Float64Array(end - start);
  for (let i = 0; i < keys.length; i++) keys[i] = bins[rows[start + i]] * POSITIONS + i;
  keys.sort();
  const order = new Int32Array(keys.length);
  for (let i = 0; i < order.length; i++) order[i] = start + (keys[i] % POSITIONS);
  return order;
}
