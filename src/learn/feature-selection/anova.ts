import { fSurvival } from "../../math/index.js";
import { checkConfig, withDefaults } from "../check-config.js";
import { columnChoiceRule } from "../preprocess/choose-columns.js";
import type { StepConfig } from "../step.js";
import { refuseTwoChoices, type TestChoice, testChoiceRules } from "./choice.js";
import { type Score, scoreStep } from "./score-step.js";
import {
  type CountedClasses,
  type CountedRows,
  countedClasses,
  countedNumbers,
  neededTarget,
  weightedMean,
  wrongTarget,
} from "./training-data.js";

/** Keeps the columns with the largest F statistic. */
export interface SelectAnovaConfig extends StepConfig, TestChoice {
  readonly kind: "selectAnova";
}

/**
 * A step that keeps the number columns whose means differ most between the classes, against the spread within them (analysis of
 * variance, scikit-learn's f_classif); for a target of numbers those most correlated with it (f_regression). Throws
 * `learn.bad_config` for an unknown name, a value out of range, or two ways to choose.
 *
 * @example
 * ```ts
 * selectAnova({ fdr: 0.05 });
 * ```
 */
export function selectAnova(config: Partial<Omit<SelectAnovaConfig, "kind">> = {}): SelectAnovaConfig {
  const full = withDefaults<SelectAnovaConfig>({ kind: "selectAnova" }, config);
  checkConfig("selectAnova", full, { columns: columnChoiceRule, ...testChoiceRules });
  refuseTwoChoices("selectAnova", full);
  return full;
}

/** Selection by Fisher's F. */
export const selectAnovaStep = scoreStep<SelectAnovaConfig>({
  kind: "selectAnova",
  kinds: ["number"],
  prepare: (config, rows, given) => {
    const target = neededTarget(config.kind, rows.frame, given);
    if (target.kind === "relevance") throw wrongTarget(config.kind, target, "classes or numbers");
    if (target.kind === "class") {
      const classes = countedClasses(rows, target.codes);
      return (name) => betweenClasses(countedNumbers(rows, name), rows, classes);
    }
    const answers = Float64Array.from(rows.at, (row) => target.values[row]);
    return (name) => correlation(countedNumbers(rows, name), answers, rows);
  },
});

const NOTHING: Score = { score: 0, p: 1 };

/** Sums of squares about the means, not differences of large sums. */
function betweenClasses(values: Float64Array, { weights, total }: CountedRows, classes: CountedClasses): Score {
  if (isConstant(values)) return NOTHING;
  const mean = weightedMean(values, weights, total);
  const k = classes.weights.length;
  const offsets = new Float64Array(k);
  for (let i = 0; i < values.length; i++) offsets[classes.codes[i]] += weights[i] * (values[i] - mean);
  for (let c = 0; c < k; c++) offsets[c] /= classes.weights[c];
  const between = offsets.reduce((sum, offset, c) => sum + classes.weights[c] * offset * offset, 0);
  let within = 0;
  for (let i = 0; i < values.length; i++) within += weights[i] * (values[i] - mean - offsets[classes.codes[i]]) ** 2;
  return tested(between / (k - 1) / (within / (total - k)), k - 1, total - k);
}

/** F = r² / (1 − r²) · (Σ weights − 2), with 1 − r² as what the best line leaves of the target. */
function correlation(values: Float64Array, answers: Float64Array, { weights, total }: CountedRows): Score {
  if (isConstant(values) || isConstant(answers)) return NOTHING;
  const meanX = weightedMean(values, weights, total);
  const meanY = weightedMean(answers, weights, total);
  let xx = 0;
  let xy = 0;
  for (let i = 0; i < values.length; i++) {
    xx += weights[i] * (values[i] - meanX) ** 2;
    xy += weights[i] * (values[i] - meanX) * (answers[i] - meanY);
  }
  let left = 0;
  for (let i = 0; i < values.length; i++) {
    left += weights[i] * (answers[i] - meanY - (xy / xx) * (values[i] - meanX)) ** 2;
  }
  return tested(((xy * xy) / xx / left) * (total - 2), 1, total - 2);
}

/** Without degrees of freedom nothing can be said. */
function tested(f: number, d1: number, d2: number): Score {
  if (!(d2 > 0) || Number.isNaN(f)) return NOTHING;
  return { score: f, p: fSurvival(f, d1, d2) };
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}
