import { lbfgs, type MinimiseOptions, type Minimum, newtonMinimum } from "../../math/index.js";
import type { Estimator } from "../estimator.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import { addLinearOutputs } from "./graph.js";
import { minimiseNarrowing } from "./huber-narrowing.js";
import { type HuberParts, huberHessian, huberObjective } from "./huber-objective.js";
import { MOST_FACTORISED } from "./minimise-smooth.js";
import type { HuberRegressionModel } from "./model.js";
import { linearImportance, linearOutputs } from "./predict.js";
import { prepare, termsOf } from "./prepare.js";
import { type HuberRegressionConfig, huberRegression } from "./robust-config.js";
import { type SquaresProblem, solveByReflections, squaresProblem, withIntercept } from "./squared.js";

/** The least σ, in units of the target's standard deviation: residuals below it count as none. */
const LEAST_SIGMA = 1e-8;

/** Below this share of where it starts, σ is on its way to 0. */
const NARROW = 0.01;

/**
 * Huber's regression: minimises Σ weight·(σ + H(residual/σ)·σ) + alpha·Σ coefficient² over the coefficients and σ. L-BFGS from the
 * least squares, then Newton's method on the rows within ±ε·σ.
 */
export const huberRegressionEstimator: Estimator<HuberRegressionConfig, HuberRegressionModel> = {
  kind: "huberRegression",
  learns: () => ["number"],
  fit: (config, frame, target, options) => {
    const full = huberRegression(config);
    const prepared = prepare(full, frame, target, "number", options);
    const { fitIntercept, standardize } = full;
    const input = { ...prepared, values: prepared.target.values, fitIntercept, standardize, options };
    const problem = squaresProblem(input, (_, width) => width < MOST_FACTORISED);
    const { theta, sigma, converged, iterations } = fitHuber(full, problem, options);
    const terms = termsOf(prepared, problem.design.positions, theta);
    return { kind: "huberRegression", ...terms, sigma, converged, iterations };
  },
  predict: (model, frame) => ({ kind: "number", values: linearOutputs(model, frame)[0] }),
  addToGraph: (model, target) => ({ kind: "number", values: addLinearOutputs(model, target) }),
  importance: linearImportance,
};

function fitHuber(config: HuberRegressionConfig, problem: SquaresProblem, options: FitOptions) {
  const { design, weights, total, scales, y, yMean } = problem;
  const { epsilon, alpha, fitIntercept, maxIterations } = config;
  const spread = Math.sqrt(y.reduce((sum, value, i) => sum + weights[i] * value * value, 0) / total) || 1;
  const parts: HuberParts = {
    ...{ design, weights, total, epsilon, fitIntercept, leastSigma: LEAST_SIGMA },
    y: y.map((value) => value / spread),
    ridge: scales.map((scale) => (alpha * spread) / scale ** 2),
  };
  const scaled = { ...problem, y: parts.y, yMean: 0 };
  const start = new Float64Array(design.width + 2);
  start.set(withIntercept(scaled, solveByReflections(scaled, 0).weights));
  start[start.length - 1] = startSigma(parts, start);
  const inUnits = (x: Float64Array): Float64Array =>
    x.subarray(0, -1).map((value, j) => value * spread + (j === design.width ? yMean : 0));
  // All rows lie on a plane: nothing is left to weigh.
  if (start[start.length - 1] <= 10 * LEAST_SIGMA) {
    return { theta: inUnits(start), sigma: LEAST_SIGMA * spread, converged: true, iterations: 0 };
  }
  const objective = (x: Float64Array) => huberObjective(parts, x);
  let before = 0;
  const limits = {
    tolerance: config.tolerance,
    maxIterations,
    onIteration: (iteration: number) => {
      checkNotCancelled(options);
      options.onRound?.(before + iteration, maxIterations);
    },
  };
  const isFactorised = design.width < MOST_FACTORISED;
  const rough = lbfgs(objective, start, isFactorised ? { ...limits, tolerance: 1e-3 } : limits);
  before = rough.iterations;
  const rest = { ...limits, maxIterations: Math.max(1, maxIterations - before) };
  const newton = isFactorised ? newtonMinimum(objective, (x) => huberHessian(parts, x), rough.x, rest) : rough;
  const isNarrow = isFactorised && newton.x[newton.x.length - 1] < NARROW * start[start.length - 1];
  const found = newton.converged || !isNarrow ? newton : narrowed(parts, newton, start, limits);
  const theta = inUnits(found.x);
  const iterations = isFactorised ? before + found.iterations : before;
  return { theta, sigma: found.x[found.x.length - 1] * spread, converged: found.converged, iterations };
}

function narrowed(parts: HuberParts, newton: Minimum, start: Float64Array, limits: MinimiseOptions): Minimum {
  const found = minimiseNarrowing(parts, start, limits);
  return found.value < newton.value ? found : newton;
}

/** The root mean square of the residuals. */
function startSigma(parts: HuberParts, start: Float64Array): number {
  // With σ = 1 and no residual beyond ±ε the objective is 1 + the mean of squares.
  const value = huberObjective(
    { ...parts, epsilon: Number.MAX_VALUE, ridge: parts.ridge.map(() => 0) },
    start.with(-1, 1),
  );
  return Math.max(10 * LEAST_SIGMA, Math.sqrt(Math.max(0, value.value - 1)));
}
