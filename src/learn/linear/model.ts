import type { TableModelColumn } from "../model-column.js";

/** How a linear model turns one column into numbers; the order of `weights` follows these encodings. */
export type LinearEncoding =
  /** (value − mean) / scale with NaN replaced by `fill` first; with `indicator` one more 0/1 number: was it missing. */
  | {
      readonly kind: "number";
      readonly fill: number;
      readonly mean: number;
      readonly scale: number;
      readonly indicator: boolean;
    }
  /** One 0/1 number for each kept category code; missing, unknown and rare ones are all zeros. */
  | { readonly kind: "category"; readonly codes: readonly number[] };

/** What all linear models are made of: for each output η = intercept + Σ weight·x over the encoded numbers x. */
export interface LinearTerms {
  readonly columns: readonly TableModelColumn[];
  readonly encodings: readonly LinearEncoding[];
  /** (outputs, numbers) row-major. */
  readonly weights: readonly number[];
  /** One for each output. */
  readonly intercepts: readonly number[];
}

/** How the search for the weights ended. */
export interface Convergence {
  /** False when it stopped before it met its tolerance: the weights are the best found. */
  readonly converged: boolean;
  readonly iterations: number;
}

/** Least squares: prediction = η. */
export interface LeastSquaresModel extends LinearTerms {
  readonly kind: "leastSquares";
  /** How many directions the numbers span, without the intercept; below their count the shortest solution was taken. */
  readonly rank: number;
}

/** Ridge regression: prediction = η. */
export interface RidgeModel extends LinearTerms {
  readonly kind: "ridge";
}

/** Lasso and elastic net: prediction = η. */
export interface SparseModel<K extends "lasso" | "elasticNet" = "lasso" | "elasticNet">
  extends LinearTerms,
    Convergence {
  readonly kind: K;
  /** How far the objective can be above its minimum, at most, relative to that of weights 0. */
  readonly gap: number;
}

/** A generalised linear model: prediction = e^η, or η with the identity link. */
export interface GlmModel<K extends "poisson" | "gamma" | "tweedie" = "poisson" | "gamma" | "tweedie">
  extends LinearTerms,
    Convergence {
  readonly kind: K;
  readonly link: "log" | "identity";
  /** Training rows whose η lay beyond 700, where e^η is taken as e^700. */
  readonly cappedRows: number;
}

/** Quantile regression: prediction = η. */
export interface QuantileRegressionModel extends LinearTerms, Convergence {
  readonly kind: "quantileRegression";
}

/** Huber's regression: prediction = η. */
export interface HuberRegressionModel extends LinearTerms, Convergence {
  readonly kind: "huberRegression";
  /** σ, the scale of the residuals, estimated with the weights. */
  readonly sigma: number;
}

/**
 * Logistic regression. Of `classes` those at `seen` had rows; the others have the probability 0. With two seen classes there is one
 * output, the log-odds of the second; with more, one for each seen class, and the probabilities are their softmax.
 */
export interface LogisticRegressionModel extends LinearTerms, Convergence {
  readonly kind: "logistic";
  readonly classes: readonly string[];
  readonly seen: readonly number[];
}

/** Every model of this room. */
export type LinearModel =
  | LeastSquaresModel
  | RidgeModel
  | SparseModel<"lasso">
  | SparseModel<"elasticNet">
  | GlmModel<"poisson">
  | GlmModel<"gamma">
  | GlmModel<"tweedie">
  | QuantileRegressionModel
  | HuberRegressionModel
  | LogisticRegressionModel;
