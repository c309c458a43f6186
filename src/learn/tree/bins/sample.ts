import { checkNotCancelled, type FitOptions } from "../../fit-options.js";
import type { Table } from "../../table.js";

const word = new Uint32Array(2);
const real = new Float64Array(word.buffer);

/** Rows between two looks at the signal. */
const CHUNK_ROWS = 2 ** 20;

/**
 * The rows that the bins are found from: all of them, or about `size` when there are more (by weight). A row is taken by a hash of its
 * values, so that neither the order of the rows nor the order of the columns decides, and equal rows go together. Null stands for
 * all rows.
 */
export function sampleRows(
  table: Table,
  size: number,
  totalWeight = table.rows,
  options: Pick<FitOptions, "signal"> = {},
): Int32Array | null {
  if (totalWeight <= size) return null;
  const hashes = new Uint32Array(table.rows);
  for (const column of table.columns) {
    for (let from = 0; from < table.rows; from += CHUNK_ROWS) {
      checkNotCancelled(options);
      const to = Math.min(table.rows, from + CHUNK_ROWS);
      if (column.kind === "number") addNumberHashes(hashes, column.values, from, to);
      else for (let i = from; i < to; i++) hashes[i] += scrambled(column.codes[i], 0);
    }
  }
  const limit = (size / totalWeight) * 2 ** 32;
  const rows: number[] = [];
  for (let i = 0; i < hashes.length; i++) {
    if (i % CHUNK_ROWS === 0) checkNotCancelled(options);
    if (scrambled(hashes[i], 1) < limit) rows.push(i);
  }
  return rows.length > 0 ? Int32Array.from(rows) : null;
}

/** NaN has many bit patterns and zero has two; each hashes as one. */
function addNumberHashes(hashes: Uint32Array, values: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const value = values[i];
    if (Number.isNaN(value)) continue;
    real[0] = value + 0;
    hashes[i] += scrambled(word[0], word[1]);
  }
}

/** The finisher of MurmurHash3 over two words. */
function scrambled(low: number, high: number): number {
  let h = Math.imul(low, 0xcc9e2d51) ^ Math.imul(high, 0x1b873593);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
