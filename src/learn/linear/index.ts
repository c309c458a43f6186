export type { AnyLinearConfig } from "./any-config.js";
export { type Coefficients, coefficientsOf } from "./coefficients.js";
export {
  type ElasticNetPath,
  elasticNetEstimator,
  elasticNetPath,
  lassoEstimator,
  lassoPath,
  type PathConfig,
} from "./elastic-net.js";
export { fitLinearEncodings } from "./encodings.js";
export { gammaEstimator, poissonEstimator, tweedieEstimator } from "./glm.js";
export {
  type GammaConfig,
  gamma,
  type PoissonConfig,
  poisson,
  type TweedieConfig,
  tweedie,
} from "./glm-config.js";
export { huberRegressionEstimator } from "./huber.js";
export {
  type ClassWeight,
  type LogisticRegressionConfig,
  logistic,
  logisticRegressionDefaults,
} from "./logistic-config.js";
export { logisticEstimator, logOddsOfSecond } from "./logistic-regression.js";
export type {
  Convergence,
  GlmModel,
  HuberRegressionModel,
  LeastSquaresModel,
  LinearEncoding,
  LinearModel,
  LinearTerms,
  LogisticRegressionModel,
  QuantileRegressionModel,
  RidgeModel,
  SparseModel,
} from "./model.js";
export { quantileRegressionEstimator } from "./quantile.js";
export { leastSquaresEstimator, ridgeEstimator } from "./ridge.js";
export {
  type HuberRegressionConfig,
  huberRegression,
  type QuantileRegressionConfig,
  quantileRegression,
} from "./robust-config.js";
export {
  type ElasticNetConfig,
  elasticNet,
  type LassoConfig,
  type LeastSquaresConfig,
  lasso,
  leastSquares,
  type RidgeConfig,
  ridge,
} from "./squared-config.js";
