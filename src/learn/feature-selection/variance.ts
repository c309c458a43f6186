import { checkConfig, withDefaults } from "../check-config.js";
import { columnChoiceRule, numbersOf } from "../preprocess/choose-columns.js";
import { presentValues, refuseInfinite } from "../preprocess/row-weights.js";
import type { StepConfig } from "../step.js";
import { scoreStep } from "./score-step.js";
import { weightedMean } from "./training-data.js";

/** Drops number columns that hardly vary. */
export interface SelectVarianceConfig extends StepConfig {
  readonly kind: "selectVariance";
  /** Columns of a variance (dividing by Σ weights, missing values left out) above this stay; scikit-learn's `threshold`. */
  readonly threshold: number;
}

/**
 * A step that drops number columns of a variance of at most `threshold`, by default those that are constant or missing throughout.
 * scikit-learn's VarianceThreshold. Throws `learn.bad_config` for an unknown name or a value out of range.
 *
 * @example
 * ```ts
 * selectVariance({ threshold: 0.01 });
 * ```
 */
export function selectVariance(config: Partial<Omit<SelectVarianceConfig, "kind">> = {}): SelectVarianceConfig {
  const full = withDefaults<SelectVarianceConfig>({ kind: "selectVariance", threshold: 0 }, config);
  checkConfig("selectVariance", full, {
    columns: columnChoiceRule,
    threshold: { min: 0, max: Number.MAX_VALUE },
  });
  return full;
}

/** Selection by variance. */
export const selectVarianceStep = scoreStep<SelectVarianceConfig>({
  kind: "selectVariance",
  kinds: ["number"],
  prepare: (_config, { frame, at, weights }) => {
    const all = new Float64Array(frame.rows);
    at.forEach((row, i) => {
      all[row] = weights[i];
    });
    return (name) => {
      const values = numbersOf(frame, name, "selectVariance");
      refuseInfinite("selectVariance", name, values, all);
      return { score: variance(presentValues(values, all)) };
    };
  },
});

/** 0 for a constant column, whatever the rounding of its mean, and for none at all. */
function variance({ values, weights }: { readonly values: Float64Array; readonly weights: Float64Array }): number {
  if (values.every((value) => value === values[0])) return 0;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = weightedMean(values, weights, total);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += weights[i] * (values[i] - mean) ** 2;
  return sum / total;
}
