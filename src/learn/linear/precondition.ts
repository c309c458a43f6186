import { choleskyInPlace, choleskySolve } from "./cholesky.js";
import type { Design } from "./design.js";

/** Writes an approximate solution of H·x = b into `x`. */
export type Preconditioner = (b: Float64Array, x: Float64Array) => void;

/** Rows, evenly spread, that the approximate Hessian is summed over. */
const SAMPLE_ROWS = 20_000;
/** With more parameters only the diagonal is used. */
const MAX_DENSE = 500;

/**
 * An inverse of the Hessian as it would be if every row had the curvature `curvature`, from a sample of the rows. Conjugate
 * gradients then need a handful of steps, also for strongly correlated columns.
 */
export function createPreconditioner(design: Design, l2: number, curvature: number): Preconditioner {
  const n = design.intercept + 1;
  const isDense = n <= MAX_DENSE;
  const sums = sampleProducts(design, isDense);
  const penalty = (k: number): number => (k === design.intercept ? 1e-12 : l2);
  if (isDense) {
    for (let i = 0; i < n * n; i++) sums[i] *= curvature;
    for (let k = 0; k < n; k++) sums[k * n + k] += penalty(k);
    const diagonal = Float64Array.from({ length: n }, (_, k) => sums[k * n + k]);
    if (choleskyInPlace(sums, n)) return (b, x) => choleskySolve(sums, n, b, x);
    return (b, x) => x.set(b.map((value, k) => value / diagonal[k]));
  }
  return (b, x) => x.set(b.map((value, k) => value / (sums[k] * curvature + penalty(k))));
}

/** XᵀX / rows over the sample: the lower triangle, `(n, n)`, or with `full` false only the diagonal, `(n)`. */
function sampleProducts(design: Design, full: boolean): Float64Array {
  const { rows, dense, denseWidth, hot, hotWidth, intercept } = design;
  const n = intercept + 1;
  const sums = new Float64Array(full ? n * n : n);
  const step = Math.max(1, Math.floor(rows / SAMPLE_ROWS));
  const share = 1 / Math.ceil(rows / step);
  const at = new Int32Array(denseWidth + hotWidth + 1);
  const value = new Float64Array(at.length);
  for (let row = 0; row < rows; row += step) {
    let filled = 0;
    for (let k = 0; k < denseWidth; k++) [at[filled], value[filled++]] = [k, dense[row * denseWidth + k]];
    for (let k = 0; k < hotWidth; k++) {
      const position = hot[row * hotWidth + k];
      if (position >= 0) [at[filled], value[filled++]] = [position, 1];
    }
    [at[filled], value[filled++]] = [intercept, 1];
    // Positions ascend, so j ≤ i stays in the lower triangle.
    for (let i = 0; i < filled; i++) {
      const scaled = value[i] * share;
      if (full) for (let j = 0; j <= i; j++) sums[at[i] * n + at[j]] += scaled * value[j];
      else sums[at[i]] += scaled * value[i];
    }
  }
  return sums;
}
