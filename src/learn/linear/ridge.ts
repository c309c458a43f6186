import type { Estimator } from "../estimator.js";
import type { FitOptions } from "../fit-options.js";
import type { Frame } from "../table.js";
import type { Target } from "../target.js";
import { addLinearOutputs } from "./graph.js";
import type { LeastSquaresModel, LinearTerms, RidgeModel } from "./model.js";
import { linearImportance, linearOutputs } from "./predict.js";
import { type EncodingConfig, prepare, termsOf } from "./prepare.js";
import {
  type SquaresProblem,
  solveByReflections,
  solveDual,
  solveNormalEquations,
  squaresProblem,
  withIntercept,
} from "./squared.js";
import { type LeastSquaresConfig, leastSquares, type RidgeConfig, ridge } from "./squared-config.js";

/** Least squares, by Householder's reduction. Of several solutions the one with the shortest coefficients. */
export const leastSquaresEstimator: Estimator<LeastSquaresConfig, LeastSquaresModel> = {
  kind: "leastSquares",
  learns: () => ["number"],
  fit: (config, frame, target, options) => {
    const data = { frame, target };
    const { problem, finish } = squares({ ...leastSquares(config), standardize: false }, data, options, () => false);
    const { weights, rank } = solveByReflections(problem, 0);
    return { kind: "leastSquares", ...finish(weights), rank };
  },
  predict: (model, frame) => ({ kind: "number", values: linearOutputs(model, frame)[0] }),
  addToGraph: (model, target) => ({ kind: "number", values: addLinearOutputs(model, target) }),
  importance: linearImportance,
};

/** Ridge regression, by Cholesky's factorisation of as many equations as there are numbers or, if they are fewer, rows. */
export const ridgeEstimator: Estimator<RidgeConfig, RidgeModel> = {
  kind: "ridge",
  learns: () => ["number"],
  fit: (config, frame, target, options) => {
    const full = ridge(config);
    const { problem, finish } = squares(
      full,
      { frame, target },
      options,
      (rows, width) => rows >= width && full.alpha > 0,
    );
    return { kind: "ridge", ...finish(ridgeWeights(problem, full.alpha)) };
  },
  predict: (model, frame) => ({ kind: "number", values: linearOutputs(model, frame)[0] }),
  addToGraph: (model, target) => ({ kind: "number", values: addLinearOutputs(model, target) }),
  importance: linearImportance,
};

/** The weights with the least Σ weight·(y − η)² + alpha·Σ coefficient². */
export function ridgeWeights(problem: SquaresProblem, alpha: number): Float64Array {
  const { rows, width } = problem.design;
  if (alpha === 0) return solveByReflections(problem, 0).weights;
  if (rows < width) return solveDual(problem, alpha);
  return solveNormalEquations(problem, alpha) ?? solveByReflections(problem, alpha).weights;
}

/** The problem, and the terms of a model from its weights. */
export function squares(
  config: EncodingConfig & { readonly standardize: boolean },
  { frame, target }: { readonly frame: Frame; readonly target: Target },
  options: FitOptions,
  gram: (rows: number, width: number) => boolean,
): { readonly problem: SquaresProblem; readonly finish: (weights: Float64Array) => LinearTerms } {
  const prepared = prepare(config, frame, target, "number", options);
  const { fitIntercept, standardize } = config;
  const problem = squaresProblem(
    { ...prepared, values: prepared.target.values, fitIntercept, standardize, options },
    gram,
  );
  return {
    problem,
    finish: (weights) => termsOf(prepared, problem.design.positions, withIntercept(problem, weights)),
  };
}
