import type { BinnedFeature } from "./bin-features.js";
import { groupPacked, isDense } from "./group-packed.js";
import type { TrainingSet } from "./training-set.js";
import type { RowStatistics, TreeSample } from "./tree-sample.js";

/** The rows of a node by the bins of one feature: the bins that occur, ascending, and the sums over the rows of each. */
export interface Groups {
  readonly bin: Int32Array;
  /** (groups, channels) row-major. */
  readonly sums: Float64Array;
  /** Groups the rows from `start` to `end` and gives the number of groups. */
  readonly fill: (feature: BinnedFeature, start: number, end: number) => number;
}

/** Up to so many rows are sorted by insertion. */
const FEW_ROWS = 24;
/** A sorted key is bin · this + place among the node's rows. */
const POSITIONS = 2 ** 26;

/** Working space for the groups of one tree's nodes. */
export function createGroups(training: TrainingSet, sample: TreeSample): Groups {
  const { channels, rows, statistics } = sample;
  const slots = training.features.reduce((most, { count }) => Math.max(most, count + 1), 1);
  const bin = new Int32Array(slots);
  const sums = new Float64Array(slots * channels);
  const histogram = new Float64Array(slots * channels);
  if (statistics.kind === "packed") {
    return { bin, sums, fill: groupPacked(rows, statistics.packed, histogram, { bin, sums }) };
  }
  const keys = new Float64Array(rows.length);
  const places = new Int32Array(rows.length);
  const add = adderOf(sample, statistics);
  const fill = ({ bins, count }: BinnedFeature, start: number, end: number): number => {
    if (isDense(end - start, count)) {
      add(histogram, bins, null, start, end);
      return compress(histogram, count + 1, channels, bin, sums);
    }
    const groups = sortRows(bins, rows, keys, places, bin, start, end);
    sums.fill(0, 0, groups * channels);
    add(sums, bins, places, start, end);
    return groups;
  };
  return { bin, sums, fill };
}

/** Moves the bins that hold rows to the front of `sums` and clears the histogram; gives their number. */
function compress(histogram: Float64Array, bins: number, stride: number, bin: Int32Array, sums: Float64Array): number {
  let groups = 0;
  for (let b = 0; b < bins; b++) {
    // A bin without rows writes its zeros where the next one will write over them.
    let isUsed = 0;
    for (let c = 0, from = b * stride, to = groups * stride; c < stride; c++, from++, to++) {
      const sum = histogram[from];
      if (sum !== 0) isUsed = 1;
      sums[to] = sum;
      histogram[from] = 0;
    }
    bin[groups] = b;
    groups += isUsed;
  }
  return groups;
}

/** Numbers the bins of the rows in ascending order: `places[i]` is the group of the node's row i. */
function sortRows(
  bins: Uint8Array | Uint16Array,
  rows: Int32Array,
  keys: Float64Array,
  places: Int32Array,
  bin: Int32Array,
  start: number,
  end: number,
): number {
  const count = end - start;
  for (let i = 0; i < count; i++) {
    const key = bins[rows[start + i]] * POSITIONS + i;
    let at = i;
    if (count <= FEW_ROWS) for (; at > 0 && keys[at - 1] > key; at--) keys[at] = keys[at - 1];
    keys[at] = key;
  }
  if (count > FEW_ROWS) keys.subarray(0, count).sort();
  let groups = 0;
  let last = -1;
  for (let i = 0; i < count; i++) {
    const of = Math.floor(keys[i] / POSITIONS);
    if (of !== last) {
      bin[groups++] = of;
      last = of;
    }
    places[keys[i] - of * POSITIONS] = groups - 1;
  }
  return groups;
}

/** Adds rows to the place of their bin, or to the `places` that sorting gave them. */
type Adder = (
  into: Float64Array,
  bins: Uint8Array | Uint16Array,
  places: Int32Array | null,
  start: number,
  end: number,
) => void;

function adderOf({ rows, channels }: TreeSample, statistics: Exclude<RowStatistics, { kind: "packed" }>): Adder {
  const { weights } = statistics;
  if (statistics.kind === "classes") {
    const { codes } = statistics;
    return (into, bins, places, start, end) => {
      for (let i = start; i < end; i++) {
        const place = places === null ? bins[rows[i]] : places[i - start];
        into[place * channels + codes[rows[i]]] += weights[rows[i]];
      }
    };
  }
  const { products } = statistics;
  return (into, bins, places, start, end) => {
    for (let i = start; i < end; i++) {
      const place = 2 * (places === null ? bins[rows[i]] : places[i - start]);
      into[place] += weights[rows[i]];
      into[place + 1] += products[rows[i]];
    }
  };
}
