import { checkConfig, type Range } from "../check-config.js";

/** Hyperparameters of logistic regression. */
export interface LogisticConfig {
  readonly kind: "logistic";
  /** λ of the penalty ½·λ·Σ weight² next to the *mean* log loss; scikit-learn's C is 1 / (λ·rows). */
  readonly l2: number;
  /** Most Newton steps; after the last one the weights are taken as they are. */
  readonly maxIterations: number;
  /** Converged once no component of the gradient (in the standardised features) is larger. */
  readonly tolerance: number;
  /** Categories in fewer rows get no weight of their own. */
  readonly minCategoryCount: number;
}

/** What {@link logistic} fills in. */
export const logisticDefaults: LogisticConfig = {
  kind: "logistic",
  l2: 1e-4,
  maxIterations: 50,
  tolerance: 1e-8,
  minCategoryCount: 20,
};

const ranges: Readonly<Record<string, Range>> = {
  l2: { min: 0, max: Number.MAX_VALUE, open: true },
  maxIterations: { min: 1, max: 100_000, whole: true },
  tolerance: { min: 0, max: 1, open: true },
  minCategoryCount: { min: 1, max: Number.MAX_VALUE, whole: true },
};

/**
 * A full configuration of logistic regression: what is not given comes from {@link logisticDefaults}. Throws `learn.bad_config`
 * for an unknown name or a value out of range.
 *
 * @example
 * ```ts
 * const config = logistic({ l2: 0.01 });
 * ```
 */
export function logistic(config: Partial<Omit<LogisticConfig, "kind">> = {}): LogisticConfig {
  const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
  const full: LogisticConfig = { ...logisticDefaults, ...given, kind: "logistic" };
  checkConfig("logistic", full, ranges);
  return full;
}
