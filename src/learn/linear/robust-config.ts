import {
  type Given,
  type LinearOptions,
  linearDefaults,
  type PenaltyOptions,
  penaltyRules,
  readConfig,
  refuseIdleStandardize,
  type SearchOptions,
  searchRules,
} from "./read-config.js";

/** Hyperparameters of quantile regression. */
export interface QuantileRegressionConfig extends LinearOptions, PenaltyOptions, SearchOptions {
  readonly kind: "quantileRegression";
  /** Which quantile of y is predicted, between 0 and 1. scikit-learn: `quantile`. */
  readonly quantile: number;
  /** α of the mean pinball loss + α·Σ |coefficient|. scikit-learn: `alpha`. */
  readonly alpha: number;
}

/**
 * Linear regression of a quantile, by default the median. scikit-learn's QuantileRegressor. `tolerance` is the gap between primal
 * and dual objective, relative to the loss of the start.
 *
 * @example
 * ```ts
 * const config = quantileRegression({ quantile: 0.9, alpha: 0 });
 * ```
 */
export function quantileRegression(config: Given<QuantileRegressionConfig> = {}): QuantileRegressionConfig {
  const full = readConfig<QuantileRegressionConfig>(
    {
      ...{ kind: "quantileRegression", quantile: 0.5, alpha: 1, standardize: false },
      ...{ tolerance: 1e-10, maxIterations: 200 },
      ...linearDefaults,
    },
    config,
    { ...penaltyRules, ...searchRules, quantile: { min: 0, max: 1, open: true, openMax: true } },
  );
  refuseIdleStandardize("quantileRegression", full.standardize, full.alpha > 0);
  return full;
}

/** Hyperparameters of Huber's regression. */
export interface HuberRegressionConfig extends LinearOptions, PenaltyOptions, SearchOptions {
  readonly kind: "huberRegression";
  /** Residuals beyond ε·σ count linearly. At least 1. scikit-learn: `epsilon`. */
  readonly epsilon: number;
  /** α of Σ weight·(σ + H(residual/σ)·σ) + α·Σ coefficient². scikit-learn: `alpha`. */
  readonly alpha: number;
}

/**
 * Huber's regression: squares for small residuals, absolute values for large ones, their scale σ estimated too. scikit-learn's
 * HuberRegressor.
 *
 * @example
 * ```ts
 * const config = huberRegression({ epsilon: 1.5 });
 * ```
 */
export function huberRegression(config: Given<HuberRegressionConfig> = {}): HuberRegressionConfig {
  const full = readConfig<HuberRegressionConfig>(
    {
      ...{ kind: "huberRegression", epsilon: 1.35, alpha: 1e-4, standardize: false },
      ...{ tolerance: 1e-8, maxIterations: 200 },
      ...linearDefaults,
    },
    config,
    { ...penaltyRules, ...searchRules, epsilon: { min: 1, max: Number.MAX_VALUE } },
  );
  refuseIdleStandardize("huberRegression", full.standardize, full.alpha > 0);
  return full;
}
