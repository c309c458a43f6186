import { bernoulliBayes, gaussianBayes, multinomialBayes } from "./bayes/index.js";
import { calibrated } from "./calibration/index.js";
import { bagging, stacking, voting } from "./ensemble/index.js";
import {
  eliminate,
  selectAnova,
  selectChiSquare,
  selectLasso,
  selectMutualInformation,
  selectVariance,
} from "./feature-selection/index.js";
import { decisionTree, extraTrees, randomForest } from "./forest/index.js";
import {
  elasticNet,
  gamma,
  huberRegression,
  lasso,
  leastSquares,
  logistic,
  poisson,
  quantileRegression,
  ridge,
  tweedie,
} from "./linear/index.js";
import { nearestNeighbours } from "./neighbours/index.js";
import { pipeline } from "./pipeline/index.js";
import {
  bin,
  dates,
  dropColumns,
  frequencyEncode,
  hashEncode,
  impute,
  oneHot,
  ordinalEncode,
  outliers,
  polynomial,
  scale,
  selectColumns,
  targetEncode,
  toCategory,
  yeoJohnson,
} from "./preprocess/index.js";
import { pca, truncatedSvd } from "./projection/index.js";
import { ngrams } from "./text/index.js";
import { gbdt } from "./tree/config.js";

/** The function that makes a full configuration of each kind of estimator. */
export const CONSTRUCTORS = {
  gbdt,
  decisionTree,
  randomForest,
  extraTrees,
  logistic,
  leastSquares,
  ridge,
  lasso,
  elasticNet,
  poisson,
  gamma,
  tweedie,
  quantileRegression,
  huberRegression,
  nearestNeighbours,
  gaussianBayes,
  bernoulliBayes,
  multinomialBayes,
  bagging,
  voting,
  stacking,
  calibrated,
  pipeline,
} as const;

/** The same of each kind of step. */
export const STEP_CONSTRUCTORS = {
  bin,
  dates,
  dropColumns,
  eliminate,
  frequencyEncode,
  hashEncode,
  impute,
  ngrams,
  oneHot,
  ordinalEncode,
  outliers,
  pca,
  polynomial,
  scale,
  selectAnova,
  selectChiSquare,
  selectColumns,
  selectLasso,
  selectMutualInformation,
  selectVariance,
  targetEncode,
  toCategory,
  truncatedSvd,
  yeoJohnson,
} as const;

/** What can be trained, told apart by `kind`. */
export type EstimatorConfig = ReturnType<(typeof CONSTRUCTORS)[keyof typeof CONSTRUCTORS]>;
