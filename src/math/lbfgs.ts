import { type Evaluation, type Objective, type Point, wolfeStep } from "./line-search.js";
import { dot, largestSize, plusScaled } from "./vectors.js";

/** How far to go. */
export interface MinimiseOptions {
  /** Converged once no component of the gradient is larger. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Called after each iteration with its number from 1; may throw to give up. */
  readonly onIteration?: (iteration: number) => void;
}

/** How {@link lbfgs} goes. */
export interface LbfgsOptions extends MinimiseOptions {
  /** Writes an approximate solution of Hessian·out = g, positive definite; by default a multiple of g. */
  readonly precondition?: (g: Float64Array, out: Float64Array) => void;
  /** The function at the start, where it is known already. */
  readonly atStart?: Evaluation;
  /**
   * Whether a last step may be taken without evaluating the function there: once the gradient shrinks at least tenfold from step to
   * step and one more such step leaves a tenth of the tolerance. The value and gradient of the result are then those before it.
   */
  readonly mayTrust?: boolean;
}

/** Where a search ended. */
export interface Minimum extends Point {
  readonly iterations: number;
  readonly converged: boolean;
}

/** Pairs of steps and changes of the gradient that are remembered. */
const MEMORY = 10;

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

/**
 * The minimum of a smooth function by L-BFGS (Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.5) with strong Wolfe
 * steps. Memory is linear in the length of `start`.
 */
export function lbfgs(objective: Objective, start: Float64Array, options: LbfgsOptions): Minimum {
  let at: Point = { x: start, ...(options.atStart ?? objective(start)) };
  let pairs: Pair[] = [];
  let iterations = 0;
  let before = Number.NaN;
  while (largestSize(at.gradient) > options.tolerance && iterations < options.maxIterations) {
    const direction = descent(at.gradient, pairs, options.precondition);
    const size = largestSize(at.gradient);
    if (options.mayTrust && 10 * size <= before && (size * size) / before <= options.tolerance / 10) {
      return { ...at, x: plusScaled(at.x, 1, direction), iterations: iterations + 1, converged: true };
    }
    before = size;
    const isScaled = pairs.length > 0 || options.precondition !== undefined;
    const first = isScaled ? 1 : Math.min(1, 1 / Math.sqrt(dot(at.gradient, at.gradient)));
    const next = wolfeStep(objective, at, direction, first);
    if (next === null) {
      // What is remembered may have gone stale; without it the direction descends.
      if (pairs.length === 0) break;
      pairs = [];
      continue;
    }
    const step = next.x.map((value, i) => value - at.x[i]);
    const change = next.gradient.map((value, i) => value - at.gradient[i]);
    const product = dot(step, change);
    if (product > 1e-16 * dot(change, change)) pairs = [...pairs.slice(1 - MEMORY), { step, change, product }];
    at = next;
    iterations++;
    options.onIteration?.(iterations);
  }
  return { ...at, iterations, converged: largestSize(at.gradient) <= options.tolerance };
}

/** −H·g by the two loops over the remembered pairs. */
function descent(
  gradient: Float64Array,
  pairs: readonly Pair[],
  precondition: LbfgsOptions["precondition"],
): Float64Array {
  const q = gradient.slice();
  const alphas = new Float64Array(pairs.length);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { step, change, product } = pairs[i];
    alphas[i] = dot(step, q) / product;
    for (let k = 0; k < q.length; k++) q[k] -= alphas[i] * change[k];
  }
  const result = new Float64Array(q.length);
  const last = pairs.at(-1);
  if (precondition !== undefined) precondition(q, result);
  else {
    const scale = last === undefined ? 1 : last.product / dot(last.change, last.change);
    for (let k = 0; k < q.length; k++) result[k] = scale * q[k];
  }
  for (let i = 0; i < pairs.length; i++) {
    const { step, change, product } = pairs[i];
    const beta = dot(change, result) / product;
    for (let k = 0; k < q.length; k++) result[k] += (alphas[i] - beta) * step[k];
  }
  return result.map((value) => -value);
}
