import { SORT_BYTES } from "./engine/kernels.js";
import { FEW_ROWS, forestMachine } from "./engine/machine.js";

/** Values that occur, ascending, and how many rows have each. */
export interface DistinctValues {
  readonly distinct: Float64Array;
  readonly counts: Float64Array;
}

/** Finds the distinct values of columns and the place of each value among them. */
export interface ColumnSorter {
  /** Without NaN; −0 is 0. */
  readonly distinct: (values: Float64Array) => DistinctValues;
  /** How many of the ascending `bounds` are below each value, `missing` for NaN. */
  readonly rank: (values: Float64Array, bounds: Float64Array, missing: number, bins: Uint8Array | Uint16Array) => void;
}

/** Values ranked in one go. */
const CHUNK = 8192;
/** Most bounds. */
const MAX_BOUNDS = 65_535;

/** Working space for columns of so many rows. */
export function createSorter(rows: number): ColumnSorter {
  const spare = 8 * (rows + 4);
  const counts = 2 * spare;
  const tableBytes = 8 * 2 ** Math.ceil(Math.log2(Math.min(rows, MAX_BOUNDS) + 1));
  const { buffer, kernels } = forestMachine(counts + Math.max(SORT_BYTES, tableBytes + 2 * CHUNK), rows < FEW_ROWS);
  const sorted = new Float64Array(buffer, 0, rows);
  return {
    distinct(values) {
      let known = 0;
      for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) sorted[known++] = values[i];
      kernels.sort(0, known, spare, counts);
      return countRuns(sorted.subarray(0, known));
    },
    rank(values, bounds, missing, bins) {
      const steps = Math.ceil(Math.log2(bounds.length + 1));
      const [table, out] = [counts, counts + tableBytes];
      const entries = new Float64Array(buffer, table, 2 ** steps).fill(Number.POSITIVE_INFINITY);
      entries.set(bounds);
      const isNarrow = bins instanceof Uint8Array;
      const ranks = isNarrow ? new Uint8Array(buffer, out, CHUNK) : new Uint16Array(buffer, out, CHUNK);
      const chunk = new Float64Array(buffer, 0, Math.min(CHUNK, rows));
      for (let start = 0; start < values.length; start += CHUNK) {
        const some = values.subarray(start, start + CHUNK);
        chunk.set(some);
        if (isNarrow) kernels.rank1(0, some.length, table, steps, missing, out);
        else kernels.rank2(0, some.length, table, steps, missing, out);
        bins.set(ranks.subarray(0, some.length), start);
      }
    },
  };
}

function countRuns(sorted: Float64Array): DistinctValues {
  const counts = new Float64Array(sorted.length);
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (count === 0 || sorted[i] !== sorted[count - 1]) sorted[count++] = sorted[i];
    counts[count - 1]++;
  }
  return { distinct: sorted.slice(0, count), counts: counts.subarray(0, count) };
}
