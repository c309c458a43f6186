import type { Estimator, Learner } from "../estimator.js";
import type { FitOptions } from "../fit-options.js";
import type { Prediction } from "../prediction.js";
import type { Frame } from "../table.js";
import type { Target } from "../target.js";
import {
  type AnyLinearConfig,
  elasticNetEstimator,
  gammaEstimator,
  huberRegressionEstimator,
  type LinearModel,
  lassoEstimator,
  leastSquaresEstimator,
  logisticEstimator,
  poissonEstimator,
  quantileRegressionEstimator,
  ridgeEstimator,
  tweedieEstimator,
} from "./index.js";

const estimators = {
  leastSquares: leastSquaresEstimator,
  ridge: ridgeEstimator,
  lasso: lassoEstimator,
  elasticNet: elasticNetEstimator,
  logistic: logisticEstimator,
  poisson: poissonEstimator,
  gamma: gammaEstimator,
  tweedie: tweedieEstimator,
  quantileRegression: quantileRegressionEstimator,
  huberRegression: huberRegressionEstimator,
};

/** The estimator of a kind of linear model, for tests that go over all of them. */
export function estimatorFor(kind: LinearModel["kind"]): Estimator<AnyLinearConfig, LinearModel> {
  return estimators[kind] as unknown as Estimator<AnyLinearConfig, LinearModel>;
}

/** No estimator of this room is made of others. */
export const noLearner: Learner = {
  fit: () => unexpected(),
  predict: () => unexpected(),
  addToGraph: () => unexpected(),
  importance: () => unexpected(),
  learns: () => unexpected(),
};

/** A fit of any linear model. */
export function fitWith(config: AnyLinearConfig, frame: Frame, target: Target, options: FitOptions = {}): LinearModel {
  return estimatorFor(config.kind).fit(config, frame, target, options, noLearner);
}

/** What any linear model predicts. */
export function predictWith(model: LinearModel, frame: Frame): Prediction {
  return estimatorFor(model.kind).predict(model, frame, noLearner);
}

function unexpected(): never {
  throw new Error("a linear estimator asked for another");
}
