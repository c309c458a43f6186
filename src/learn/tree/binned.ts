import type { FitOptions } from "../fit-options.js";
import { checkNotCancelled } from "../fit-options.js";
import type { Column, Table } from "../table.js";
import { binBounds } from "./bounds.js";
import { sampleRows } from "./sample.js";

/** The bin of missing numbers, of missing categories and of those too rare to have their own. Values have bins 1 … `bins`. */
export const MISSING_BIN = 0;

/** How one column's values became bins. */
export type Feature =
  /** Value x is in bin b ≥ 1 when bounds[b − 2] < x ≤ bounds[b − 1]. */
  | { readonly kind: "number"; readonly column: number; readonly bins: number; readonly bounds: Float64Array }
  /** Bin b ≥ 1 holds the category code `codes[b − 1]`; the most frequent comes first. */
  | { readonly kind: "category"; readonly column: number; readonly bins: number; readonly codes: Int32Array };

/**
 * A table as 8-bit bins, twice: by row for the histograms, four features to a word, and by column for the partition. Columns
 * that cannot split are left out. Costs about two bytes per row and feature.
 */
export interface BinnedTable {
  readonly rows: number;
  readonly features: readonly Feature[];
  /** Words per row: ⌈features / 4⌉. Feature f is byte f mod 4, from the lowest, of word ⌊f / 4⌋. */
  readonly wordsPerRow: number;
  /** (rows, wordsPerRow) row-major. */
  readonly words: Int32Array;
  /** One array of bins per feature. */
  readonly byColumn: readonly Uint8Array[];
}

const SAMPLE_ROWS = 200_000;
const TRANSPOSE_ROWS = 512;
/** Category bins, so that with {@link MISSING_BIN} they fit a byte. */
const MAX_CATEGORY_BINS = 255;

/** Sorts every column's values into at most `maxBins` bins, the bounds taken from at most about 200,000 rows. */
export function binTable(table: Table, maxBins: number, options: FitOptions): BinnedTable {
  const sample = sampleRows(table, SAMPLE_ROWS);
  const features: Feature[] = [];
  const byColumn: Uint8Array[] = [];
  table.columns.forEach((column, index) => {
    checkNotCancelled(options);
    const feature =
      column.kind === "number" ? numberFeature(column.values, index, maxBins, sample) : categoryFeature(column, index);
    const bins = feature.kind === "number" ? numberBins(column, feature.bounds) : categoryBins(column, feature.codes);
    if (isConstant(bins)) return;
    features.push(feature);
    byColumn.push(bins);
  });
  return { rows: table.rows, features, byColumn, ...packed(byColumn, table.rows) };
}

function numberFeature(values: Float64Array, column: number, maxBins: number, sample: Int32Array | null): Feature {
  const kept = new Float64Array(sample?.length ?? values.length);
  let length = 0;
  for (let i = 0; i < kept.length; i++) {
    const value = sample === null ? values[i] : values[sample[i]];
    if (!Number.isNaN(value)) kept[length++] = value;
  }
  const bounds = binBounds(kept.subarray(0, length).sort(), maxBins);
  return { kind: "number", column, bins: bounds.length, bounds };
}

function categoryFeature(column: Column & { kind: "category" }, index: number): Feature {
  const counts = new Float64Array(column.categories.length);
  for (const code of column.codes) if (code >= 0) counts[code]++;
  const codes = Int32Array.from(counts.keys())
    .filter((code) => counts[code] > 0)
    .sort((a, b) => counts[b] - counts[a] || a - b)
    .slice(0, MAX_CATEGORY_BINS);
  return { kind: "category", column: index, bins: codes.length, codes };
}

/** The first bound that is not below the value, found in as many steps as the number of bins needs. */
function numberBins(column: Column, bounds: Float64Array): Uint8Array {
  if (column.kind !== "number") return new Uint8Array(0);
  const { values } = column;
  const padded = new Float64Array(256).fill(Number.POSITIVE_INFINITY);
  padded.set(bounds);
  const bins = new Uint8Array(values.length);
  const firstStep = 2 ** Math.ceil(Math.log2(Math.max(2, bounds.length))) / 2;
  for (let i = 0; i < bins.length; i++) {
    const value = values[i];
    if (Number.isNaN(value)) continue;
    let low = 0;
    for (let step = firstStep; step > 0; step >>= 1) if (value > padded[low + step - 1]) low += step;
    bins[i] = low + 1;
  }
  return bins;
}

function categoryBins(column: Column, codes: Int32Array): Uint8Array {
  if (column.kind !== "category") return new Uint8Array(0);
  const binOf = new Uint8Array(column.categories.length);
  codes.forEach((code, i) => {
    binOf[code] = i + 1;
  });
  const bins = new Uint8Array(column.codes.length);
  for (let i = 0; i < bins.length; i++) bins[i] = column.codes[i] < 0 ? MISSING_BIN : binOf[column.codes[i]];
  return bins;
}

function isConstant(bins: Uint8Array): boolean {
  for (let i = 1; i < bins.length; i++) if (bins[i] !== bins[0]) return false;
  return true;
}

/** Blocks of rows keep the words that are being filled in the cache; filling whole columns would touch each line once per feature. */
function packed(byColumn: readonly Uint8Array[], rows: number): { wordsPerRow: number; words: Int32Array } {
  const wordsPerRow = Math.ceil(byColumn.length / 4);
  const words = new Int32Array(rows * wordsPerRow);
  for (let start = 0; start < rows; start += TRANSPOSE_ROWS) {
    const end = Math.min(rows, start + TRANSPOSE_ROWS);
    byColumn.forEach((bins, feature) => {
      const shift = (feature & 3) * 8;
      for (let row = start, at = start * wordsPerRow + (feature >> 2); row < end; row++, at += wordsPerRow) {
        words[at] |= bins[row] << shift;
      }
    });
  }
  return { wordsPerRow, words };
}
