import { pivotedTriangle, triangularise } from "./householder.js";

/** A system A·x ≈ y with its right-hand side as the last column, column-major `(m, n + 1)`; it is spoiled. */
export interface LeastSquaresSystem {
  readonly a: Float64Array;
  readonly m: number;
  readonly n: number;
  /** Directions in which A is smaller than this share of its largest count as none. */
  readonly tolerance: number;
  /** Of all solutions the one with the least Σ (xⱼ / scaleⱼ)² is given. */
  readonly scales: Float64Array;
}

/**
 * The x with the least ‖A·x − y‖, and of several the shortest, by Householder's reduction with exchange of columns, and one of the
 * transpose where the rank is short (complete orthogonal decomposition; Golub and Van Loan, Matrix Computations, 2013, section 5.5).
 */
export function minimumNormSolution(system: LeastSquaresSystem): { readonly x: Float64Array; readonly rank: number } {
  const { a, m, n, tolerance, scales } = system;
  const { rank, order } = pivotedTriangle(a, m, n + 1, tolerance);
  const solved = rank === n ? substituted(a, m, n) : shortest(a, m, rank, order, scales);
  const x = new Float64Array(n);
  solved.forEach((value, k) => {
    x[order[k]] = value;
  });
  return { x, rank };
}

function substituted(a: Float64Array, m: number, n: number): Float64Array {
  const x = a.slice(n * m, n * m + n);
  for (let k = n - 1; k >= 0; k--) {
    x[k] /= a[k * m + k];
    for (let i = 0; i < k; i++) x[i] -= a[k * m + i] * x[k];
  }
  return x;
}

/**
 * The shortest u with B·u = c for B = R·scale, and scale·u. From the triangle T of the transpose, Bᵀ = Q·T, follows
 * u = Bᵀ·(TᵀT)⁻¹·c; a second round with what is left of c brings it to full precision.
 */
function shortest(a: Float64Array, m: number, rank: number, order: Int32Array, scales: Float64Array): Float64Array {
  const n = order.length;
  const transposed = new Float64Array(n * rank);
  for (let i = 0; i < rank; i++) {
    for (let j = i; j < n; j++) transposed[i * n + j] = a[j * m + i] * scales[order[j]];
  }
  const triangle = transposed.slice();
  triangularise(triangle, n, rank, rank);
  const left = a.slice(n * m, n * m + rank);
  const u = new Float64Array(n);
  for (let round = 0; round < 3; round++) {
    const solved = solvedTwice(triangle, n, left);
    for (let i = 0; i < rank; i++) for (let j = i; j < n; j++) u[j] += transposed[i * n + j] * solved[i];
    for (let i = 0; i < rank; i++) {
      left[i] = a[n * m + i];
      for (let j = i; j < n; j++) left[i] -= transposed[i * n + j] * u[j];
    }
  }
  return u.map((value, j) => value * scales[order[j]]);
}

/** (TᵀT)⁻¹·c for the upper triangle T at the head of a column-major matrix of `height` rows. */
function solvedTwice(t: Float64Array, height: number, c: Float64Array): Float64Array {
  const x = c.slice();
  for (let i = 0; i < x.length; i++) {
    for (let k = 0; k < i; k++) x[i] -= t[i * height + k] * x[k];
    x[i] /= t[i * height + i];
  }
  for (let i = x.length - 1; i >= 0; i--) {
    x[i] /= t[i * height + i];
    for (let k = 0; k < i; k++) x[k] -= t[i * height + k] * x[i];
  }
  return x;
}
