import { GyreError } from "../../core/index.js";
import { intValue } from "../../onnx/index.js";
import { checkConfig, type Rule, refuseIneffective, withDefaults } from "../check-config.js";
import { type Block, type BlockGraph, numberMatrix, replaceBlocks } from "../export/blocks.js";
import type { ColumnChoice, Step, StepConfig } from "../step.js";
import type { Frame } from "../table.js";
import type { Target } from "../target.js";
import { quantileEdges, uniformEdges } from "./bin-edges.js";
import { changedFrame, type NamedColumn, numberColumn } from "./change-frame.js";
import { chosenColumns, columnChoiceRule, numbersOf } from "./choose-columns.js";
import { presentValues, rowWeights } from "./row-weights.js";
import { treeEdges } from "./tree-edges.js";

/** How number columns are cut into bins; see {@link bin}. */
export interface BinConfig extends StepConfig {
  readonly kind: "bin";
  readonly columns?: ColumnChoice;
  /** quantile: equally many rows in each. uniform: equally wide. tree: where a decision tree on the target would split. */
  readonly strategy: "quantile" | "uniform" | "tree";
  /** Most bins. Default 5 (n_bins; max_leaf_nodes of the tree). */
  readonly bins: number;
  /** The number of the bin, or a column of 0 and 1 for each bin. Default "ordinal" (encode). */
  readonly encode: "ordinal" | "oneHot";
  /** quantile: which quantiles the edges are. Default "averagedInvertedCdf" (quantile_method). */
  readonly quantileMethod?: "averagedInvertedCdf" | "linear";
  /** tree: least weight of the rows in a bin. Default 1 (min_samples_leaf). */
  readonly minRows?: number;
}

/** The edges of each column's bins, its ends among them: bin k holds edge k ≤ x < edge k + 1; there are `bins` of them. */
export interface BinState {
  readonly kind: "bin";
  readonly columns: readonly string[];
  readonly edges: readonly (readonly number[])[];
  readonly bins: readonly number[];
  readonly encode: "ordinal" | "oneHot";
}

const rules: Readonly<Record<string, Rule>> = {
  columns: columnChoiceRule,
  strategy: { oneOf: ["quantile", "uniform", "tree"] },
  bins: { min: 2, max: 10_000, whole: true },
  encode: { oneOf: ["ordinal", "oneHot"] },
  quantileMethod: { oneOf: ["averagedInvertedCdf", "linear"] },
  minRows: { min: 0, max: Number.MAX_VALUE, open: true },
};

/**
 * Cuts number columns into bins. A value on an edge belongs to the bin above it; values outside the training's go to the end bins;
 * missing stays missing (ordinal) or is all zeros (oneHot). Throws `learn.bad_config` for an unknown name, a value out of range, or
 * a hyperparameter of another strategy.
 *
 * @example
 * ```ts
 * const step = bin({ columns: ["age"], strategy: "quantile", bins: 10 });
 * ```
 */
export function bin(config: Partial<Omit<BinConfig, "kind">> = {}): BinConfig {
  const full = withDefaults<BinConfig>({ kind: "bin", strategy: "quantile", bins: 5, encode: "ordinal" }, config);
  checkConfig("bin", full, rules);
  const reason = `the strategy is "${full.strategy}"`;
  refuseIneffective("bin", full.quantileMethod !== undefined && full.strategy !== "quantile", "quantileMethod", reason);
  refuseIneffective("bin", full.minRows !== undefined && full.strategy !== "tree", "minRows", reason);
  return full;
}

/** Replaces number columns by their bins: under the same name, or as "x bin 0", "x bin 1", … */
export const binStep: Step<BinConfig, BinState> = {
  kind: "bin",
  fit(config, frame, target, options) {
    const columns = chosenColumns(config, frame, ["number"]);
    const weights = rowWeights(frame, options);
    if (config.strategy === "tree" && target === undefined) {
      throw new GyreError("learn.bad_config", "bin: the strategy tree needs a target to learn from");
    }
    const edges = columns.map((name) => edgesOf(config, numbersOf(frame, name, "bin"), { weights, target }));
    const bins = edges.map((own) => own.length - 1);
    const state: BinState = { kind: "bin", columns, edges, bins, encode: config.encode };
    return { state, frame: applyBin(state, frame) };
  },
  apply: applyBin,
  addToGraph: addBinToGraph,
};

function edgesOf(
  config: BinConfig,
  values: Float64Array,
  { weights, target }: { readonly weights: Float64Array; readonly target: Target | undefined },
): number[] {
  const { strategy, bins, quantileMethod = "averagedInvertedCdf", minRows = 1 } = config;
  if (strategy === "tree") return treeEdges({ values, weights, target: target! }, bins, minRows);
  const sample = presentValues(values, weights);
  return strategy === "uniform" ? uniformEdges(sample, bins) : quantileEdges(sample, bins, quantileMethod);
}

function binName(name: string, index: number): string {
  return `${name} bin ${index}`;
}

/** How many of the inner edges are ≤ x: the number of its bin. */
function binOf(edges: readonly number[], x: number): number {
  let low = 1;
  let high = edges.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function applyBin({ columns, edges, bins, encode }: BinState, frame: Frame): Frame {
  const replaced = new Map<string, readonly NamedColumn[]>();
  columns.forEach((name, j) => {
    const values = numbersOf(frame, name, "bin");
    const binned = values.map((x) => (Number.isNaN(x) ? x : binOf(edges[j], x)));
    const flagged = (_: unknown, k: number): NamedColumn =>
      numberColumn(
        binName(name, k),
        binned.map((own) => (own === k ? 1 : 0)),
      );
    const made = encode === "ordinal" ? [numberColumn(name, binned)] : Array.from({ length: bins[j] }, flagged);
    replaced.set(name, made);
  });
  return changedFrame(frame, { replaced });
}

function addBinToGraph({ columns, edges, bins, encode }: BinState, target: BlockGraph): BlockGraph {
  const { graph } = target;
  const asNumber = (value: string): string => graph.node("Cast", [value], { attributes: { to: intValue(11) } });
  const added = columns.map((name, j): Block => {
    const x = numberMatrix(target, [name]);
    const inner = edges[j].slice(1, -1);
    // An edge that no number reaches makes the sum 0 where there is no inner edge.
    const steps = graph.doubles(inner.length === 0 ? [Number.NaN] : inner);
    const passed = asNumber(graph.node("GreaterOrEqual", [x, steps]));
    const count = graph.node("ReduceSum", [passed, graph.int64s([1])], { attributes: { keepdims: intValue(1) } });
    const binned = graph.node("Where", [graph.node("IsNaN", [x]), x, count]);
    if (encode === "ordinal") return { kind: "number", names: [name], value: binned };
    const names = Array.from({ length: bins[j] }, (_, k) => binName(name, k));
    const isBin = graph.node("Equal", [binned, graph.doubles([...names.keys()], [1, names.length])]);
    return { kind: "number", names, value: asNumber(isBin) };
  });
  return replaceBlocks(target, columns, added);
}
