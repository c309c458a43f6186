import type { GammaConfig, PoissonConfig, TweedieConfig } from "./glm-config.js";
import type { LogisticRegressionConfig } from "./logistic-config.js";
import type { HuberRegressionConfig, QuantileRegressionConfig } from "./robust-config.js";
import type { ElasticNetConfig, LassoConfig, LeastSquaresConfig, RidgeConfig } from "./squared-config.js";

/** A configuration of any linear estimator, told apart by `kind`. */
export type AnyLinearConfig =
  | LeastSquaresConfig
  | RidgeConfig
  | LassoConfig
  | ElasticNetConfig
  | LogisticRegressionConfig
  | PoissonConfig
  | GammaConfig
  | TweedieConfig
  | QuantileRegressionConfig
  | HuberRegressionConfig;
