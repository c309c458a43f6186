import {
  atLeastZero,
  type Given,
  type LinearOptions,
  linearDefaults,
  type PenaltyOptions,
  readConfig,
  refuseIdleStandardize,
  type SearchOptions,
  searchRules,
} from "./read-config.js";

/** How much the rows of a class count: all alike, so that all classes weigh the same, or by the name of the class (1 by default). */
export type ClassWeight = "none" | "balanced" | Readonly<Record<string, number>>;

/** Hyperparameters of logistic regression. */
export interface LogisticRegressionConfig extends LinearOptions, PenaltyOptions, SearchOptions {
  readonly kind: "logistic";
  /** λ₂ of the penalty ½·λ₂·Σ coefficient² next to the *mean* log loss; scikit-learn's C is 1 / (λ₂·Σ weight). */
  readonly l2: number;
  /** λ₁ of the penalty λ₁·Σ |coefficient|; for an L1 penalty alone scikit-learn's C is 1 / (λ₁·Σ weight). */
  readonly l1: number;
  /** scikit-learn: `class_weight`. */
  readonly classWeight: ClassWeight;
}

/** What {@link logistic} fills in. */
export const logisticRegressionDefaults: LogisticRegressionConfig = {
  kind: "logistic",
  l2: 1e-4,
  l1: 0,
  classWeight: "none",
  standardize: false,
  tolerance: 1e-6,
  maxIterations: 200,
  ...linearDefaults,
};

/**
 * A full configuration of logistic regression: what is not given comes from {@link logisticRegressionDefaults}. Throws
 * `learn.bad_config` for an unknown name or a value out of range.
 *
 * @example
 * ```ts
 * const config = logistic({ l2: 0.01, classWeight: "balanced" });
 * ```
 */
export function logistic(config: Given<LogisticRegressionConfig> = {}): LogisticRegressionConfig {
  const full = readConfig(logisticRegressionDefaults, config, {
    ...searchRules,
    l1: atLeastZero,
    l2: atLeastZero,
    standardize: { boolean: true },
    classWeight: { accepts: isClassWeight, expected: '"none", "balanced" or a number above 0 for each class' },
  });
  refuseIdleStandardize("logistic", full.standardize, full.l1 > 0 || full.l2 > 0);
  return full;
}

function isClassWeight(value: unknown): boolean {
  if (value === "none" || value === "balanced") return true;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((weight) => typeof weight === "number" && weight > 0 && Number.isFinite(weight));
}
