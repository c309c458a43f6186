import { GyreError } from "../../core/index.js";
import type { LinearMap, RowSource } from "../../math/index.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import { numbersOf } from "../preprocess/choose-columns.js";
import { refuseInfinite, rowWeights } from "../preprocess/row-weights.js";
import type { Frame } from "../table.js";

/** The rows that count, as the matrix √w·(x − mean) / unit that is decomposed. */
export interface TrainingMatrix {
  readonly columns: readonly string[];
  /** Rows of a weight above 0. */
  readonly rows: number;
  /** Σ weights. */
  readonly weight: number;
  /** The weighted mean of each column. */
  readonly mean: readonly number[];
  /** A power of two that keeps squares from overflowing and underflowing. */
  readonly unit: number;
  /** The centred sum of squares of each column, Σ w·(x − mean)². */
  readonly squares: readonly number[];
  readonly source: RowSource;
  readonly map: LinearMap;
}

/**
 * The number columns `names` of `frame`; without `centred` the matrix is of the values themselves. Throws `learn.bad_table` naming
 * column and row where a value of a row that counts is missing, infinite, or too large to add up.
 */
export function trainingMatrix(
  { kind, centred }: { readonly kind: string; readonly centred: boolean },
  frame: Frame,
  names: readonly string[],
  options: FitOptions,
): TrainingMatrix {
  const weights = rowWeights(frame, options);
  const at = rowsThatCount(weights);
  const roots = gathered(weights, at).map(Math.sqrt);
  let weight = 0;
  for (let row = 0; row < weights.length; row++) weight += weights[row];
  const values = names.map((name) => countedValues(frame, { name, kind }, at, weights));
  const mean = values.map((column, j) => meanOf(column, { roots, weight, name: names[j] }));
  const shift = centred ? mean : mean.map(() => 0);
  const unit = unitOf(values, shift);
  const squares = values.map((column, j) => squaresAround(column, mean[j], roots));
  const matrix = { values, shift, roots, unit };
  return {
    ...{ columns: names, rows: at.length, weight, mean, unit, squares },
    source: rowSource(matrix, options),
    map: linearMap(matrix),
  };
}

interface Scaled {
  readonly values: readonly Float64Array[];
  readonly shift: readonly number[];
  readonly roots: Float64Array;
  readonly unit: number;
}

function rowSource({ values, shift, roots, unit }: Scaled, options: FitOptions): RowSource {
  return {
    rows: roots.length,
    cols: values.length,
    writeRow: (row, into, at, stride) => {
      if ((row & 4095) === 0) checkNotCancelled(options);
      const factor = roots[row];
      for (let j = 0; j < values.length; j++) into[at + j * stride] = factor * ((values[j][row] - shift[j]) / unit);
    },
  };
}

function linearMap({ values, shift, roots, unit }: Scaled): LinearMap {
  return {
    rows: roots.length,
    cols: values.length,
    times: (v) => {
      const sum = new Float64Array(roots.length);
      values.forEach((column, j) => {
        const factor = v[j] / unit;
        for (let i = 0; i < sum.length; i++) sum[i] += factor * (column[i] - shift[j]);
      });
      for (let i = 0; i < sum.length; i++) sum[i] *= roots[i];
      return sum;
    },
    transposeTimes: (u) => {
      const weighted = u.map((value, i) => value * roots[i]);
      return Float64Array.from(values, (column, j) => {
        let sum = 0;
        for (let i = 0; i < weighted.length; i++) sum += weighted[i] * ((column[i] - shift[j]) / unit);
        return sum;
      });
    },
  };
}

function countedValues(
  frame: Frame,
  { name, kind }: { readonly name: string; readonly kind: string },
  at: Int32Array,
  weights: Float64Array,
): Float64Array {
  const values = numbersOf(frame, name, kind);
  const counted = gathered(values, at);
  if (allFinite(counted)) return counted;
  refuseInfinite(kind, name, values, weights);
  const missing = at.find((row) => Number.isNaN(values[row]))!;
  throw new GyreError("learn.bad_table", `column "${name}" is missing in row ${missing}, ${kind} needs every value`, {
    hint: "Put the step impute before.",
    details: { column: name, row: missing },
  });
}

function rowsThatCount(weights: Float64Array): Int32Array {
  const at = new Int32Array(weights.length);
  let count = 0;
  for (let row = 0; row < weights.length; row++) if (weights[row] > 0) at[count++] = row;
  return at.slice(0, count);
}

function gathered(values: Float64Array, at: Int32Array): Float64Array {
  const found = new Float64Array(at.length);
  for (let i = 0; i < at.length; i++) found[i] = values[at[i]];
  return found;
}

function allFinite(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

/** The second pass takes out the rounding of the first. */
function meanOf(
  values: Float64Array,
  { roots, weight, name }: { readonly roots: Float64Array; readonly weight: number; readonly name: string },
): number {
  let mean = 0;
  for (let pass = 0; pass < 2; pass++) {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += roots[i] * roots[i] * (values[i] - mean);
    mean += sum / weight;
  }
  if (Number.isFinite(mean)) return mean;
  throw new GyreError("learn.bad_table", `column "${name}" is too large to add up`, { details: { column: name } });
}

function unitOf(values: readonly Float64Array[], shift: readonly number[]): number {
  let most = 0;
  values.forEach((column, j) => {
    for (let i = 0; i < column.length; i++) most = Math.max(most, Math.abs(column[i] - shift[j]));
  });
  return most > 0 && Number.isFinite(most) ? 2 ** Math.max(-1000, Math.floor(Math.log2(most))) : 1;
}

function squaresAround(values: Float64Array, mean: number, roots: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (roots[i] * (values[i] - mean)) ** 2;
  return sum;
}
