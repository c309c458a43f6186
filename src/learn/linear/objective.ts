import { type Design, multiply, multiplyTransposed } from "./design.js";

/** The penalised mean log loss at some θ, its gradient, and what a product with its Hessian needs. */
export interface Evaluation {
  readonly loss: number;
  readonly gradient: Float64Array;
  /** p(1 − p) of each row. */
  readonly curvature: Float64Array;
}

/**
 * f(θ) = mean of log(1 + e^z) − y·z, with z = X·θ, plus ½·l2·Σ weight², the intercept not penalised. Written with e^−|z|, which
 * cannot overflow.
 */
export function evaluate(design: Design, y: Float64Array, l2: number, theta: Float64Array): Evaluation {
  const { rows, intercept } = design;
  const curvature = new Float64Array(rows);
  const residual = new Float64Array(rows);
  multiply(design, theta, residual);
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    const z = residual[i];
    const e = Math.exp(-Math.abs(z));
    const p = z >= 0 ? 1 / (1 + e) : e / (1 + e);
    sum += Math.log1p(e) + Math.max(z, 0) - y[i] * z;
    residual[i] = p - y[i];
    curvature[i] = e / ((1 + e) * (1 + e));
  }
  const gradient = new Float64Array(intercept + 1);
  multiplyTransposed(design, residual, gradient);
  let squares = 0;
  for (let k = 0; k <= intercept; k++) {
    gradient[k] /= rows;
    if (k === intercept) break;
    gradient[k] += l2 * theta[k];
    squares += theta[k] * theta[k];
  }
  return { loss: sum / rows + 0.5 * l2 * squares, gradient, curvature };
}

/** A function that writes H·v, H the Hessian at `curvature`, into `out`. */
export function hessianProduct(
  design: Design,
  l2: number,
  curvature: Float64Array,
): (v: Float64Array, out: Float64Array) => void {
  const perRow = new Float64Array(design.rows);
  return (v, out) => {
    multiply(design, v, perRow);
    for (let i = 0; i < perRow.length; i++) perRow[i] *= curvature[i] / design.rows;
    multiplyTransposed(design, perRow, out);
    for (let k = 0; k < design.intercept; k++) out[k] += l2 * v[k];
  };
}
