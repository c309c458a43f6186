import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import type { LogisticConfig } from "./config.js";
import type { Design } from "./design.js";
import { type Evaluation, evaluate, hessianProduct } from "./objective.js";
import { createPreconditioner, type Preconditioner } from "./precondition.js";

const MAX_CG_STEPS = 250;
const MAX_HALVINGS = 30;

/**
 * The θ at the minimum of `evaluate`, by Newton's method from zero weights and the intercept `start`: each step is solved by
 * preconditioned conjugate gradients only as exactly as it pays (Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.1)
 * and shortened until the loss falls enough. Memory is linear in rows and in parameters.
 */
export function minimise(
  design: Design,
  y: Float64Array,
  start: number,
  config: LogisticConfig,
  options: FitOptions,
): Float64Array {
  const theta = new Float64Array(design.intercept + 1);
  theta[design.intercept] = start;
  const p = 1 / (1 + Math.exp(-start));
  const precondition = createPreconditioner(design, config.l2, p * (1 - p));
  let at = evaluate(design, y, config.l2, theta);
  for (let round = 1; round <= config.maxIterations; round++) {
    checkNotCancelled(options);
    if (largest(at.gradient) <= config.tolerance) break;
    const product = hessianProduct(design, config.l2, at.curvature);
    const step = newtonStep(product, at.gradient, precondition);
    const next = lineSearch(design, y, config.l2, theta, step, at);
    if (next === null) break;
    at = next;
    options.onRound?.(round, config.maxIterations);
  }
  return theta;
}

/** An approximate solution of H·s = −gradient, the closer the smaller the gradient. */
function newtonStep(
  product: (v: Float64Array, out: Float64Array) => void,
  gradient: Float64Array,
  precondition: Preconditioner,
): Float64Array {
  const n = gradient.length;
  const step = new Float64Array(n);
  const residual = gradient.map((value) => -value);
  const z = new Float64Array(n);
  const image = new Float64Array(n);
  precondition(residual, z);
  const direction = z.slice();
  let rz = dot(residual, z);
  const target = rz * Math.min(0.01, largest(gradient)) ** 2;
  for (let k = 0; k < MAX_CG_STEPS && rz > target; k++) {
    product(direction, image);
    const alpha = rz / dot(direction, image);
    for (let i = 0; i < n; i++) {
      step[i] += alpha * direction[i];
      residual[i] -= alpha * image[i];
    }
    precondition(residual, z);
    const next = dot(residual, z);
    for (let i = 0; i < n; i++) direction[i] = z[i] + (next / rz) * direction[i];
    rz = next;
  }
  return step;
}

/** Moves `theta` along `step`, halved until the loss falls by Armijo's rule up to rounding; null when it never does. */
function lineSearch(
  design: Design,
  y: Float64Array,
  l2: number,
  theta: Float64Array,
  step: Float64Array,
  from: Evaluation,
): Evaluation | null {
  const slope = dot(from.gradient, step);
  const rounding = 1e-13 * Math.abs(from.loss);
  for (let halving = 0, length = 1; halving < MAX_HALVINGS; halving++, length /= 2) {
    const tried = theta.map((value, k) => value + length * step[k]);
    const next = evaluate(design, y, l2, tried);
    if (!(next.loss <= from.loss + 1e-4 * length * slope + rounding)) continue;
    theta.set(tried);
    return next;
  }
  return null;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
