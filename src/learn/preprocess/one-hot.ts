import { intValue } from "../../onnx/index.js";
import { checkConfig, type Rule, withDefaults } from "../check-config.js";
import { type Block, type BlockGraph, blockOf, replaceBlocks } from "../export/blocks.js";
import type { ColumnChoice, Step, StepConfig } from "../step.js";
import type { Frame } from "../table.js";
import { type CategoryTable, type CategoryWeights, categoryWeights, lookedUp } from "./category-table.js";
import { changedFrame, type NamedColumn, numberColumn } from "./change-frame.js";
import { categoryOf, chosenColumns, columnChoiceRule } from "./choose-columns.js";
import { lookUpNumber } from "./graph-lookup.js";
import { rowWeights } from "./row-weights.js";

/** How categories become columns of 0 and 1; see {@link oneHot}. */
export interface OneHotConfig extends StepConfig {
  readonly kind: "oneHot";
  readonly columns?: ColumnChoice;
  /** A category never seen in training: all zeros, a column "x is unknown", or the column of the rare ones (handle_unknown). */
  readonly unknown: "zeros" | "column" | "other";
  /** A missing category: all zeros, or a column "x is missing". */
  readonly missing: "zeros" | "column";
  /** Categories of less weight share a column "x is other"; below 1 it is a share of the rows (min_frequency). */
  readonly minFrequency?: number;
  /** Most columns for the categories of one column, that of the rare ones included (max_categories). */
  readonly maxCategories?: number;
  /** Leaves out the column of the first category, always or where there are two (drop "first", "if_binary"). */
  readonly drop: "none" | "first" | "ifBinary";
}

/** For each column which of its outputs is 1 for what category, as a place among `outputs`; −1 for none. */
export interface OneHotState {
  readonly kind: "oneHot";
  readonly columns: readonly string[];
  readonly outputs: readonly (readonly string[])[];
  readonly places: readonly CategoryTable[];
}

const rules: Readonly<Record<string, Rule>> = {
  columns: columnChoiceRule,
  unknown: { oneOf: ["zeros", "column", "other"] },
  missing: { oneOf: ["zeros", "column"] },
  minFrequency: { min: 0, max: Number.MAX_VALUE, open: true },
  maxCategories: { min: 1, max: Number.MAX_VALUE, whole: true },
  drop: { oneOf: ["none", "first", "ifBinary"] },
};

/**
 * One column "x=category" of 0 and 1 for each category. Unknown and missing ones are all zeros by default. Throws
 * `learn.bad_config` for an unknown name or a value out of range.
 *
 * @example
 * ```ts
 * const step = oneHot({ columns: ["city"], minFrequency: 20, unknown: "other" });
 * ```
 */
export function oneHot(config: Partial<Omit<OneHotConfig, "kind">> = {}): OneHotConfig {
  const defaults: OneHotConfig = { kind: "oneHot", unknown: "zeros", missing: "zeros", drop: "none" };
  const full = withDefaults<OneHotConfig>(defaults, config);
  checkConfig("oneHot", full, rules);
  return full;
}

/** Replaces category columns by columns of 0 and 1, categories in code-unit order, then other, unknown, missing. */
export const oneHotStep: Step<OneHotConfig, OneHotState> = {
  kind: "oneHot",
  fit(config, frame, _target, options) {
    const columns = chosenColumns(config, frame, ["category"]);
    const weights = rowWeights(frame, options);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const found = columns.map((name) => {
      const counted = categoryWeights(categoryOf(frame, name, "oneHot"), weights);
      return placesOf(config, name, { ...counted, rare: rareCategories(config, counted, total) });
    });
    const [outputs, places] = [found.map((column) => column.outputs), found.map((column) => column.table)];
    const state: OneHotState = { kind: "oneHot", columns, outputs, places };
    return { state, frame: applyOneHot(state, frame) };
  },
  apply: applyOneHot,
  addToGraph: addOneHotToGraph,
};

/** Too light ones; then the lightest, of equal ones the first, until there are few enough columns. */
function rareCategories(
  { minFrequency, maxCategories }: OneHotConfig,
  counted: CategoryWeights,
  total: number,
): Set<string> {
  const { categories, weights } = counted;
  const least = minFrequency === undefined ? 0 : minFrequency < 1 ? minFrequency * total : minFrequency;
  const rare = new Set(categories.filter((_, i) => weights[i] < least));
  if (maxCategories === undefined || categories.length - rare.size + 1 <= maxCategories) return rare;
  const byWeight = [...categories.keys()].sort((a, b) => weights[a] - weights[b] || a - b);
  for (const i of byWeight.slice(0, categories.length - maxCategories + 1)) rare.add(categories[i]);
  return rare;
}

function placesOf(
  config: OneHotConfig,
  name: string,
  { categories, rare }: CategoryWeights & { readonly rare: ReadonlySet<string> },
): { readonly outputs: string[]; readonly table: CategoryTable } {
  const own = categories.filter((category) => !rare.has(category));
  const outputs = own.map((category) => `${name}=${category}`);
  if (rare.size > 0) outputs.push(`${name} is other`);
  const isDropped = config.drop === "first" ? outputs.length > 0 : config.drop === "ifBinary" && outputs.length === 2;
  const shift = isDropped ? 1 : 0;
  const other = rare.size > 0 ? own.length - shift : -1;
  const placeOf = new Map(own.map((category, i) => [category, i - shift]));
  outputs.splice(0, shift);
  const added = (suffix: string): number => outputs.push(`${name} is ${suffix}`) - 1;
  const unknown = config.unknown === "column" ? added("unknown") : config.unknown === "other" ? other : -1;
  const missing = config.missing === "column" ? added("missing") : -1;
  return {
    outputs,
    table: { categories, values: categories.map((category) => placeOf.get(category) ?? other), missing, unknown },
  };
}

function applyOneHot({ columns, outputs, places }: OneHotState, frame: Frame): Frame {
  const replaced = new Map<string, NamedColumn[]>();
  columns.forEach((name, j) => {
    const at = lookedUp(categoryOf(frame, name, "oneHot"), places[j]);
    const flags = outputs[j].map(() => new Float64Array(frame.rows));
    for (let row = 0; row < frame.rows; row++) if (at[row] >= 0) flags[at[row]][row] = 1;
    replaced.set(
      name,
      outputs[j].map((output, k) => numberColumn(output, flags[k])),
    );
  });
  return changedFrame(frame, { replaced });
}

function addOneHotToGraph({ columns, outputs, places }: OneHotState, target: BlockGraph): BlockGraph {
  const { graph } = target;
  const added = columns.flatMap((name, j): Block[] => {
    const names = outputs[j];
    if (names.length === 0) return [];
    const place = lookUpNumber(graph, blockOf(target, name, "category"), places[j]);
    const isPlace = graph.node("Equal", [place, graph.doubles([...names.keys()], [1, names.length])]);
    return [{ kind: "number", names, value: graph.node("Cast", [isPlace], { attributes: { to: intValue(11) } }) }];
  });
  return replaceBlocks(target, columns, added);
}
