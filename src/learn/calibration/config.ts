import { checkConfig, type Rule, withDefaults } from "../check-config.js";
import { isConfig } from "../ensemble/member-columns.js";
import type { AnyConfig } from "../estimator.js";

/** How probabilities are corrected. */
export type CalibrationMethod = "platt" | "isotonic" | "temperature" | "beta";

/** Hyperparameters of a calibrated classifier; scikit-learn's CalibratedClassifierCV. */
export interface CalibratedConfig {
  readonly kind: "calibrated";
  /** Any estimator of classes. */
  readonly estimator: AnyConfig;
  /** scikit-learn's "sigmoid" is "platt". */
  readonly method: CalibrationMethod;
  /** Inner folds, on which the estimator predicts rows that it has not seen; scikit-learn's cv. */
  readonly folds: number;
  /**
   * False: one map from all out-of-fold predictions, over one estimator fitted on all rows. True: for each fold its own estimator and
   * map, and the mean of their probabilities (scikit-learn's default): `folds` times as large and as slow.
   */
  readonly ensemble: boolean;
}

/** What {@link calibrated} fills in besides the estimator. */
export const calibratedDefaults = { kind: "calibrated", method: "platt", folds: 5, ensemble: false } as const;

const rules: Readonly<Record<string, Rule>> = {
  estimator: { accepts: isConfig, expected: "an estimator's configuration" },
  method: { oneOf: ["platt", "isotonic", "temperature", "beta"] },
  folds: { min: 2, max: 1000, whole: true },
  ensemble: { boolean: true },
};

/**
 * An estimator of classes whose probabilities are corrected on rows that it has not learned from. Throws `learn.bad_config`.
 *
 * @example
 * ```ts
 * const config = calibrated({ estimator: gaussianBayes(), method: "isotonic" });
 * ```
 */
export function calibrated(
  config: Pick<CalibratedConfig, "estimator"> & Partial<Omit<CalibratedConfig, "kind">>,
): CalibratedConfig {
  checkConfig("calibrated", config, rules);
  return withDefaults<CalibratedConfig>({ ...calibratedDefaults, estimator: config.estimator }, config);
}
