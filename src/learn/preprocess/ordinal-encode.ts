import { GyreError } from "../../core/index.js";
import { checkConfig, type Rule, withDefaults } from "../check-config.js";
import type { ColumnChoice, Step, StepConfig } from "../step.js";
import { categoryWeights } from "./category-table.js";
import { categoryOf, chosenColumns, columnChoiceRule } from "./choose-columns.js";
import { addLookupsToGraph, applyLookups, type Lookups } from "./lookup-columns.js";
import { rowWeights } from "./row-weights.js";

/** How categories become 0, 1, 2, …; see {@link ordinalEncode}. */
export interface OrdinalEncodeConfig extends StepConfig {
  readonly kind: "ordinalEncode";
  readonly columns?: ColumnChoice;
  /** The categories of a column in their order; by default those of the training rows in code-unit order (categories). */
  readonly order?: Readonly<Record<string, readonly string[]>>;
  /** For a category never seen. Default NaN, missing (unknown_value). */
  readonly unknown: number;
  /** For a missing one. Default NaN (encoded_missing_value). */
  readonly missing: number;
}

/** The number of each category. */
export interface OrdinalEncodeState extends Lookups {
  readonly kind: "ordinalEncode";
}

const rules: Readonly<Record<string, Rule>> = {
  columns: columnChoiceRule,
  order: {
    accepts: (value) =>
      typeof value === "object" &&
      value !== null &&
      Object.values(value).every(
        (list) => Array.isArray(list) && list.length > 0 && new Set(list).size === list.length,
      ),
    expected: "for each column a list of different categories",
  },
  unknown: { accepts: (value) => typeof value === "number", expected: "a number" },
  missing: { accepts: (value) => typeof value === "number", expected: "a number" },
};

/**
 * Numbers the categories of a column 0, 1, 2, … in a given order or that of their names. Throws `learn.bad_config` for an unknown
 * name or a value out of range.
 *
 * @example
 * ```ts
 * const step = ordinalEncode({ columns: ["size"], order: { size: ["small", "medium", "large"] } });
 * ```
 */
export function ordinalEncode(config: Partial<Omit<OrdinalEncodeConfig, "kind">> = {}): OrdinalEncodeConfig {
  const defaults: OrdinalEncodeConfig = { kind: "ordinalEncode", unknown: Number.NaN, missing: Number.NaN };
  const full = withDefaults<OrdinalEncodeConfig>(defaults, config);
  checkConfig("ordinalEncode", full, rules);
  return full;
}

/** Replaces category columns by their numbers, under the same name. */
export const ordinalEncodeStep: Step<OrdinalEncodeConfig, OrdinalEncodeState> = {
  kind: "ordinalEncode",
  fit(config, frame, _target, options) {
    const columns = chosenColumns(config, frame, ["category"]);
    const weights = rowWeights(frame, options);
    const stray = Object.keys(config.order ?? {}).find((name) => !columns.includes(name));
    if (stray !== undefined) {
      throw new GyreError("learn.bad_config", `ordinalEncode: order names "${stray}", which is not among its columns`);
    }
    const lookups = columns.map((name) => {
      const categories =
        config.order?.[name] ?? categoryWeights(categoryOf(frame, name, "ordinalEncode"), weights).categories;
      return [{ name, categories, values: [...categories.keys()], missing: config.missing, unknown: config.unknown }];
    });
    const state: OrdinalEncodeState = { kind: "ordinalEncode", columns, lookups };
    return { state, frame: applyLookups(state, frame) };
  },
  apply: applyLookups,
  addToGraph: addLookupsToGraph,
};
