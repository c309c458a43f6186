import { GyreError } from "../../core/index.js";
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

/** Hyperparameters of a generalised linear model. */
export interface GlmOptions extends LinearOptions, PenaltyOptions, SearchOptions {
  /** α of the mean of half the unit deviance + ½·α·Σ coefficient². scikit-learn: `alpha`. */
  readonly alpha: number;
}

/** Hyperparameters of Poisson regression. */
export interface PoissonConfig extends GlmOptions {
  readonly kind: "poisson";
}

/** Hyperparameters of gamma regression. */
export interface GammaConfig extends GlmOptions {
  readonly kind: "gamma";
}

/** Hyperparameters of Tweedie regression. */
export interface TweedieConfig extends GlmOptions {
  readonly kind: "tweedie";
  /** p of variance ∝ mean^p: 0 normal, 1 Poisson, between 1 and 2 compound Poisson–gamma, 2 gamma, 3 inverse Gaussian. scikit-learn: `power`. */
  readonly power: number;
  /** How η gives the mean; by default the identity for p ≤ 0, else the logarithm. scikit-learn: `link`. */
  readonly link?: "log" | "identity";
}

/** The largest component of the gradient in standardised columns, relative to the mean slope at the start. */
const defaults: GlmOptions = {
  alpha: 1,
  standardize: false,
  tolerance: 1e-6,
  maxIterations: 200,
  ...linearDefaults,
};
const rules = { ...penaltyRules, ...searchRules };

/**
 * Poisson regression of counts ≥ 0, mean e^η. scikit-learn's PoissonRegressor.
 *
 * @example
 * ```ts
 * const config = poisson({ alpha: 0.01 });
 * ```
 */
export function poisson(config: Given<PoissonConfig> = {}): PoissonConfig {
  return checked(readConfig<PoissonConfig>({ kind: "poisson", ...defaults }, config, rules));
}

/**
 * Gamma regression of amounts above 0, mean e^η. scikit-learn's GammaRegressor.
 *
 * @example
 * ```ts
 * const config = gamma({ alpha: 0.01 });
 * ```
 */
export function gamma(config: Given<GammaConfig> = {}): GammaConfig {
  return checked(readConfig<GammaConfig>({ kind: "gamma", ...defaults }, config, rules));
}

/**
 * Tweedie regression. scikit-learn's TweedieRegressor. Throws `learn.bad_config` for a power between 0 and 1, for which there is no
 * such distribution.
 *
 * @example
 * ```ts
 * const config = tweedie({ power: 1.5, alpha: 0 });
 * ```
 */
export function tweedie(config: Given<TweedieConfig> = {}): TweedieConfig {
  const full = readConfig<TweedieConfig>({ kind: "tweedie", power: 0, ...defaults }, config, {
    ...rules,
    power: { min: -100, max: 100 },
    link: { oneOf: ["log", "identity"] },
  });
  if (full.power > 0 && full.power < 1) {
    throw new GyreError("learn.bad_config", `tweedie: power is ${full.power}, but none between 0 and 1 exists`, {
      hint: "Take 0 (normal), 1 (Poisson) or one between 1 and 2.",
      details: { name: "power", value: full.power },
    });
  }
  return checked(full);
}

function checked<C extends GlmOptions & { readonly kind: string }>(config: C): C {
  refuseIdleStandardize(config.kind, config.standardize, config.alpha > 0);
  return config;
}
