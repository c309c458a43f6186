import type { Column } from "../../table.js";
import type { GbdtConfig } from "../gbdt-config.js";
import { binBounds } from "./bounds.js";
import { type Distinct, distinctValues, distinctWeighted } from "./distinct.js";
import type { CategoryFeature, Feature, NumberFeature } from "./feature.js";
import { percentileBounds } from "./percentile-bounds.js";

/** What decides on bins. */
export type BinRules = Pick<GbdtConfig, "maxBins" | "minDataInBin" | "minDataInLeaf" | "useMissing" | "compat">;

/** The rows that bins are found from. */
export interface BinSample {
  /** Null = all. */
  readonly rows: Int32Array | null;
  /** Of all rows of the table; absent = 1, also where LightGBM is followed, which bins without weights. */
  readonly weights?: Float64Array;
}

/** From this share on, LightGBM takes the most frequent bin for the common one instead of zero's. */
const SPARSE_SHARE = 0.7;
/** Share of the rows that category bins cover at least. */
const COVERED_SHARE = 0.99;
/** Category bins, so that with the bin of all others they fit a byte. */
const MAX_CATEGORY_BINS = 255;

/** The bins of one column, or null when all its rows would be in one bin. */
export function defineFeature(column: Column, index: number, sample: BinSample, rules: BinRules): Feature | null {
  return column.kind === "number"
    ? defineNumber(column.values, index, sample, rules)
    : defineCategory(column, index, sample, rules);
}

function defineNumber(values: Float64Array, column: number, sample: BinSample, rules: BinRules): NumberFeature | null {
  const { distinct, missing } = distinctOf(values, sample, rules);
  const hasMissing = rules.useMissing && (missing > 0 || hasNaN(values));
  const bounds =
    rules.compat === "scikit-learn"
      ? percentileBounds(distinct, rules.maxBins, sample.weights !== undefined)
      : binBounds(distinct, rules.maxBins - (hasMissing ? 1 : 0), rules.minDataInBin);
  const counts = countsOf(distinct, bounds);
  const zeroBin = bounds.findIndex((bound) => bound >= 0);
  if (!rules.useMissing) counts[zeroBin] += missing;
  const filled = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), hasMissing ? 1 : 0);
  const all = [...counts, ...(hasMissing ? [missing] : [])];
  if (filled < 2 || (rules.compat === "lightgbm" && isTooUneven(all, leastRows(rules, sample, values.length))))
    return null;
  const firstIsRemainder = mostFrequent(all, zeroBin) === 0;
  return { kind: "number", column, bins: bounds.length, bounds, hasMissing, zeroBin, firstIsRemainder };
}

/** `minDataInLeaf` in the rows of the sample. */
function leastRows({ minDataInLeaf }: BinRules, { rows }: BinSample, all: number): number {
  return Math.floor((minDataInLeaf * (rows?.length ?? all)) / all);
}

/** No threshold leaves enough rows on both sides: LightGBM leaves such a column out (`feature_pre_filter`). */
function isTooUneven(counts: readonly number[], least: number): boolean {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let left = 0;
  return !counts.slice(0, -1).some((count) => {
    left += count;
    return left >= least && total - left >= least;
  });
}

function hasNaN(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}

function distinctOf(
  values: Float64Array,
  { rows, weights }: BinSample,
  rules: BinRules,
): { readonly distinct: Distinct; readonly missing: number } {
  const size = rows?.length ?? values.length;
  const kept = new Float64Array(size);
  const keptWeights = weights && new Float64Array(size);
  let length = 0;
  let missing = 0;
  for (let i = 0; i < size; i++) {
    const row = rows === null ? i : rows[i];
    const value = values[row];
    if (Number.isNaN(value)) missing += weights === undefined ? 1 : weights[row];
    else {
      if (keptWeights && weights) keptWeights[length] = weights[row];
      kept[length++] = value;
    }
  }
  const present = kept.subarray(0, length);
  const distinct = keptWeights
    ? distinctWeighted(present, keptWeights.subarray(0, length))
    : distinctValues(present.sort(), rules.compat === "lightgbm");
  return { distinct, missing };
}

function countsOf({ values, counts }: Distinct, bounds: Float64Array): Float64Array {
  const inBin = new Float64Array(bounds.length);
  let bin = 0;
  for (let i = 0; i < values.length; i++) {
    while (values[i] > bounds[bin]) bin++;
    inBin[bin] += counts[i];
  }
  return inBin;
}

/** Zero's bin, unless another one holds most rows. */
function mostFrequent(counts: readonly number[], zeroBin: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const most = counts.indexOf(Math.max(...counts));
  return counts[most] < SPARSE_SHARE * total ? zeroBin : most;
}

/** The most frequent categories first, until 99 % of the rows and `maxBins` are reached; those with too few rows get no bin. */
function defineCategory(
  { codes, categories }: Column & { kind: "category" },
  column: number,
  { rows, weights }: BinSample,
  rules: BinRules,
): CategoryFeature | null {
  const counts = new Float64Array(categories.length);
  let missing = 0;
  const size = rows?.length ?? codes.length;
  for (let i = 0; i < size; i++) {
    const row = rows === null ? i : rows[i];
    const weight = weights === undefined ? 1 : weights[row];
    if (codes[row] < 0) missing += weight;
    else counts[codes[row]] += weight;
  }
  const present = Array.from(counts.keys()).filter((code) => counts[code] > 0);
  present.sort((a, b) => counts[b] - counts[a] || a - b);
  const wanted = Math.round(counts.reduce((sum, count) => sum + count, 0) * COVERED_SHARE);
  const maxBins = Math.min(present.length + (missing > 0 ? 1 : 0), rules.maxBins);
  if (rules.compat === "scikit-learn")
    return eachCategory(present.slice(0, rules.maxBins), missing > 0 || present.length > rules.maxBins, column);
  const kept: number[] = [];
  for (let covered = 0; kept.length < Math.min(present.length, MAX_CATEGORY_BINS); ) {
    if (covered >= wanted && kept.length + 1 >= maxBins) break;
    const code = present[kept.length];
    if (counts[code] < rules.minDataInBin && kept.length > 1) break;
    covered += counts[code];
    kept.push(code);
  }
  const others = missing > 0 || kept.length < present.length;
  if (kept.length + (others ? 1 : 0) < 2) return null;
  const least = leastRows(rules, { rows }, codes.length);
  const isPair = kept.length === 1 || (kept.length === 2 && !others);
  if (rules.compat === "lightgbm" && isPair && isTooUneven([counts[kept[0]], size - counts[kept[0]]], least))
    return null;
  return { kind: "category", column, bins: kept.length, codes: Int32Array.from(kept), hasOthers: others };
}

/** Every category in a bin of its own, in the order of the codes. */
function eachCategory(codes: readonly number[], hasOthers: boolean, column: number): CategoryFeature | null {
  if (codes.length + (hasOthers ? 1 : 0) < 2) return null;
  return { kind: "category", column, bins: codes.length, codes: Int32Array.from(codes).sort(), hasOthers };
}
