import { dot, type Point, plusScaled } from "../../math/index.js";
import { BLOCK } from "./design-matrix.js";
import { MOST_FACTORISED, type SmoothMinimum } from "./minimise-smooth.js";
import { type PreparedProblem, parametersOf, prepareProblem, type SmoothTask, watcher } from "./smooth-task.js";

const ARMIJO = 1e-4;
const MAX_HALVINGS = 30;
const MAX_SWEEPS = 2000;
const ROUNDING = 1e-14;

/**
 * The minimum of a task's mean loss plus Σ l1·|weight|, `l1Of` giving the factors for each parameter, 0 for intercepts. Proximal
 * Newton (Lee, Sun and Saunders, 2014): the loss's quadratic model with the penalty is solved by coordinate descent, and the step
 * halved until the whole objective falls. With more parameters than can be factorised: accelerated proximal gradient.
 */
export function minimiseSparse(task: SmoothTask, l1Of: (prepared: PreparedProblem) => Float64Array): SmoothMinimum {
  const factorised = parametersOf(task) <= MOST_FACTORISED;
  const prepared = prepareProblem(task, undefined, { gram: factorised });
  const l1 = l1Of(prepared);
  return factorised ? proximalNewton(task, prepared, l1) : proximalGradient(task, prepared, l1);
}

function proximalNewton(task: SmoothTask, prepared: PreparedProblem, l1: Float64Array): SmoothMinimum {
  const { problem, design, tolerance } = prepared;
  const watch = watcher(task, 0);
  let at: Point = { x: prepared.start, ...problem.objective(prepared.start) };
  let iterations = 0;
  let violation = violationOf(at, l1);
  let wasConverged = false;
  while (iterations < task.maxIterations && !(wasConverged && violation <= tolerance)) {
    wasConverged = violation <= tolerance;
    const step = quadraticStep(problem.hessian(at.x), at, l1, Math.min(violation, tolerance) * 1e-4);
    const next = shortened(prepared, at, step, l1);
    if (next === null) break;
    at = next;
    violation = violationOf(at, l1);
    watch(++iterations);
  }
  return { ...at, iterations, converged: violation <= tolerance, design };
}

/** How far from its sub-differential's zero the objective is: the largest component. */
function violationOf({ x, gradient }: Point, l1: Float64Array): number {
  let most = 0;
  for (let j = 0; j < x.length; j++) {
    const size =
      x[j] === 0 ? Math.max(0, Math.abs(gradient[j]) - l1[j]) : Math.abs(gradient[j] + Math.sign(x[j]) * l1[j]);
    most = Math.max(most, size);
  }
  return most;
}

/** The d with the least gradientᵀd + ½dᵀHd + Σ l1·|x + d|, by cyclic coordinate descent on the lower triangle's full matrix. */
function quadraticStep(lower: Float64Array, { x, gradient }: Point, l1: Float64Array, tolerance: number): Float64Array {
  const n = x.length;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) lower[j * n + i] = lower[i * n + j];
  const d = new Float64Array(n);
  const slope = gradient.slice();
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let moved = 0;
    for (let j = 0; j < n; j++) {
      const curvature = lower[j * n + j];
      if (!(curvature > 0)) continue;
      const old = x[j] + d[j];
      const delta = shrunk(old - slope[j] / curvature, l1[j] / curvature) - old;
      if (delta === 0) continue;
      d[j] += delta;
      if (x[j] + d[j] !== old + delta) d[j] = old + delta - x[j];
      for (let k = 0; k < n; k++) slope[k] += delta * lower[j * n + k];
      moved = Math.max(moved, Math.abs(delta) * curvature);
    }
    if (moved <= tolerance) break;
  }
  return d;
}

function shortened({ problem }: PreparedProblem, from: Point, step: Float64Array, l1: Float64Array): Point | null {
  const value = from.value + penalty(from.x, l1);
  const violation = violationOf(from, l1);
  const full = plusScaled(from.x, 1, step);
  const decrease = dot(from.gradient, step) + penalty(full, l1) - penalty(from.x, l1);
  for (let halving = 0, length = 1; halving < MAX_HALVINGS; halving++, length /= 2) {
    const x = plusScaled(from.x, length, step);
    const next: Point = { x, ...problem.objective(x) };
    const change = next.value + penalty(x, l1) - value;
    if (change <= ARMIJO * length * decrease) return next;
    if (change <= 16 * ROUNDING * Math.abs(value) && violationOf(next, l1) < violation) return next;
  }
  return null;
}

/** FISTA with backtracking (Beck and Teboulle, 2009) and restarts (O'Donoghue and Candès, 2015). */
function proximalGradient(task: SmoothTask, prepared: PreparedProblem, l1: Float64Array): SmoothMinimum {
  const { problem, design, tolerance, start } = prepared;
  const watch = watcher(task, 0);
  let at: Point = { x: start, ...problem.objective(start) };
  let ahead = at;
  let momentum = 1;
  let lipschitz = 1 / BLOCK;
  let iterations = 0;
  while (violationOf(at, l1) > tolerance && iterations < task.maxIterations) {
    let next: Point;
    for (;;) {
      const x = ahead.x.map((value, j) => shrunk(value - ahead.gradient[j] / lipschitz, l1[j] / lipschitz));
      next = { x, ...problem.objective(x) };
      const moved = plusScaled(x, -1, ahead.x);
      const bound = ahead.value + dot(ahead.gradient, moved) + (lipschitz / 2) * dot(moved, moved);
      if (next.value <= bound + ROUNDING * Math.abs(bound)) break;
      lipschitz *= 2;
    }
    const isUphill = dot(plusScaled(ahead.x, -1, next.x), plusScaled(next.x, -1, at.x)) > 0;
    const faster = isUphill ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const x = plusScaled(next.x, isUphill ? 0 : (momentum - 1) / faster, plusScaled(next.x, -1, at.x));
    at = next;
    ahead = isUphill ? next : { x, ...problem.objective(x) };
    momentum = faster;
    watch(++iterations);
  }
  return { ...at, iterations, converged: violationOf(at, l1) <= tolerance, design };
}

function penalty(x: Float64Array, l1: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += l1[j] * Math.abs(x[j]);
  return sum;
}

/** The value moved towards 0 by `by`, and no further than 0. */
function shrunk(value: number, by: number): number {
  if (value > by) return value - by;
  return value < -by ? value + by : 0;
}
