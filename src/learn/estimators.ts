import { bernoulliBayesEstimator, gaussianBayesEstimator, multinomialBayesEstimator } from "./bayes/index.js";
import { calibratedEstimator } from "./calibration/index.js";
import { baggingEstimator, stackingEstimator, votingEstimator } from "./ensemble/index.js";
import type { AnyConfig, AnyModel, GraphPrediction, Learner } from "./estimator.js";
import type { BlockGraph } from "./export/blocks.js";
import type { FitOptions } from "./fit-options.js";
import { decisionTreeEstimator, extraTreesEstimator, randomForestEstimator } from "./forest/index.js";
import {
  elasticNetEstimator,
  gammaEstimator,
  huberRegressionEstimator,
  lassoEstimator,
  leastSquaresEstimator,
  logisticEstimator,
  poissonEstimator,
  quantileRegressionEstimator,
  ridgeEstimator,
  tweedieEstimator,
} from "./linear/index.js";
import { nearestNeighboursEstimator } from "./neighbours/index.js";
import { pipelineEstimator } from "./pipeline/index.js";
import type { Prediction } from "./prediction.js";
import type { Frame } from "./table.js";
import type { Target } from "./target.js";
import { gbdtEstimator } from "./tree/gbdt-estimator.js";

/** An estimator of any kind; it is only given configurations and models of its own. */
export interface AnyEstimator {
  readonly kind: string;
  // Methods, so that an estimator of one kind of configuration is an estimator.
  learns(config: AnyConfig, learner: Learner): readonly Target["kind"][];
  fit(config: AnyConfig, frame: Frame, target: Target, options: FitOptions, learner: Learner): AnyModel;
  predict(model: AnyModel, frame: Frame, learner: Learner): Prediction;
  addToGraph(model: AnyModel, graph: BlockGraph, learner: Learner): GraphPrediction;
  importance?(model: AnyModel, learner: Learner): readonly number[];
}

/** All estimators by kind. */
export const estimators: ReadonlyMap<string, AnyEstimator> = new Map(
  [
    gbdtEstimator,
    decisionTreeEstimator,
    randomForestEstimator,
    extraTreesEstimator,
    logisticEstimator,
    leastSquaresEstimator,
    ridgeEstimator,
    lassoEstimator,
    elasticNetEstimator,
    poissonEstimator,
    gammaEstimator,
    tweedieEstimator,
    quantileRegressionEstimator,
    huberRegressionEstimator,
    nearestNeighboursEstimator,
    gaussianBayesEstimator,
    bernoulliBayesEstimator,
    multinomialBayesEstimator,
    baggingEstimator,
    votingEstimator,
    stackingEstimator,
    calibratedEstimator,
    pipelineEstimator,
  ].map((estimator: AnyEstimator) => [estimator.kind, estimator]),
);
