/** A histogram is read and cleared over all its bins; with fewer rows than this share of the bins, sorting is cheaper. */
const BINS_PER_ROW = 12;
/** Up to so many rows are sorted by insertion. */
const FEW_ROWS = 24;
/** A sorted key is bin · this + place among the node's rows. */
const POSITIONS = 2 ** 26;

const fewBins = new Int32Array(FEW_ROWS);

/** Whether so many rows are better counted into all of `bins` than sorted. */
export function isDense(rows: number, bins: number): boolean {
  return rows * BINS_PER_ROW > bins;
}

/** Writes the places from `start` to `end` to the front of `order`, in ascending order of their rows' bins. */
export function sortByBin(
  bins: Uint8Array | Uint16Array,
  rows: Int32Array,
  start: number,
  end: number,
  order: Int32Array,
): void {
  if (end - start > FEW_ROWS) {
    sortMany(bins, rows, start, end, order);
    return;
  }
  for (let i = start; i < end; i++) {
    const b = bins[rows[i]];
    let at = i - start;
    for (; at > 0 && fewBins[at - 1] > b; at--) {
      fewBins[at] = fewBins[at - 1];
      order[at] = order[at - 1];
    }
    fewBins[at] = b;
    order[at] = i;
  }
}

function sortMany(
  bins: Uint8Array | Uint16Array,
  rows: Int32Array,
  start: number,
  end: number,
  order: Int32Array,
): void {
  const keys = new Float64Array(end - start);
  for (let i = 0; i < keys.length; i++) keys[i] = bins[rows[start + i]] * POSITIONS + i;
  keys.sort();
  for (let i = 0; i < keys.length; i++) order[i] = start + (keys[i] % POSITIONS);
}
