import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import { countedRows } from "../row-weights.js";
import type { Table } from "../table.js";
import type { Target } from "../target.js";

const real = new Float64Array(1);
const words = new Uint32Array(real.buffer);

/** Two hashes of each row. */
interface RowHashes {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

/**
 * The rows with a weight above 0, in an order that their contents decide: drawing the i-th of them then means the same row however the
 * table was sorted. Rows that are equal in every column, target and weight may stand in any order among themselves.
 */
export function contentOrder(table: Table, target: Target, weights: Float64Array, options: FitOptions): Int32Array {
  const hashes = { high: new Uint32Array(table.rows), low: new Uint32Array(table.rows) };
  table.columns.forEach((column, c) => {
    checkNotCancelled(options);
    mixIn(hashes, column.kind === "number" ? column.values : column.codes, c + 1);
  });
  mixIn(hashes, target.kind === "class" ? target.codes : target.values, 0x51ed270b);
  mixIn(hashes, weights, 0x2545f491);
  return sortByHash(countedRows(weights), hashes);
}

function mixIn({ high, low }: RowHashes, values: ArrayLike<number>, salt: number): void {
  for (let i = 0; i < high.length; i++) {
    // NaN has many bit patterns and zero has two; each hashes as one.
    real[0] = Number.isNaN(values[i]) ? Number.NaN : values[i] + 0;
    high[i] = mixed(high[i] ^ words[0], words[1] + salt);
    low[i] = mixed(low[i] + words[1], words[0] ^ salt);
  }
}

/** Sorts numbers that hold the first hash above and the row's place below, which needs no comparator; then settles equal ones. */
function sortByHash(rows: Int32Array, { high, low }: RowHashes): Int32Array {
  const placeBits = Math.ceil(Math.log2(rows.length + 1));
  const places = 2 ** placeBits;
  const unused = 2 ** Math.max(0, 32 + placeBits - 53);
  const keys = new Float64Array(rows.length);
  for (let i = 0; i < keys.length; i++) keys[i] = Math.floor(high[rows[i]] / unused) * places + i;
  keys.sort();
  const order = new Int32Array(keys.length);
  for (let i = 0; i < order.length; i++) order[i] = rows[keys[i] % places];
  for (let start = 0, end = 1; start < keys.length; start = end++) {
    const prefix = Math.floor(keys[start] / places);
    while (end < keys.length && Math.floor(keys[end] / places) === prefix) end++;
    if (end - start > 1) order.subarray(start, end).sort((a, b) => high[a] - high[b] || low[a] - low[b]);
  }
  return order;
}

/** One round of MurmurHash3 and its finisher. */
function mixed(hash: number, word: number): number {
  let h = hash ^ Math.imul(word, 0xcc9e2d51);
  h = Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
