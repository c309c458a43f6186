import { checkConfig, type Rule, withDefaults } from "../check-config.js";
import type { ColumnChoice, Step, StepConfig } from "../step.js";
import { categoryWeights } from "./category-table.js";
import { categoryOf, chosenColumns, columnChoiceRule } from "./choose-columns.js";
import { addLookupsToGraph, applyLookups, type Lookups } from "./lookup-columns.js";
import { rowWeights } from "./row-weights.js";

/** How categories become their frequency; see {@link frequencyEncode}. */
export interface FrequencyEncodeConfig extends StepConfig {
  readonly kind: "frequencyEncode";
  readonly columns?: ColumnChoice;
  /** The share of all rows, or their number (weight). Default "share". */
  readonly unit: "share" | "count";
}

/** The frequency of each category. */
export interface FrequencyEncodeState extends Lookups {
  readonly kind: "frequencyEncode";
}

const rules: Readonly<Record<string, Rule>> = { columns: columnChoiceRule, unit: { oneOf: ["share", "count"] } };

/**
 * Gives each category its share of the training rows. Missing counts as a category; one never seen has 0. Throws
 * `learn.bad_config` for an unknown name or a value out of range.
 *
 * @example
 * ```ts
 * const step = frequencyEncode({ columns: ["city"] });
 * ```
 */
export function frequencyEncode(config: Partial<Omit<FrequencyEncodeConfig, "kind">> = {}): FrequencyEncodeConfig {
  const full = withDefaults<FrequencyEncodeConfig>({ kind: "frequencyEncode", unit: "share" }, config);
  checkConfig("frequencyEncode", full, rules);
  return full;
}

/** Replaces category columns by frequencies, under the same name. */
export const frequencyEncodeStep: Step<FrequencyEncodeConfig, FrequencyEncodeState> = {
  kind: "frequencyEncode",
  fit(config, frame, _target, options) {
    const columns = chosenColumns(config, frame, ["category"]);
    const weights = rowWeights(frame, options);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const unit = config.unit === "share" ? total : 1;
    const lookups = columns.map((name) => {
      const counted = categoryWeights(categoryOf(frame, name, "frequencyEncode"), weights);
      const values = counted.weights.map((weight) => weight / unit);
      return [{ name, categories: counted.categories, values, missing: counted.missing / unit, unknown: 0 }];
    });
    const state: FrequencyEncodeState = { kind: "frequencyEncode", columns, lookups };
    return { state, frame: applyLookups(state, frame) };
  },
  apply: applyLookups,
  addToGraph: addLookupsToGraph,
};
