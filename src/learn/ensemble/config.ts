import { checkConfig, type Rule, withDefaults } from "../check-config.js";
import type { AnyConfig } from "../estimator.js";
import { isConfig } from "./member-columns.js";

/** Hyperparameters of bagging; scikit-learn's BaggingClassifier and BaggingRegressor. */
export interface BaggingConfig {
  readonly kind: "bagging";
  /** Any estimator of classes or numbers. */
  readonly estimator: AnyConfig;
  /** scikit-learn's n_estimators. */
  readonly members: number;
  /** The share of the rows, by weight, that each member learns from; scikit-learn's max_samples. */
  readonly rowFraction: number;
  /** The share of the columns that each member learns from, at least one; scikit-learn's max_features. */
  readonly columnFraction: number;
  /** Whether rows are drawn with replacement. */
  readonly bootstrap: boolean;
}

/** Hyperparameters of voting; scikit-learn's VotingClassifier and VotingRegressor. */
export interface VotingConfig {
  readonly kind: "voting";
  readonly estimators: readonly AnyConfig[];
  /** What each estimator counts; all the same when absent. */
  readonly weights?: readonly number[];
  /** The mean of the probabilities, or the shares of the votes for the likeliest class. Numbers know "soft" only. */
  readonly voting: "soft" | "hard";
}

/** Hyperparameters of stacking; scikit-learn's StackingClassifier and StackingRegressor. */
export interface StackingConfig {
  readonly kind: "stacking";
  readonly estimators: readonly AnyConfig[];
  /** Learns from what the estimators say; scikit-learn's final_estimator. */
  readonly final: AnyConfig;
  /** Inner folds, on which the estimators predict rows that they have not seen; scikit-learn's cv. */
  readonly folds: number;
  /** Whether the final estimator sees the columns too; scikit-learn's passthrough. */
  readonly passThrough: boolean;
}

/** What {@link bagging} fills in besides the estimator. */
export const baggingDefaults = {
  kind: "bagging",
  members: 10,
  rowFraction: 1,
  columnFraction: 1,
  bootstrap: true,
} as const;

/** What {@link voting} fills in besides the estimators. */
export const votingDefaults = { kind: "voting", voting: "soft" } as const;

/** What {@link stacking} fills in besides the estimators. */
export const stackingDefaults = { kind: "stacking", folds: 5, passThrough: false } as const;

const estimator: Rule = { accepts: isConfig, expected: "an estimator's configuration" };
const estimators: Rule = {
  accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(isConfig),
  expected: "one or more estimators' configurations",
};
const share: Rule = { min: 0, max: 1, open: true };
const weights: Rule = {
  accepts: (value) =>
    Array.isArray(value) &&
    value.every((weight) => Number.isFinite(weight) && weight >= 0) &&
    value.some((weight) => weight > 0),
  expected: "an array of numbers of at least 0, not all of them 0",
};

const baggingRules: Readonly<Record<string, Rule>> = {
  estimator,
  members: { min: 1, max: 10_000, whole: true },
  rowFraction: share,
  columnFraction: share,
  bootstrap: { boolean: true },
};

const stackingRules: Readonly<Record<string, Rule>> = {
  estimators,
  final: estimator,
  folds: { min: 2, max: 1000, whole: true },
  passThrough: { boolean: true },
};

/**
 * Bagging: the mean of members that each learn from a sample of the rows, and of the columns (Breiman, 1996). Throws
 * `learn.bad_config`.
 *
 * @example
 * ```ts
 * const config = bagging({ estimator: gaussianBayes(), members: 25, columnFraction: 0.7 });
 * ```
 */
export function bagging(
  config: Pick<BaggingConfig, "estimator"> & Partial<Omit<BaggingConfig, "kind">>,
): BaggingConfig {
  checkConfig("bagging", config, baggingRules);
  return withDefaults<BaggingConfig>({ ...baggingDefaults, estimator: config.estimator }, config);
}

/**
 * Voting: the weighted mean of different estimators, or the shares of their votes. Throws `learn.bad_config`.
 *
 * @example
 * ```ts
 * const config = voting({ estimators: [gaussianBayes(), nearestNeighbours()], weights: [1, 2] });
 * ```
 */
export function voting(config: Pick<VotingConfig, "estimators"> & Partial<Omit<VotingConfig, "kind">>): VotingConfig {
  checkConfig("voting", config, { estimators, weights, voting: { oneOf: ["soft", "hard"] } });
  const { length } = config.estimators;
  const accepts = (value: unknown): boolean => Array.isArray(value) && value.length === length;
  const forEach: Rule = { accepts, expected: `${length} of them, one for each estimator` };
  checkConfig("voting", { weights: config.weights }, { weights: forEach });
  return withDefaults<VotingConfig>({ ...votingDefaults, estimators: config.estimators }, config);
}

/**
 * Stacking: a final estimator learns from what others say of rows that they have not seen (Wolpert, 1992). Throws
 * `learn.bad_config`.
 *
 * @example
 * ```ts
 * const config = stacking({ estimators: [gaussianBayes(), nearestNeighbours()], final: logistic() });
 * ```
 */
export function stacking(
  config: Pick<StackingConfig, "estimators" | "final"> & Partial<Omit<StackingConfig, "kind">>,
): StackingConfig {
  checkConfig("stacking", config, stackingRules);
  const { estimators, final } = config;
  return withDefaults<StackingConfig>({ ...stackingDefaults, estimators, final }, config);
}
