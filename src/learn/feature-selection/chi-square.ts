import { GyreError } from "../../core/index.js";
import { chiSquareSurvival } from "../../math/index.js";
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
  wrongTarget,
} from "./training-data.js";

/** Keeps the counts and shares that differ most between classes. */
export interface SelectChiSquareConfig extends StepConfig, TestChoice {
  readonly kind: "selectChiSquare";
}

/**
 * A step that keeps, of number columns ≥ 0 such as counts of words, those whose sums differ most between the classes from what the
 * sizes of the classes let expect. scikit-learn's chi2. Throws `learn.bad_config` for an unknown name, a value out of range, or two
 * ways to choose.
 *
 * @example
 * ```ts
 * selectChiSquare({ k: 100 });
 * ```
 */
export function selectChiSquare(config: Partial<Omit<SelectChiSquareConfig, "kind">> = {}): SelectChiSquareConfig {
  const full = withDefaults<SelectChiSquareConfig>({ kind: "selectChiSquare" }, config);
  checkConfig("selectChiSquare", full, { columns: columnChoiceRule, ...testChoiceRules });
  refuseTwoChoices("selectChiSquare", full);
  return full;
}

/** Selection by Σ (observed − expected)² / expected over the classes, with one degree of freedom less than classes. */
export const selectChiSquareStep = scoreStep<SelectChiSquareConfig>({
  kind: "selectChiSquare",
  kinds: ["number"],
  prepare: (config, rows, given) => {
    const target = neededTarget(config.kind, rows.frame, given);
    if (target.kind !== "class") throw wrongTarget(config.kind, target, "classes");
    const classes = countedClasses(rows, target.codes);
    return (name) => {
      const values = countedNumbers(rows, name);
      refuseNegative(rows, name, values);
      return chiSquare(values, rows, classes);
    };
  },
});

function chiSquare(values: Float64Array, { weights, total }: CountedRows, classes: CountedClasses): Score {
  const observed = new Float64Array(classes.weights.length);
  for (let i = 0; i < values.length; i++) observed[classes.codes[i]] += weights[i] * values[i];
  const sum = observed.reduce((all, value) => all + value, 0);
  if (sum === 0) return { score: 0, p: 1 };
  const score = observed.reduce((all, value, k) => {
    const expected = (classes.weights[k] / total) * sum;
    return all + (value - expected) ** 2 / expected;
  }, 0);
  return { score, p: chiSquareSurvival(score, observed.length - 1) };
}

function refuseNegative({ at }: CountedRows, name: string, values: Float64Array): void {
  const place = values.findIndex((value) => value < 0);
  if (place < 0) return;
  throw new GyreError(
    "learn.bad_table",
    `column "${name}" is ${values[place]} in row ${at[place]}, selectChiSquare takes counts and shares of at least 0`,
    { hint: "Use selectAnova or selectMutualInformation.", details: { column: name, row: at[place] } },
  );
}
