import { choleskySolve, shiftedCholesky } from "./cholesky.js";
import type { MinimiseOptions, Minimum } from "./lbfgs.js";
import type { Objective, Point } from "./line-search.js";
import { dot, largestSize, plusScaled } from "./vectors.js";

const ARMIJO = 2 ** -11;
const MAX_HALVINGS = 21;
const ROUNDING = 1e-14;

/**
 * The minimum of a convex function by Newton's method: each step solves Hessian·step = −gradient by Cholesky's factorisation and is
 * halved until the value falls enough, or, where rounding hides that, until the gradient shrinks. `hessian` gives the lower triangle,
 * `(n, n)` row-major; where it is singular a multiple of its diagonal is added. A last step follows convergence, as it costs little
 * and squares the error.
 */
export function newtonMinimum(
  objective: Objective,
  hessian: (x: Float64Array) => Float64Array,
  start: Float64Array,
  options: MinimiseOptions,
): Minimum {
  const n = start.length;
  let at: Point = { x: start, ...objective(start) };
  let iterations = 0;
  let converged = false;
  while (iterations < options.maxIterations) {
    const wasConverged = largestSize(at.gradient) <= options.tolerance;
    const factor = shiftedCholesky(hessian(at.x), n);
    if (factor === null) break;
    const step = at.gradient.map((value) => -value);
    choleskySolve(factor, n, step, step);
    const next = shortened(objective, at, step);
    if (next === null) break;
    at = next;
    iterations++;
    options.onIteration?.(iterations);
    if ((converged = wasConverged && largestSize(at.gradient) <= options.tolerance)) break;
  }
  converged ||= largestSize(at.gradient) <= options.tolerance;
  return { ...at, iterations, converged };
}

function shortened(objective: Objective, from: Point, step: Float64Array): Point | null {
  const slope = dot(from.gradient, step);
  const rounding = ROUNDING * Math.abs(from.value);
  const size = total(from.gradient);
  for (let halving = 0, length = 1; halving < MAX_HALVINGS; halving++, length /= 2) {
    const x = plusScaled(from.x, length, step);
    const next = { x, ...objective(x) };
    if (next.value <= from.value + ARMIJO * length * slope) return next;
    if (next.value <= from.value + 16 * rounding && total(next.gradient) < size) return next;
  }
  return null;
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += Math.abs(value);
  return sum;
}
