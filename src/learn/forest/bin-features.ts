import { GyreError } from "../../core/index.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import type { Table } from "../table.js";
import { type ColumnSorter, createSorter } from "./column-sorter.js";

/** A column as ranks of its values: bins 0 … count − 1 ascending, missing values in bin `count`. */
export type Feature = {
  readonly column: number;
  readonly name: string;
  readonly count: number;
} & (
  | {
      readonly kind: "number";
      /** The smallest and the largest training value of each bin. */
      readonly low: Float64Array;
      readonly high: Float64Array;
    }
  /** A bin is a category's code. */
  | { readonly kind: "category" }
);

/** A feature and the bin of each row. */
export interface BinnedFeature {
  readonly feature: Feature;
  readonly bins: Uint8Array | Uint16Array;
}

const MAX_CATEGORIES = 65_535;

/**
 * Sorts each column's values, of the rows at `order`, into at most `maxBins` bins: each distinct value has its own where that suffices,
 * else bins hold about the same weight. Throws `learn.bad_table` for a column of more than 65,535 categories.
 */
export function binFeatures(
  table: Table,
  order: Int32Array,
  weights: Float64Array,
  maxBins: number,
  options: FitOptions,
): BinnedFeature[] {
  const sorter = createSorter(order.length);
  const masses = isEven(weights) ? null : weights;
  const values = new Float64Array(order.length);
  return table.columns.map((column, index): BinnedFeature => {
    checkNotCancelled(options);
    const name = table.names[index];
    if (column.kind === "number") {
      for (let i = 0; i < values.length; i++) values[i] = column.values[order[i]];
      const { bins, ...found } = numberBins(values, masses, maxBins, sorter);
      return { feature: { kind: "number", column: index, name, ...found }, bins };
    }
    const count = column.categories.length;
    if (count > MAX_CATEGORIES) {
      throw new GyreError("learn.bad_table", `column "${name}" has ${count} categories, trees take at most 65535`, {
        hint: "Merge rare categories, or encode the column by its target.",
        details: { column: name },
      });
    }
    const bins = emptyBins(order.length, count);
    for (let i = 0; i < bins.length; i++) {
      const code = column.codes[order[i]];
      bins[i] = code < 0 ? count : code;
    }
    return { feature: { kind: "category", column: index, name, count }, bins };
  });
}

function numberBins(values: Float64Array, weights: Float64Array | null, maxBins: number, sorter: ColumnSorter) {
  const { distinct, counts } = sorter.distinct(values);
  const firstOf =
    distinct.length <= maxBins
      ? Int32Array.from(distinct.keys())
      : firstOfEqualMass(weights === null ? counts : massOf(distinct, values, weights), maxBins);
  const count = firstOf.length;
  const low = Float64Array.from(firstOf, (first) => distinct[first]);
  const high = Float64Array.from(firstOf, (_, b) => distinct[(firstOf[b + 1] ?? distinct.length) - 1]);
  const bins = emptyBins(values.length, count);
  sorter.rank(values, high.subarray(0, Math.max(0, count - 1)), count, bins);
  return { bins, count, low, high };
}

function emptyBins(rows: number, count: number): Uint8Array | Uint16Array {
  return count < 256 ? new Uint8Array(rows) : new Uint16Array(rows);
}

function isEven(weights: Float64Array): boolean {
  for (let i = 1; i < weights.length; i++) if (weights[i] !== weights[0]) return false;
  return true;
}

function massOf(distinct: Float64Array, values: Float64Array, weights: Float64Array): Float64Array {
  const mass = new Float64Array(distinct.length);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i])) mass[placeOf(distinct, values[i])] += weights[i];
  }
  return mass;
}

/** The last entry that is not above `value`. */
function placeOf(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle;
    else high = middle;
  }
  return low;
}

/** Where bins begin: one is closed once it holds its share of what was left when it was opened. */
function firstOfEqualMass(mass: Float64Array, maxBins: number): Int32Array {
  let left = mass.reduce((sum, value) => sum + value, 0);
  const first = [0];
  let held = 0;
  for (let i = 0; i < mass.length - 1; i++) {
    held += mass[i];
    if (held * (maxBins - first.length + 1) < left) continue;
    left -= held;
    held = 0;
    first.push(i + 1);
    if (first.length === maxBins) break;
  }
  return Int32Array.from(first);
}
