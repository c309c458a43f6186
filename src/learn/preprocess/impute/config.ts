import { checkConfig, type Rule, refuseIneffective, withDefaults } from "../../check-config.js";
import type { ColumnChoice, StepConfig } from "../../step.js";
import { columnChoiceRule } from "../choose-columns.js";

/** How missing values are filled; see {@link impute}. */
export interface ImputeConfig extends StepConfig {
  readonly kind: "impute";
  /** By default all that the strategy can fill: numbers, and for mostFrequent categories too; for constant what `fill` is one of. */
  readonly columns?: ColumnChoice;
  readonly strategy: "mean" | "median" | "mostFrequent" | "constant" | "kNearest" | "iterative";
  /** constant: what to fill in, a number into number columns or a text into category columns. Default 0 (fill_value). */
  readonly fill?: number | string;
  /** kNearest: how many rows (total weight) that have the value give it. Default 5 (n_neighbors). */
  readonly neighbours?: number;
  /** kNearest: whether near rows count more, by the reciprocal of their distance. Default "uniform" (weights). */
  readonly weighting?: "uniform" | "distance";
  /** iterative: what predicts a column from the others. Default "bayesianRidge", as scikit-learn's (estimator). */
  readonly regression?: "bayesianRidge" | "leastSquares";
  /** iterative: most rounds over all columns. Default 10 (max_iter). */
  readonly rounds?: number;
  /** iterative: stop when no row changed by more than this share of the largest value. Default 0.001 (tol). */
  readonly tolerance?: number;
  /** Also make a column "x is missing", 0 or 1, for each column that has missing values in training (add_indicator). */
  readonly indicator?: boolean;
}

const rules: Readonly<Record<string, Rule>> = {
  columns: columnChoiceRule,
  strategy: { oneOf: ["mean", "median", "mostFrequent", "constant", "kNearest", "iterative"] },
  fill: {
    accepts: (value) => typeof value === "string" || (typeof value === "number" && !Number.isNaN(value)),
    expected: "a number or a text",
  },
  neighbours: { min: 1, max: Number.MAX_VALUE, whole: true },
  weighting: { oneOf: ["uniform", "distance"] },
  regression: { oneOf: ["bayesianRidge", "leastSquares"] },
  rounds: { min: 1, max: 1000, whole: true },
  tolerance: { min: 0, max: Number.MAX_VALUE },
  indicator: { boolean: true },
};

const OWNERS = {
  fill: "constant",
  neighbours: "kNearest",
  weighting: "kNearest",
  regression: "iterative",
  rounds: "iterative",
  tolerance: "iterative",
} as const;

/**
 * Fills missing values, by default with the median. Throws `learn.bad_config` for an unknown name, a value out of range, or a
 * hyperparameter of another strategy.
 *
 * @example
 * ```ts
 * const step = impute({ strategy: "kNearest", neighbours: 3 });
 * ```
 */
export function impute(config: Partial<Omit<ImputeConfig, "kind">> = {}): ImputeConfig {
  const full = withDefaults<ImputeConfig>({ kind: "impute", strategy: "median" }, config);
  checkConfig("impute", full, rules);
  for (const [name, owner] of Object.entries(OWNERS)) {
    const isSet = full[name as keyof typeof OWNERS] !== undefined;
    refuseIneffective("impute", isSet && full.strategy !== owner, name, `the strategy is "${full.strategy}"`);
  }
  return full;
}
