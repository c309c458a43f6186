import type { Table } from "../table.js";
import type { Target } from "../target.js";

const real = new Float64Array(1);
const words = new Uint32Array(real.buffer);

/**
 * The rows with a weight above 0, in an order that their contents decide: drawing the i-th of them then means the same row however the
 * table was sorted. Rows that are equal in every column, target and weight may stand in any order among themselves.
 */
export function contentOrder(table: Table, target: Target, weights: Float64Array): Int32Array {
  const hashes = new Float64Array(table.rows);
  const high = new Uint32Array(table.rows);
  const low = new Uint32Array(table.rows);
  const mix = (values: ArrayLike<number>, salt: number): void => {
    for (let i = 0; i < high.length; i++) {
      real[0] = values[i] + 0;
      high[i] = mixed(high[i] ^ words[0], words[1] + salt);
      low[i] = mixed(low[i] + words[1], words[0] ^ salt);
    }
  };
  table.columns.forEach((column, c) => {
    mix(column.kind === "number" ? column.values : column.codes, c + 1);
  });
  mix(target.kind === "class" ? target.codes : target.values, 0x51ed270b);
  mix(weights, 0x2545f491);
  for (let i = 0; i < hashes.length; i++) hashes[i] = high[i] * 2 ** 21 + (low[i] >>> 11);
  return Int32Array.from(weights.keys())
    .filter((row) => weights[row] > 0)
    .sort((a, b) => hashes[a] - hashes[b]);
}

/** One round of MurmurHash3 and its finisher. */
function mixed(hash: number, word: number): number {
  let h = hash ^ Math.imul(word, 0xcc9e2d51);
  h = Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
