import { tridiagonalEigen } from "./eigen.js";
import { jacobiSvd } from "./jacobi-svd.js";
import { combination, deflate, orthonormal, type RightSvd, sourceOf, withPositiveLargest } from "./svd.js";
import { triangularFactor } from "./triangular-factor.js";

/** A matrix that is only multiplied with: A·v (rows) and Aᵀ·u (cols). */
export interface LinearMap {
  readonly rows: number;
  readonly cols: number;
  readonly times: (v: Float64Array) => Float64Array;
  readonly transposeTimes: (u: Float64Array) => Float64Array;
  /** AᵀA·v, for a tall A of which that is known. */
  readonly gramTimes?: (v: Float64Array) => Float64Array;
}

/** How the iteration starts and who may interrupt it. */
export interface LanczosOptions {
  /** Uniform numbers in [0, 1). */
  readonly next: () => number;
  /** Called before each multiplication. */
  readonly onStep?: () => void;
}

/** A Ritz value counts as found once its residual is this small, relative to the largest. */
const CONVERGED = 1e-14;

/**
 * The k largest singular values of A (k ≤ min(rows, cols)) and their right singular vectors, for a matrix too large to factorise
 * or too sparse to write out. Lanczos' iteration with full reorthogonalisation on AᵀA or AAᵀ, the smaller of both (Golub and Van
 * Loan, Matrix Computations, 10.1), then one exact decomposition of A on the space found, so that the values are accurate to
 * rounding of the largest and not to its square root. The entry largest in size of each vector is positive. Two multiplications
 * for each of some 2k + 20 steps.
 */
export function lanczosSvd(a: LinearMap, k: number, options: LanczosOptions): RightSvd {
  const isTall = a.cols <= a.rows;
  const size = Math.min(a.rows, a.cols);
  const gram = (v: Float64Array): Float64Array => {
    options.onStep?.();
    if (!isTall) return a.times(a.transposeTimes(v));
    return a.gramTimes === undefined ? a.transposeTimes(a.times(v)) : a.gramTimes(v);
  };
  const near = ritzVectors(gram, { size, k, next: options.next });
  const images = near.map((vector) => (isTall ? a.times(vector) : a.transposeTimes(vector)));
  const { values, v } = jacobiSvd(triangularFactor(sourceOf(images, isTall ? a.rows : a.cols)));
  const vectors = isTall
    ? v.map((weights) => combination(near, weights, a.cols))
    : v.map((weights) => combination(images, weights, a.cols));
  return { values, vectors: orthonormal(vectors).map(withPositiveLargest) };
}

interface Search {
  readonly size: number;
  readonly k: number;
  readonly next: () => number;
}

interface Krylov {
  readonly basis: Float64Array[];
  readonly diagonal: number[];
  readonly offDiagonal: number[];
}

/** Orthonormal vectors that span the space of the k largest eigenvalues of the symmetric map `times`. */
function ritzVectors(times: (v: Float64Array) => Float64Array, search: Search): Float64Array[] {
  const { size, k } = search;
  const krylov: Krylov = { basis: [], diagonal: [], offDiagonal: [] };
  let vector = freshVector(krylov.basis, search);
  let nextCheck = Math.min(size, 2 * k + 10);
  for (;;) {
    krylov.basis.push(vector);
    const image = times(vector);
    let dot = 0;
    for (let i = 0; i < size; i++) dot += vector[i] * image[i];
    krylov.diagonal.push(dot);
    const rest = deflate(image, krylov.basis);
    const m = krylov.basis.length;
    if (m === size || (m >= nextCheck && isConverged(krylov, rest, k))) break;
    if (m >= nextCheck) nextCheck = Math.min(size, Math.ceil(m * 1.15) + 5);
    const stuck = rest <= 1e-15 * Math.max(...krylov.diagonal.map(Math.abs));
    krylov.offDiagonal.push(stuck ? 0 : rest);
    vector = stuck ? freshVector(krylov.basis, search) : image.map((value) => value / rest);
  }
  return leading(krylov, search);
}

function isConverged({ diagonal, offDiagonal }: Krylov, rest: number, k: number): boolean {
  const m = diagonal.length;
  const last = new Float64Array(m);
  last[m - 1] = 1;
  const values = tridiagonalEigen(Float64Array.from(diagonal), Float64Array.from(offDiagonal), [last]);
  const order = falling(values).slice(0, k);
  return order.every((i) => Math.abs(rest * last[i]) <= CONVERGED * values[order[0]]);
}

function leading({ basis, diagonal, offDiagonal }: Krylov, { size, k }: Search): Float64Array[] {
  const m = diagonal.length;
  const rows = basis.map((_, i) => {
    const unit = new Float64Array(m);
    unit[i] = 1;
    return unit;
  });
  const values = tridiagonalEigen(Float64Array.from(diagonal), Float64Array.from(offDiagonal), rows);
  const found = falling(values).slice(0, k);
  return orthonormal(
    found.map((column) =>
      combination(
        basis,
        Float64Array.from(rows, (row) => row[column]),
        size,
      ),
    ),
  );
}

function falling(values: Float64Array): number[] {
  return Array.from(values.keys()).sort((i, j) => values[j] - values[i]);
}

/** A random unit vector at right angles to all of `basis`. */
function freshVector(basis: readonly Float64Array[], { size, next }: Search): Float64Array {
  const vector = Float64Array.from({ length: size }, () => next() - 0.5);
  const rest = deflate(vector, basis);
  return vector.map((value) => value / rest);
}
