import { checkConfig, type Rule, withDefaults } from "../check-config.js";
import { type BlockGraph, numberMatrix, replaceBlocks } from "../export/blocks.js";
import type { ColumnChoice, Step, StepConfig } from "../step.js";
import type { Frame } from "../table.js";
import { mapNumbers } from "./change-frame.js";
import { chosenColumns, columnChoiceRule, numbersOf } from "./choose-columns.js";
import { momentsOf } from "./moments.js";
import { presentValues, refuseInfinite, rowWeights, type Sample } from "./row-weights.js";
import { addPower } from "./yeo-johnson-graph.js";
import { likeliestLambda, yeoJohnsonOf } from "./yeo-johnson-lambda.js";

/** How number columns are made more like normal ones; see {@link yeoJohnson}. */
export interface YeoJohnsonConfig extends StepConfig {
  readonly kind: "yeoJohnson";
  readonly columns?: ColumnChoice;
  /** Whether the result gets mean 0 and variance 1. Default true (standardize). */
  readonly standardise: boolean;
}

/** (x_λ − mean) / deviation for each column. */
export interface YeoJohnsonState {
  readonly kind: "yeoJohnson";
  readonly columns: readonly string[];
  readonly lambdas: readonly number[];
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

const rules: Readonly<Record<string, Rule>> = { columns: columnChoiceRule, standardise: { boolean: true } };

/**
 * Makes skewed number columns more symmetric by the power λ of the largest normal likelihood (Yeo and Johnson 2000), then brings
 * them to mean 0 and variance 1: scikit-learn's PowerTransformer. Throws `learn.bad_config` for an unknown name.
 *
 * @example
 * ```ts
 * const step = yeoJohnson({ columns: ["price"] });
 * ```
 */
export function yeoJohnson(config: Partial<Omit<YeoJohnsonConfig, "kind">> = {}): YeoJohnsonConfig {
  const full = withDefaults<YeoJohnsonConfig>({ kind: "yeoJohnson", standardise: true }, config);
  checkConfig("yeoJohnson", full, rules);
  return full;
}

/** Transforms number columns in their place; a constant column, and one whose variance overflows, keeps its shape (λ = 1). */
export const yeoJohnsonStep: Step<YeoJohnsonConfig, YeoJohnsonState> = {
  kind: "yeoJohnson",
  fit(config, frame, _target, options) {
    const columns = chosenColumns(config, frame, ["number"]);
    const weights = rowWeights(frame, options);
    const fits = columns.map((name) => {
      const values = numbersOf(frame, name, "yeoJohnson");
      refuseInfinite("yeoJohnson", name, values, weights);
      return fitColumn(config, name, presentValues(values, weights));
    });
    const state: YeoJohnsonState = {
      kind: "yeoJohnson",
      columns,
      lambdas: fits.map(({ lambda }) => lambda),
      means: fits.map(({ mean }) => mean),
      deviations: fits.map(({ deviation }) => deviation),
    };
    return { state, frame: applyYeoJohnson(state, frame) };
  },
  apply: applyYeoJohnson,
  addToGraph: addYeoJohnsonToGraph,
};

function fitColumn(
  { standardise }: YeoJohnsonConfig,
  name: string,
  sample: Sample,
): { readonly lambda: number; readonly mean: number; readonly deviation: number } {
  if (sample.values.length === 0) return { lambda: 1, mean: 0, deviation: 1 };
  const { deviation } = momentsOf(name, sample);
  const lambda = deviation === 0 || deviation > Math.sqrt(Number.MAX_VALUE) ? 1 : likeliestLambda(sample);
  if (!standardise) return { lambda, mean: 0, deviation: 1 };
  const values = sample.values.map((value) => yeoJohnsonOf(value, lambda));
  const moments = momentsOf(name, { values, weights: sample.weights });
  return { lambda, mean: moments.mean, deviation: moments.deviation || 1 };
}

function applyYeoJohnson({ columns, lambdas, means, deviations }: YeoJohnsonState, frame: Frame): Frame {
  for (const name of columns) numbersOf(frame, name, "yeoJohnson");
  return mapNumbers(frame, columns, (values, j) =>
    values.map((value) => (yeoJohnsonOf(value, lambdas[j]) - means[j]) / deviations[j]),
  );
}

function addYeoJohnsonToGraph(
  { columns, lambdas, means, deviations }: YeoJohnsonState,
  target: BlockGraph,
): BlockGraph {
  if (columns.length === 0) return target;
  const { graph } = target;
  const x = numberMatrix(target, columns);
  const zero = graph.doubles([0]);
  const isNegative = graph.node("Less", [x, zero]);
  const upper = graph.node("Where", [isNegative, zero, x]);
  const lower = graph.node("Where", [isNegative, graph.node("Neg", [x]), zero]);
  const right = addPower(graph, upper, lambdas);
  const left = graph.node("Neg", [
    addPower(
      graph,
      lower,
      lambdas.map((lambda) => 2 - lambda),
    ),
  ]);
  const transformed = graph.node("Where", [isNegative, left, right]);
  const centred = graph.node("Sub", [transformed, graph.doubles(means)]);
  const value = graph.node("Div", [centred, graph.doubles(deviations)]);
  return replaceBlocks(target, columns, [{ kind: "number", names: columns, value }]);
}
