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

/** Hyperparameters of least squares. */
export interface LeastSquaresConfig extends LinearOptions {
  readonly kind: "leastSquares";
}

/**
 * Least squares without a penalty: the least Σ weight·(y − η)². scikit-learn's LinearRegression.
 *
 * @example
 * ```ts
 * const config = leastSquares({ fitIntercept: false });
 * ```
 */
export function leastSquares(config: Given<LeastSquaresConfig> = {}): LeastSquaresConfig {
  return readConfig({ kind: "leastSquares", ...linearDefaults }, config, {});
}

/** Hyperparameters of ridge regression. */
export interface RidgeConfig extends LinearOptions, PenaltyOptions {
  readonly kind: "ridge";
  /** α of Σ weight·(y − η)² + α·Σ coefficient²: next to the *sum* of squares. scikit-learn: `alpha`. */
  readonly alpha: number;
}

/**
 * Ridge regression: squares with an L2 penalty. scikit-learn's Ridge.
 *
 * @example
 * ```ts
 * const config = ridge({ alpha: 10, standardize: true });
 * ```
 */
export function ridge(config: Given<RidgeConfig> = {}): RidgeConfig {
  const full = readConfig<RidgeConfig>(
    { kind: "ridge", alpha: 1, standardize: false, ...linearDefaults },
    config,
    penaltyRules,
  );
  refuseIdleStandardize("ridge", full.standardize, full.alpha > 0);
  return full;
}

/** Hyperparameters of the lasso. */
export interface LassoConfig extends LinearOptions, PenaltyOptions, SearchOptions {
  readonly kind: "lasso";
  /** α of Σ weight·(y − η)² / (2·Σ weight) + α·Σ |coefficient|. scikit-learn: `alpha`. */
  readonly alpha: number;
}

/** Hyperparameters of the elastic net. */
export interface ElasticNetConfig extends LinearOptions, PenaltyOptions, SearchOptions {
  readonly kind: "elasticNet";
  /** α of the mean of squares / 2 + α·ρ·Σ |coefficient| + ½·α·(1 − ρ)·Σ coefficient². scikit-learn: `alpha`. */
  readonly alpha: number;
  /** ρ, from 0 (ridge) to 1 (lasso). scikit-learn: `l1_ratio`. */
  readonly l1Ratio: number;
}

/** Sweeps over all columns, and the duality gap, relative to the squares of the centred target, at which they end. */
const search: SearchOptions = { tolerance: 1e-10, maxIterations: 10_000 };

/**
 * The lasso: squares with an L1 penalty, which makes coefficients exactly 0. scikit-learn's Lasso; `tolerance` is its `tol`.
 *
 * @example
 * ```ts
 * const config = lasso({ alpha: 0.1 });
 * ```
 */
export function lasso(config: Given<LassoConfig> = {}): LassoConfig {
  const full = readConfig<LassoConfig>(
    { kind: "lasso", alpha: 1, standardize: false, ...search, ...linearDefaults },
    config,
    { ...penaltyRules, ...searchRules },
  );
  refuseIdleStandardize("lasso", full.standardize, full.alpha > 0);
  return full;
}

/**
 * The elastic net: squares with an L1 and an L2 penalty. scikit-learn's ElasticNet; `tolerance` is its `tol`.
 *
 * @example
 * ```ts
 * const config = elasticNet({ alpha: 0.1, l1Ratio: 0.9 });
 * ```
 */
export function elasticNet(config: Given<ElasticNetConfig> = {}): ElasticNetConfig {
  const full = readConfig<ElasticNetConfig>(
    { kind: "elasticNet", alpha: 1, l1Ratio: 0.5, standardize: false, ...search, ...linearDefaults },
    config,
    { ...penaltyRules, ...searchRules, l1Ratio: { min: 0, max: 1 } },
  );
  refuseIdleStandardize("elasticNet", full.standardize, full.alpha > 0);
  return full;
}
