import {
  choleskySolve,
  type LbfgsOptions,
  lbfgs,
  type Minimum,
  newtonMinimum,
  shiftedCholesky,
} from "../../math/index.js";
import { BLOCK, type Design } from "./design-matrix.js";
import { forEachBlock } from "./design-products.js";
import { outputsOf } from "./smooth-problem.js";
import { type PreparedProblem, parametersOf, prepareProblem, type SmoothTask, watcher } from "./smooth-task.js";

/** Where it ended, and over which design. */
export interface SmoothMinimum extends Minimum {
  readonly design: Design;
}

/** Up to so many parameters the Hessian is factorised. */
export const MOST_FACTORISED = 1000;
/** Multiplications of one Hessian up to which Newton's method is used on all rows at once. */
const CHEAP = 1e8;
const BEARABLE = 2e10;
/** Steps of L-BFGS from a sample, after which Newton's method on all rows goes on. */
const MOST_FROM_SAMPLE = 40;

/**
 * The minimum of the mean loss. Few rows: Newton's method. Many: Newton's method on a sample of rows spread evenly, then L-BFGS on all
 * of them from there, preconditioned with the sample's Hessian, so that a handful of passes over the rows is enough and badly
 * conditioned columns do not matter. More parameters than can be factorised: L-BFGS with a diagonal.
 */
export function minimiseSmooth(task: SmoothTask): SmoothMinimum {
  const { rows } = task.table;
  const size = parametersOf(task);
  const cost = (rows * size * size * (1 + 1 / task.outputs)) / 4 + size ** 3 / 6;
  const sampled = Math.max(20_000, 50 * size);
  const factorised = size <= MOST_FACTORISED;
  if (factorised && cost > CHEAP && rows >= 3 * sampled) return fromSample(task, sampled, cost);
  const prepared = prepareProblem(task, undefined, { gram: factorised });
  if (factorised && cost <= BEARABLE) {
    const found = newton(task, prepared, prepared.start);
    if (found.converged || found.iterations >= task.maxIterations) return found;
    return quasiNewton(task, prepared, found.x, { before: found.iterations });
  }
  return quasiNewton(task, prepared, prepared.start, { precondition: diagonalOf(prepared) });
}

function newton(task: SmoothTask, prepared: PreparedProblem, start: Float64Array, before = 0): SmoothMinimum {
  const { problem, design, tolerance } = prepared;
  const limits = { tolerance, maxIterations: task.maxIterations - before, onIteration: watcher(task, before) };
  const found = newtonMinimum(problem.objective, problem.hessian, start, limits);
  return { ...found, iterations: found.iterations + before, design };
}

type Preconditioner = (g: Float64Array, out: Float64Array) => void;

function quasiNewton(
  task: SmoothTask,
  prepared: PreparedProblem,
  start: Float64Array,
  known: Pick<LbfgsOptions, "precondition" | "atStart" | "mayTrust"> & {
    readonly before?: number;
    readonly most?: number;
  },
): SmoothMinimum {
  const { problem, design, tolerance } = prepared;
  const { before = 0, most = task.maxIterations } = known;
  const limits = {
    tolerance,
    maxIterations: Math.min(most, task.maxIterations) - before,
    onIteration: watcher(task, before),
  };
  const found = lbfgs(problem.objective, start, { ...limits, ...known });
  return { ...found, iterations: found.iterations + before, design };
}

function fromSample(task: SmoothTask, sampled: number, cost: number): SmoothMinimum {
  const { rows } = task.table;
  const step = Math.floor(rows / sampled);
  const some = prepareProblem(
    task,
    Int32Array.from({ length: sampled }, (_, i) => i * step),
    { gram: true },
  );
  const quick = { ...task, maxIterations: 20, tolerance: 1e-4, options: { ...task.options, onRound: () => {} } };
  const near = newton(quick, { ...some, tolerance: 1e-4 * (some.tolerance / task.tolerance) }, some.start);
  const whole = prepareProblem(task, undefined, { gram: cost <= BEARABLE, isStreamed: true });
  const atNear = whole.problem.objective(near.x);
  const isNearer = near.converged && atNear.value <= whole.startValue;
  const start = isNearer ? near.x : whole.start;
  const factor = shiftedCholesky(raised(some, whole, start), start.length);
  const precondition =
    factor === null
      ? diagonalOf(whole)
      : (g: Float64Array, out: Float64Array) => choleskySolve(factor, g.length, g, out);
  const most = cost > BEARABLE ? task.maxIterations : MOST_FROM_SAMPLE;
  const found = quasiNewton(task, whole, start, {
    precondition,
    most,
    mayTrust: true,
    ...(isNearer && { atStart: atNear }),
  });
  if (found.converged || cost > BEARABLE || found.iterations >= task.maxIterations) return found;
  return newton(task, whole, found.x, found.iterations);
}

/** The sample's Hessian, its diagonal raised where the sample has fewer rows of a category than its share. */
function raised(some: PreparedProblem, whole: PreparedProblem, at: Float64Array): Float64Array {
  const { denseWidth, width, rows, hot } = whole.design;
  const hessian = some.problem.hessian(at);
  const shares = new Float64Array(width);
  for (const position of hot) if (position >= 0) shares[position] += 1 / rows;
  const n = at.length;
  for (let k = 0; k < n; k += width + 1) {
    const curvature = hessian[(k + width) * n + k + width];
    for (let j = denseWidth; j < width; j++) {
      const least = 0.25 * curvature * shares[j] + whole.ridge[j];
      hessian[(k + j) * n + k + j] = Math.max(hessian[(k + j) * n + k + j], least);
    }
  }
  return hessian;
}

/** Divides by the Hessian's diagonal as it would be if every row had the mean curvature of the start. */
function diagonalOf({ design, family, ridge, start }: PreparedProblem): Preconditioner {
  const z = outputsOf(design, start);
  const size = design.width + 1;
  const diagonal = new Float64Array(start.length);
  const block = new Float64Array(BLOCK);
  const squares = meanSquares(design);
  for (let k = 0; k < family.outputs; k++) {
    let curvature = 0;
    for (let from = 0; from < design.rows; from += BLOCK) {
      const out = block.subarray(0, Math.min(BLOCK, design.rows - from));
      family.curvatures({ k, l: k }, z, from, out);
      curvature += out.reduce((sum, value) => sum + value, 0);
    }
    for (let j = 0; j < size; j++) {
      const value = (curvature / design.rows) * (j === design.width ? 1 : squares[j]);
      diagonal[k * size + j] = value + (ridge[j] ?? 0) || 1;
    }
  }
  return (g, out) => out.set(g.map((value, i) => value / diagonal[i]));
}

function meanSquares(design: Design): Float64Array {
  const { rows, denseWidth, stride, hot, width } = design;
  const { values } = design.heap;
  const squares = new Float64Array(width);
  forEachBlock(design, (_, count, __, x) => {
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < denseWidth; j++) squares[j] += values[x + i * stride + j] ** 2;
    }
  });
  for (const position of hot) if (position >= 0) squares[position]++;
  return squares.map((value) => value / rows);
}
