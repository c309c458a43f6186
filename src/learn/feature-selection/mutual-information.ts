import { createRandom } from "../../core/index.js";
import { checkConfig, withDefaults } from "../check-config.js";
import { columnChoiceRule, columnNamed } from "../preprocess/choose-columns.js";
import type { StepConfig } from "../step.js";
import { refuseTwoChoices, type ScoreChoice, scoreChoiceRules } from "./choice.js";
import { information, packed, type Sample } from "./information.js";
import { scoreStep } from "./score-step.js";
import { type CountedRows, countedNumbers, neededTarget, wrongTarget } from "./training-data.js";

/** Keeps the columns that say most about the target, in whatever form. */
export interface SelectMutualInformationConfig extends StepConfig, ScoreChoice {
  readonly kind: "selectMutualInformation";
  /** Nearest neighbours that density is judged by; scikit-learn's `n_neighbors`. */
  readonly neighbours: number;
  /** Number columns whose values are classes; categories always are. scikit-learn's `discrete_features`. */
  readonly discrete: readonly string[];
}

/**
 * A step that keeps the number and category columns with the largest mutual information with the target, in nats: scikit-learn's
 * mutual_info_classif and mutual_info_regression. Throws `learn.bad_config` for an unknown name, a value out of range, or two ways
 * to choose.
 *
 * @example
 * ```ts
 * selectMutualInformation({ k: 20 });
 * ```
 */
export function selectMutualInformation(
  config: Partial<Omit<SelectMutualInformationConfig, "kind">> = {},
): SelectMutualInformationConfig {
  const kind = "selectMutualInformation";
  const full = withDefaults<SelectMutualInformationConfig>({ kind, neighbours: 3, discrete: [] }, config);
  checkConfig(kind, full, {
    columns: columnChoiceRule,
    neighbours: { min: 1, max: 1000, whole: true },
    discrete: {
      accepts: (value) => Array.isArray(value) && value.every((name) => typeof name === "string"),
      expected: "names of columns",
    },
    ...scoreChoiceRules,
  });
  refuseTwoChoices(kind, full);
  return full;
}

/** Selection by mutual information. */
export const selectMutualInformationStep = scoreStep<SelectMutualInformationConfig>({
  kind: "selectMutualInformation",
  kinds: ["number", "category"],
  prepare: (config, rows, given, options) => {
    const target = neededTarget(config.kind, rows.frame, given);
    if (target.kind === "relevance") throw wrongTarget(config.kind, target, "classes or numbers");
    for (const name of config.discrete) columnNamed(rows.frame, name, config.kind);
    const random = options.random ?? createRandom("mutual information");
    const answers: Sample =
      target.kind === "class"
        ? { kind: "codes", values: packed(Array.from(rows.at, (row) => target.codes[row])) }
        : { kind: "numbers", values: Float64Array.from(rows.at, (row) => target.values[row]) };
    return (name) => {
      const sample = sampleOf(config, rows, name);
      const { neighbours } = config;
      return { score: information(sample, answers, { rows, neighbours, random: random.split(name) }) };
    };
  },
});

/** Missing is a class like others; only numbers that are compared by distance must be there. */
function sampleOf(config: SelectMutualInformationConfig, rows: CountedRows, name: string): Sample {
  const column = columnNamed(rows.frame, name, config.kind);
  if (column.kind === "category") {
    return { kind: "codes", values: packed(Array.from(rows.at, (row) => column.codes[row])) };
  }
  if (column.kind === "number" && config.discrete.includes(name)) {
    return { kind: "codes", values: packed(Array.from(rows.at, (row) => column.values[row])) };
  }
  return { kind: "numbers", values: countedNumbers(rows, name) };
}
