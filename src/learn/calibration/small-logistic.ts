import { sigmoid, softplus } from "./sigmoid.js";

/** Newton steps; separable examples stop here or before, when the loss has vanished. */
const MOST_STEPS = 100;

/** Outcomes t from 0 to 1 and what they are explained by, `columns` of (n). */
interface Problem {
  readonly columns: readonly Float64Array[];
  readonly outcomes: Float64Array;
  readonly weights: Float64Array;
}

/** z = intercept + Σ coefficient·column, and the loss Σ w·[log(1 + e^z) − t·z] that it reaches. */
export interface SmallLogistic {
  readonly coefficients: readonly number[];
  readonly intercept: number;
  readonly loss: number;
}

/**
 * Minimises Σ w·[log(1 + e^z) − t·z] for few columns, without a penalty, by Newton's method with halved steps on standardised columns.
 * Constant columns get 0. Where the loss has no minimum (separable examples) the steps end once it is below the rounding.
 */
export function fitSmallLogistic(problem: Problem): SmallLogistic {
  const scaled = problem.columns.map((values) => standardised(values, problem.weights));
  const used = scaled.filter(({ scale }) => scale > 0);
  const theta = minimise({ ...problem, columns: used.map(({ values }) => values) });
  let next = 0;
  const coefficients = scaled.map(({ scale }) => (scale > 0 ? theta.at[next++] / scale : 0));
  const shift = scaled.reduce((sum, { mean }, j) => sum + coefficients[j] * mean, 0);
  return { coefficients, intercept: theta.at[next] - shift, loss: theta.loss };
}

/** A scale of 0 says that the column is constant. Values are first divided by a power of 2, so that no difference overflows. */
function standardised(
  given: Float64Array,
  weights: Float64Array,
): { values: Float64Array; mean: number; scale: number } {
  const most = given.reduce((sum, value) => Math.max(sum, Math.abs(value)), 0);
  const unit = most > 0 ? 2 ** Math.floor(Math.log2(most)) : 1;
  const values = given.map((value) => value / unit);
  let total = 0;
  let mean = 0;
  for (let i = 0; i < values.length; i++) {
    total += weights[i];
    mean += (weights[i] / total) * (values[i] - mean);
  }
  const largest = values.reduce((far, value) => Math.max(far, Math.abs(value - mean)), 0);
  if (!(largest > 1e-14 * Math.abs(mean))) return { values, mean: mean * unit, scale: 0 };
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (weights[i] / total) * ((values[i] - mean) / largest) ** 2;
  const scale = largest * Math.sqrt(squares);
  return { values: values.map((value) => (value - mean) / scale), mean: mean * unit, scale: scale * unit };
}

function minimise(problem: Problem): { at: Float64Array; loss: number } {
  let total = 0;
  for (const weight of problem.weights) total += weight;
  let at: Float64Array = new Float64Array(problem.columns.length + 1);
  let loss = lossAt(problem, at);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { direction, decrement } = newtonStep(problem, at);
    if (!(decrement > 1e-24 * total)) break;
    // So near, the next step squares an error of 1e-7, and the loss can no longer tell whether it fell.
    if (decrement < 1e-13 * loss) {
      at = at.map((value, j) => value - direction[j]);
      return { at, loss: lossAt(problem, at) };
    }
    const [next, lower] = descend(problem, at, direction, loss);
    if (next === at) break;
    [at, loss] = [next, lower];
  }
  return { at, loss };
}

/** Half the step until the loss does not rise; at the end of the precision `at` itself. */
function descend(problem: Problem, at: Float64Array, direction: Float64Array, loss: number): [Float64Array, number] {
  for (let size = 1; size > 1e-9; size /= 2) {
    const next = at.map((value, j) => value - size * direction[j]);
    const lower = lossAt(problem, next);
    if (lower <= loss + 1e-15 * Math.abs(loss)) return [next, lower];
  }
  return [at, loss];
}

function scoreAt(columns: readonly Float64Array[], theta: Float64Array, i: number): number {
  let z = theta[columns.length];
  for (let j = 0; j < columns.length; j++) z += theta[j] * columns[j][i];
  return z;
}

function lossAt({ columns, outcomes, weights }: Problem, theta: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < outcomes.length; i++) {
    const z = scoreAt(columns, theta, i);
    // Of an outcome 1 this is log(1 + e^−z): no large numbers are subtracted.
    sum += weights[i] * (outcomes[i] * softplus(-z) + (1 - outcomes[i]) * softplus(z));
  }
  return sum;
}

/** H⁻¹g and gᵀH⁻¹g. */
function newtonStep(
  { columns, outcomes, weights }: Problem,
  theta: Float64Array,
): { direction: Float64Array; decrement: number } {
  const q = theta.length;
  const gradient = new Float64Array(q);
  const hessian = new Float64Array(q * q);
  const x = new Float64Array(q).fill(1);
  for (let i = 0; i < outcomes.length; i++) {
    const z = scoreAt(columns, theta, i);
    const [p, rest] = [sigmoid(z), sigmoid(-z)];
    for (let j = 0; j < columns.length; j++) x[j] = columns[j][i];
    const residual = weights[i] * ((1 - outcomes[i]) * p - outcomes[i] * rest);
    for (let a = 0; a < q; a++) {
      gradient[a] += residual * x[a];
      for (let b = 0; b <= a; b++) hessian[a * q + b] += weights[i] * p * rest * x[a] * x[b];
    }
  }
  const direction = solve(hessian, gradient);
  return { direction, decrement: direction.reduce((sum, value, j) => sum + value * gradient[j], 0) };
}

/** Cholesky of the lower triangle; a pivot within the rounding, as of columns that are multiples of each other, leaves its row out. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const q = right.length;
  const l = matrix.slice();
  for (let a = 0; a < q; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = matrix[a * q + b];
      for (let k = 0; k < b; k++) sum -= l[a * q + k] * l[b * q + k];
      if (a === b) l[a * q + a] = sum > 1e-13 * matrix[a * q + a] ? Math.sqrt(sum) : Number.POSITIVE_INFINITY;
      else l[a * q + b] = sum / l[b * q + b];
    }
  }
  const x = right.slice();
  for (let a = 0; a < q; a++) {
    for (let k = 0; k < a; k++) x[a] -= l[a * q + k] * x[k];
    x[a] /= l[a * q + a];
  }
  for (let a = q - 1; a >= 0; a--) {
    for (let k = a + 1; k < q; k++) x[a] -= l[k * q + a] * x[k];
    x[a] /= l[a * q + a];
  }
  return x;
}
