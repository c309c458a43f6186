import type { Random } from "../../core/index.js";
import type { TrainingSet } from "./training-set.js";

/**
 * What one tree sees of each training row. "packed" is for two classes and whole weights: one number holds both classes' sums, so
 * that one addition counts both. Packed sums, and the weights and products of numbers, are in the order of the sample's rows and move
 * with them; the weights and codes of classes are by training row.
 */
export type RowStatistics =
  | { readonly kind: "packed"; readonly packed: Float64Array }
  | { readonly kind: "classes"; readonly weights: Float64Array; readonly codes: Uint16Array }
  | { readonly kind: "numbers"; readonly weights: Float64Array; readonly products: Float64Array };

/** The rows that a tree is grown from. */
export interface TreeSample {
  /** Ascending; reordered while the tree grows, so that every node has a range. */
  readonly rows: Int32Array;
  readonly statistics: RowStatistics;
  /** Weight times how often each training row was drawn. */
  readonly weights: Float64Array;
  /** Sums kept of each group of rows: of each class's weights, or of weights and of weights times target. */
  readonly channels: number;
  /** These sums over all rows. */
  readonly totals: Float64Array;
  readonly totalWeight: number;
}

/** The second class's sum is kept in these multiples, the first's below. */
export const PACK = 2 ** 26;

/** How often each of `rows` is drawn, with replacement, in `draws` draws. */
export function drawCounts(rows: number, draws: number, random: Random): Uint32Array {
  const counts = new Uint32Array(rows);
  for (let i = 0; i < draws; i++) counts[random.int(rows)]++;
  return counts;
}

/** Prepares the rows that were drawn; all of them, once, where `counts` is null. */
export function createSample(training: TrainingSet, counts: Uint32Array | null): TreeSample {
  const weights = new Float64Array(training.rows);
  const rows = new Int32Array(training.rows);
  let length = 0;
  let isWhole = true;
  for (let i = 0; i < rows.length; i++) {
    const weight = training.weights[i] * (counts === null ? 1 : counts[i]);
    weights[i] = weight;
    if (weight > 0) rows[length++] = i;
    if (weight !== Math.floor(weight)) isWhole = false;
  }
  const kept = rows.slice(0, length);
  const statistics = statisticsOf(training, weights, kept, isWhole);
  const channels = training.target.kind === "class" ? Math.max(2, training.target.classes.length) : 2;
  const totals = totalsOf(statistics, kept, channels);
  const totalWeight = training.target.kind === "class" ? totals.reduce((sum, value) => sum + value, 0) : totals[0];
  return { rows: kept, statistics, weights, channels, totals, totalWeight };
}

function statisticsOf(
  { target }: TrainingSet,
  weights: Float64Array,
  rows: Int32Array,
  isWhole: boolean,
): RowStatistics {
  if (target.kind === "number") {
    const ordered = new Float64Array(rows.length);
    const products = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      ordered[i] = weights[rows[i]];
      products[i] = target.roundProduct(ordered[i] * target.centred[rows[i]]);
    }
    return { kind: "numbers", weights: ordered, products };
  }
  const { codes, classes } = target;
  let total = 0;
  for (const row of rows) total += weights[row];
  if (classes.length > 2 || total >= PACK || !isWhole) return { kind: "classes", weights, codes };
  const packed = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) packed[i] = weights[rows[i]] * (codes[rows[i]] === 1 ? PACK : 1);
  return { kind: "packed", packed };
}

function totalsOf(statistics: RowStatistics, rows: Int32Array, channels: number): Float64Array {
  const totals = new Float64Array(channels);
  if (statistics.kind === "packed") {
    let sum = 0;
    for (const value of statistics.packed) sum += value;
    totals[1] = Math.floor(sum / PACK);
    totals[0] = sum - totals[1] * PACK;
    return totals;
  }
  rows.forEach((row, i) => {
    if (statistics.kind === "classes") totals[statistics.codes[row]] += statistics.weights[row];
    else {
      totals[0] += statistics.weights[i];
      totals[1] += statistics.products[i];
    }
  });
  return totals;
}
