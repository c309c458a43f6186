import { createRandom, GyreError } from "../../core/index.js";
import { checkConfig, type Rule, withDefaults } from "../check-config.js";
import { checkNotCancelled } from "../fit-options.js";
import type { ColumnChoice, Step, StepConfig } from "../step.js";
import { type Target, targetRows } from "../target.js";
import { changedFrame, type NamedColumn, numberColumn } from "./change-frame.js";
import { categoryOf, chosenColumns, columnChoiceRule } from "./choose-columns.js";
import { dealFolds } from "./deal-folds.js";
import { addLookupsToGraph, applyLookups, type Lookups, type NamedLookup } from "./lookup-columns.js";
import { rowWeights } from "./row-weights.js";
import { codeEncodings, type EncodingProblem } from "./target-means.js";

/** How categories become the mean target of their rows; see {@link targetEncode}. */
export interface TargetEncodeConfig extends StepConfig {
  readonly kind: "targetEncode";
  readonly columns?: ColumnChoice;
  /** m rows at the overall mean are added to each category, or as many as its and the overall variance suggest. Default "auto" (smooth). */
  readonly smoothing: "auto" | number;
  /** The training rows get encodings learned without their own fold. Default 5 (cv). */
  readonly folds: number;
}

/** The encoding of each category; the overall mean is that of an unknown one. */
export interface TargetEncodeState extends Lookups {
  readonly kind: "targetEncode";
}

const rules: Readonly<Record<string, Rule>> = {
  columns: columnChoiceRule,
  smoothing: {
    accepts: (value) =>
      value === "auto" || (typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY),
    expected: '"auto" or a number of at least 0',
  },
  folds: { min: 2, max: 1000, whole: true },
};

/**
 * Gives each category the mean target of its rows, drawn towards the overall mean (Micci-Barreca 2001; scikit-learn's
 * TargetEncoder). For two classes the target is the share of the second; for more there is a column "x for class" for each. Throws
 * `learn.bad_config` for an unknown name or a value out of range.
 *
 * @example
 * ```ts
 * const step = targetEncode({ columns: ["city"], smoothing: 10 });
 * ```
 */
export function targetEncode(config: Partial<Omit<TargetEncodeConfig, "kind">> = {}): TargetEncodeConfig {
  const full = withDefaults<TargetEncodeConfig>({ kind: "targetEncode", smoothing: "auto", folds: 5 }, config);
  checkConfig("targetEncode", full, rules);
  return full;
}

/**
 * Replaces category columns by encodings. The training rows that it gives back were encoded without their own fold (stratified by
 * class, shuffled by `options.random`), so that the target does not leak into them: they differ from `apply`. Rows of weight 0 are
 * encoded as new ones.
 */
export const targetEncodeStep: Step<TargetEncodeConfig, TargetEncodeState> = {
  kind: "targetEncode",
  fit(config, frame, target, options) {
    if (target === undefined) throw new GyreError("learn.bad_config", "targetEncode needs a target to learn from");
    const columns = chosenColumns(config, frame, ["category"]);
    const weights = rowWeights(frame, options);
    if (targetRows(target) !== frame.rows) {
      throw new GyreError("learn.bad_table", `the target has ${targetRows(target)} rows, the table has ${frame.rows}`);
    }
    const random = options.random ?? createRandom("targetEncode");
    const folds = dealFolds({ frame, target, weights }, config.folds, random);
    const replaced = new Map<string, NamedColumn[]>();
    const lookups = columns.map((name) => {
      checkNotCancelled(options);
      const { codes, categories } = categoryOf(frame, name, "targetEncode");
      const numbers = numberTargets(target, name);
      const problems = numbers.map(({ values }) => {
        return { codes, size: categories.length, y: values, weights, smoothing: config.smoothing };
      });
      replaced.set(
        name,
        numbers.map((number, k) => numberColumn(number.name, crossEncoded(problems[k], folds))),
      );
      return numbers.map((number, k) => lookupOf(number.name, problems[k], categories));
    });
    return { state: { kind: "targetEncode", columns, lookups }, frame: changedFrame(frame, { replaced }) };
  },
  apply: applyLookups,
  addToGraph: addLookupsToGraph,
};

/** What is averaged, and the name of its column. */
function numberTargets(target: Target, name: string): { readonly name: string; readonly values: Float64Array }[] {
  if (target.kind !== "class") return [{ name, values: target.values }];
  const isClass = (code: number): Float64Array => Float64Array.from(target.codes, (own) => (own === code ? 1 : 0));
  if (target.classes.length <= 2) return [{ name, values: isClass(1) }];
  return target.classes.map((label, code) => ({ name: `${name} for ${label}`, values: isClass(code) }));
}

function lookupOf(name: string, problem: EncodingProblem, categories: readonly string[]): NamedLookup {
  const { encodings, mean } = codeEncodings(problem);
  const held = categories.flatMap((category, code) => (Number.isNaN(encodings[code + 1]) ? [] : [{ category, code }]));
  held.sort((a, b) => (a.category < b.category ? -1 : 1));
  return {
    name,
    categories: held.map(({ category }) => category),
    values: held.map(({ code }) => encodings[code + 1]),
    missing: Number.isNaN(encodings[0]) ? mean : encodings[0],
    unknown: mean,
  };
}

function crossEncoded(problem: EncodingProblem, folds: Int32Array): Float64Array {
  const encoded = new Float64Array(folds.length);
  const count = folds.reduce((most, fold) => Math.max(most, fold + 1), 0);
  for (let fold = -1; fold < count; fold++) {
    if (!folds.includes(fold)) continue;
    // With one fold there are no other rows to learn from; the rows of weight 0, in fold −1, learn from all.
    const weights =
      count < 2 ? problem.weights : problem.weights.map((weight, row) => (folds[row] === fold ? 0 : weight));
    const { encodings, mean } = codeEncodings({ ...problem, weights });
    folds.forEach((own, row) => {
      if (own !== fold) return;
      const encoding = encodings[problem.codes[row] + 1];
      encoded[row] = Number.isNaN(encoding) ? mean : encoding;
    });
  }
  return encoded;
}
