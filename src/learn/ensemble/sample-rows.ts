import type { Random } from "../../core/index.js";
import type { WeightedRows } from "./inner-folds.js";
import { hashedOrder, rowHashes } from "./row-hash.js";

/** Rows in an order that only their values and chance decide; equal ones stand together. */
export interface RowPool {
  readonly order: Int32Array;
  /** The weight of each of them. */
  readonly weights: Float64Array;
  /** The weight of the rows up to and with each one. */
  readonly reached: Float64Array;
  /** Where a row differs from the one before it. */
  readonly firsts: readonly boolean[];
  readonly total: number;
  readonly different: number;
}

/** A sample: rows, each once, and what they weigh in it. */
export interface RowSample {
  readonly rows: Int32Array;
  readonly weights: Float64Array;
}

/** Draws of a sample at most, unless that is less than 16 for each different row. */
const MOST_DRAWS = 2 ** 22;

/** The rows of positive weight, ready to be drawn from. */
export function rowPool({ frame, target, weights }: WeightedRows, random: Random): RowPool {
  const { order, firsts } = hashedOrder(rowHashes(frame, target, random), weights);
  const own = Float64Array.from(order, (row) => weights[row]);
  let total = 0;
  const reached = own.map((weight) => (total += weight));
  const different = firsts.filter(Boolean).length;
  return { order: Int32Array.from(order), weights: own, reached, firsts, total, different };
}

/**
 * A bootstrap sample of the share `fraction`: every draw takes one unit of weight, so that a row of weight two is drawn as the row
 * twice and one of weight 0 never. There are as many draws as units: a unit is 1, or smaller where the weights add up to less than
 * the number of different rows, or larger where they add up to more than could be drawn in a moment.
 */
export function bootstrapSample(
  { order, reached, total, different }: RowPool,
  fraction: number,
  random: Random,
): RowSample {
  const unit = Math.max(Math.min(1, total / different), total / Math.max(MOST_DRAWS, 16 * different));
  const draws = Math.max(1, Math.round((fraction * total) / unit));
  const counts = new Uint32Array(order.length);
  for (let draw = 0; draw < draws; draw++) {
    const point = random.next() * total;
    let [low, high] = [0, order.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (reached[middle] > point) high = middle;
      else low = middle + 1;
    }
    counts[low]++;
  }
  const drawn = Array.from(counts.keys()).filter((at) => counts[at] > 0);
  return {
    rows: Int32Array.from(drawn, (at) => order[at]),
    weights: Float64Array.from(drawn, (at) => counts[at] * unit),
  };
}

/** A sample of the share `fraction` of the weight, without replacement; equal rows come together or not at all. */
export function shareSample(pool: RowPool, fraction: number, random: Random): RowSample {
  const { order, weights, reached, firsts, total } = pool;
  const starts = Array.from(firsts.keys()).filter((at) => firsts[at]);
  const keys = starts.map(() => random.next());
  const groups = Array.from(starts.keys()).sort((a, b) => keys[a] - keys[b]);
  const chosen = new Uint8Array(order.length);
  let taken = 0;
  for (const group of groups) {
    const [start, end] = [starts[group], starts[group + 1] ?? order.length];
    const weight = reached[end - 1] - (reached[start - 1] ?? 0);
    if (taken > 0 && taken + weight / 2 > fraction * total) break;
    chosen.fill(1, start, end);
    taken += weight;
  }
  const kept = Array.from(chosen.keys()).filter((at) => chosen[at] === 1);
  return {
    rows: Int32Array.from(kept, (at) => order[at]),
    weights: Float64Array.from(kept, (at) => weights[at]),
  };
}
