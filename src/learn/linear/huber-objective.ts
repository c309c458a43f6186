import type { Evaluation } from "../../math/index.js";
import type { Design } from "./design-matrix.js";
import { fromArray, multiply, multiplyTransposed, weightedGram } from "./design-products.js";

/** What Huber's objective is made of. */
export interface HuberParts {
  readonly design: Design;
  readonly y: Float64Array;
  readonly weights: Float64Array;
  readonly total: number;
  readonly epsilon: number;
  /** α of α·weight² for each position. */
  readonly ridge: Float64Array;
  readonly fitIntercept: boolean;
  /** σ is not taken below it. */
  readonly leastSigma: number;
}

/**
 * (Σ weight·(σ + H(residual/σ)·σ) + Σ ridge·weight²) / total with H(z) = z² inside ±ε and 2ε|z| − ε² beyond: jointly convex in the
 * weights, the intercept and σ, the last of the parameters (Owen, 2007).
 */
export function huberObjective(parts: HuberParts, parameters: Float64Array): Evaluation {
  const { design, y, weights, total, epsilon, ridge } = parts;
  const n = parameters.length;
  const sigma = parameters[n - 1];
  const gradient = new Float64Array(n);
  if (!(sigma >= parts.leastSigma)) return { value: Number.POSITIVE_INFINITY, gradient };
  const r = multiply(design, parameters.subarray(0, n - 1));
  let value = 0;
  let inSigma = 0;
  for (let i = 0; i < r.length; i++) {
    const z = (y[i] - r[i]) / sigma;
    const isInside = Math.abs(z) <= epsilon;
    value += weights[i] * sigma * (1 + (isInside ? z * z : 2 * epsilon * Math.abs(z) - epsilon * epsilon));
    inSigma += weights[i] * (1 - (isInside ? z * z : epsilon * epsilon));
    r[i] = -2 * weights[i] * (isInside ? z : Math.sign(z) * epsilon);
  }
  gradient.set(multiplyTransposed(design, r));
  if (!parts.fitIntercept) gradient[n - 2] = 0;
  for (let j = 0; j < design.width; j++) {
    value += ridge[j] * parameters[j] ** 2;
    gradient[j] += 2 * ridge[j] * parameters[j];
  }
  gradient[n - 1] = sigma === parts.leastSigma ? Math.min(0, inSigma) : inSigma;
  return { value: value / total, gradient: gradient.map((slope) => slope / total) };
}

/** The Hessian where it exists, full and symmetric: rows beyond ±ε have no part in it. */
export function huberHessian(parts: HuberParts, parameters: Float64Array): Float64Array {
  const { design, y, weights, total, epsilon, ridge } = parts;
  const n = parameters.length;
  const sigma = parameters[n - 1];
  const eta = multiply(design, parameters.subarray(0, n - 1));
  const inside = new Float64Array(eta.length);
  const slopes = new Float64Array(eta.length);
  let last = 0;
  for (let i = 0; i < eta.length; i++) {
    const z = (y[i] - eta[i]) / sigma;
    if (Math.abs(z) > epsilon) continue;
    inside[i] = (2 * weights[i]) / sigma;
    slopes[i] = inside[i] * z;
    last += slopes[i] * z;
  }
  const gram = weightedGram(design, fromArray(inside));
  const border = multiplyTransposed(design, slopes);
  const hessian = new Float64Array(n * n);
  for (let i = 0; i < n - 1; i++) {
    for (let j = 0; j < n - 1; j++) hessian[i * n + j] = gram[i * (n - 1) + j] / total;
    hessian[i * n + n - 1] = hessian[(n - 1) * n + i] = border[i] / total;
    if (i < design.width) hessian[i * n + i] += (2 * ridge[i]) / total;
  }
  hessian[n * n - 1] = last / total;
  const frozen = [...(parts.fitIntercept ? [] : [n - 2]), ...(sigma === parts.leastSigma ? [n - 1] : [])];
  for (const at of frozen) {
    for (let j = 0; j < n; j++) hessian[at * n + j] = hessian[j * n + at] = 0;
    hessian[at * n + at] = 1;
  }
  return hessian;
}
