import { checkConfig, withDefaults } from "../check-config.js";
import type { AnyConfig } from "../estimator.js";
import { chosenColumns, columnChoiceRule } from "../preprocess/choose-columns.js";
import type { Step, StepConfig } from "../step.js";
import type { Target } from "../target.js";
import { chosenPlaces, refuseTwoChoices, type ScoreChoice, scoreChoiceRules } from "./choice.js";
import { framePart, importancesOf } from "./importances.js";
import { type Selection, selectedBlocks, selectedFrame } from "./selection.js";
import { type CountedRows, countedRows, neededTarget, weightedMean, wrongTarget } from "./training-data.js";

/** Keeps the columns that a linear model with an L1 penalty needs. */
export interface SelectLassoConfig extends StepConfig, ScoreChoice {
  readonly kind: "selectLasso";
  /**
   * The penalty λ·Σ |coefficient| next to half the mean square (numbers) or the mean log loss (classes), for columns and a target of
   * variance 1: without a penalty below it, a column whose correlation with what the others leave is below λ has no coefficient.
   */
  readonly alpha: number;
}

/**
 * A step that fits a lasso, or an L1 logistic regression for classes, on standardised columns, and keeps those with a coefficient
 * other than 0 (`threshold` 0), or the choice by size. scikit-learn's SelectFromModel of a Lasso. Throws `learn.bad_config` for an
 * unknown name, a value out of range, or two ways to choose.
 *
 * @example
 * ```ts
 * selectLasso({ alpha: 0.02 });
 * ```
 */
export function selectLasso(config: Partial<Omit<SelectLassoConfig, "kind">> = {}): SelectLassoConfig {
  const full = withDefaults<SelectLassoConfig>({ kind: "selectLasso", alpha: 0.05 }, config);
  checkConfig("selectLasso", full, {
    columns: columnChoiceRule,
    alpha: { min: 0, max: Number.MAX_VALUE, open: true },
    ...scoreChoiceRules,
  });
  refuseTwoChoices("selectLasso", full);
  return full;
}

/** Selection by the sizes of a sparse linear model's coefficients. */
export const selectLassoStep: Step<SelectLassoConfig, Selection<"selectLasso">> = {
  kind: "selectLasso",
  fit: (config, frame, given, options, learner) => {
    const { kind, alpha, k, percentile, threshold } = config;
    const target = neededTarget(kind, frame, given);
    const rows = countedRows(kind, frame, options);
    const columns = chosenColumns(config, frame, ["number", "category"]);
    const { validation: _, ...inner } = options;
    const model = learner.fit(
      estimatorFor(target, alpha),
      framePart(frame, columns),
      scaledTarget(target, rows),
      inner,
    );
    const scores = importancesOf(learner, model, columns);
    const isChosen = k !== undefined || percentile !== undefined || threshold !== undefined;
    const places = chosenPlaces(isChosen ? config : { threshold: 0 }, scores);
    const state: Selection<"selectLasso"> = { kind, columns, scores, kept: places.map((place) => columns[place]) };
    return { state, frame: selectedFrame(state, frame) };
  },
  apply: selectedFrame,
  addToGraph: selectedBlocks,
};

function estimatorFor(target: Target, alpha: number): AnyConfig {
  if (target.kind === "class") return { kind: "logistic", l1: alpha, l2: 0, standardize: true } as AnyConfig;
  if (target.kind === "number") return { kind: "lasso", alpha, standardize: true } as AnyConfig;
  throw wrongTarget("selectLasso", target, "classes or numbers");
}

/** Numbers brought to mean 0 and variance 1, so that the penalty means the same whatever their unit. */
function scaledTarget(target: Target, { at, weights, total }: CountedRows): Target {
  if (target.kind !== "number") return target;
  const values = Float64Array.from(at, (row) => target.values[row]);
  const mean = weightedMean(values, weights, total);
  const variance = values.reduce((sum, value, i) => sum + weights[i] * (value - mean) ** 2, 0) / total;
  const scale = variance > 0 ? Math.sqrt(variance) : 1;
  return { kind: "number", values: target.values.map((value) => (value - mean) / scale) };
}
