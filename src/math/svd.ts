import { jacobiSvd, length } from "./jacobi-svd.js";
import type { RowSource } from "./row-blocks.js";
import { triangularFactor } from "./triangular-factor.js";

/** The leading part of a singular value decomposition: k values, falling, and the right singular vectors as k rows of `cols`. */
export interface RightSvd {
  readonly values: Float64Array;
  readonly vectors: readonly Float64Array[];
}

/**
 * The k largest singular values of A and their right singular vectors, by R of its (or its transpose's) QR factorisation and
 * one-sided Jacobi. k is at most min(rows, cols). Vectors of singular values that are 0 complete the others to an orthonormal
 * set. The entry largest in size of each vector, the first of equals, is positive. O(long · short² + short³).
 */
export function rightSvd(a: RowSource, k: number): RightSvd {
  if (a.cols <= a.rows) {
    const { values, v } = jacobiSvd(triangularFactor(a));
    return { values: values.slice(0, k), vectors: v.slice(0, k).map(withPositiveLargest) };
  }
  // Aᵀ = Q·R and R·W = U·Σ give Aᵀ·W = V·Σ.
  const rows = rowsOf(a);
  const { values, v: w } = jacobiSvd(triangularFactor(sourceOf(rows, a.cols)));
  const vectors = w.slice(0, k).map((weights) => combination(rows, weights, a.cols));
  return { values: values.slice(0, k), vectors: orthonormal(vectors).map(withPositiveLargest) };
}

/** A matrix held as its columns, each of `rows` entries. */
export function sourceOf(columns: readonly Float64Array[], rows: number): RowSource {
  return {
    rows,
    cols: columns.length,
    writeRow: (row, into, at, stride) => {
      for (let j = 0; j < columns.length; j++) into[at + j * stride] = columns[j][row];
    },
  };
}

/** Σ weights_j · columns_j. */
export function combination(columns: readonly Float64Array[], weights: Float64Array, rows: number): Float64Array {
  const sum = new Float64Array(rows);
  columns.forEach((column, j) => {
    const weight = weights[j];
    if (weight !== 0) for (let i = 0; i < rows; i++) sum[i] += weight * column[i];
  });
  return sum;
}

/** `vector`, or its negative, so that the entry largest in size (the first of equals) is positive. */
export function withPositiveLargest(vector: Float64Array): Float64Array {
  let at = 0;
  for (let i = 1; i < vector.length; i++) if (Math.abs(vector[i]) > Math.abs(vector[at])) at = i;
  return vector[at] < 0 ? vector.map((value) => -value) : vector;
}

/**
 * The vectors made orthonormal in their order (Gram–Schmidt, twice, which is enough). One that hardly sticks out of the span of
 * those before it is replaced by the unit vector that sticks out most.
 */
export function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const size = length(vector);
    const candidate = vector.map((value) => (size > 0 ? value / size : 0));
    const rest = deflate(candidate, done);
    done.push(rest > 1e-8 ? normalised(candidate) : completing(done, vector.length));
  }
  return done;
}

/** Takes out of `vector` its parts along `basis`; gives the length of what remains. */
export function deflate(vector: Float64Array, basis: readonly Float64Array[]): number {
  for (let pass = 0; pass < 2; pass++) {
    for (const unit of basis) {
      let dot = 0;
      for (let i = 0; i < unit.length; i++) dot += unit[i] * vector[i];
      for (let i = 0; i < unit.length; i++) vector[i] -= dot * unit[i];
    }
  }
  return length(vector);
}

function completing(basis: readonly Float64Array[], size: number): Float64Array {
  const covered = new Float64Array(size);
  for (const unit of basis) for (let i = 0; i < size; i++) covered[i] += unit[i] * unit[i];
  const vector = new Float64Array(size);
  vector[covered.indexOf(Math.min(...covered))] = 1;
  deflate(vector, basis);
  return normalised(vector);
}

function normalised(vector: Float64Array): Float64Array {
  const size = length(vector);
  return vector.map((value) => value / size);
}

function rowsOf(a: RowSource): Float64Array[] {
  return Array.from({ length: a.rows }, (_, row) => {
    const values = new Float64Array(a.cols);
    a.writeRow(row, values, 0, 1);
    return values;
  });
}
