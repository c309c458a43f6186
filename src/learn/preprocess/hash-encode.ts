import { intValue } from "../../onnx/index.js";
import { checkConfig, type Rule, withDefaults } from "../check-config.js";
import { type BlockGraph, blockOf, replaceBlocks } from "../export/blocks.js";
import type { ColumnChoice, Step, StepConfig } from "../step.js";
import type { Frame } from "../table.js";
import { changedFrame, numberColumn } from "./change-frame.js";
import { categoryOf, chosenColumns, columnChoiceRule } from "./choose-columns.js";
import { type CategoryBlock, lookUpMissing } from "./graph-lookup.js";
import { addTextConstant } from "./graph-text.js";
import { murmurHash3 } from "./murmur.js";

/** How categories are hashed into a fixed number of columns; see {@link hashEncode}. */
export interface HashEncodeConfig extends StepConfig {
  readonly kind: "hashEncode";
  readonly columns?: ColumnChoice;
  /** How many columns there are for all chosen columns together. Default 32 (n_features). */
  readonly features: number;
  /** Whether half of the categories count −1, so that collisions cancel on average. Default true (alternate_sign). */
  readonly alternateSign: boolean;
  /** The new columns are "prefix 0", "prefix 1", … Default "hash". */
  readonly prefix: string;
}

/** Nothing is learned but the columns. */
export interface HashEncodeState {
  readonly kind: "hashEncode";
  readonly columns: readonly string[];
  readonly features: number;
  readonly alternateSign: boolean;
  readonly prefix: string;
}

const rules: Readonly<Record<string, Rule>> = {
  columns: columnChoiceRule,
  features: { min: 1, max: 2 ** 20, whole: true },
  alternateSign: { boolean: true },
  prefix: { accepts: (value) => typeof value === "string", expected: "a text" },
};

/**
 * Adds ±1 for each category to one of a fixed number of columns, found by the MurmurHash3 h of the text "column=category": |h| mod
 * features, minus where h < 0 (Weinberger et al. 2009; scikit-learn's FeatureHasher for such texts). Nothing is learned, so no
 * category is unknown; a missing one adds nothing. Throws `learn.bad_config` for an unknown name or a value out of range.
 *
 * @example
 * ```ts
 * const step = hashEncode({ columns: ["user", "item"], features: 256 });
 * ```
 */
export function hashEncode(config: Partial<Omit<HashEncodeConfig, "kind">> = {}): HashEncodeConfig {
  const defaults: HashEncodeConfig = { kind: "hashEncode", features: 32, alternateSign: true, prefix: "hash" };
  const full = withDefaults<HashEncodeConfig>(defaults, config);
  checkConfig("hashEncode", full, rules);
  return full;
}

/** Replaces category columns by hashed ones, which come last. */
export const hashEncodeStep: Step<HashEncodeConfig, HashEncodeState> = {
  kind: "hashEncode",
  fit({ columns: _columns, ...config }, frame) {
    const columns = chosenColumns({ ...config, ...(_columns !== undefined && { columns: _columns }) }, frame, [
      "category",
    ]);
    const state: HashEncodeState = { ...config, columns };
    return { state, frame: applyHashEncode(state, frame) };
  },
  apply: applyHashEncode,
  addToGraph: addHashEncodeToGraph,
};

/** The column and sign of one category. */
function slotOf(text: string, { features, alternateSign }: HashEncodeState): { at: number; sign: number } {
  const hash = murmurHash3(text);
  return { at: Math.abs(hash) % features, sign: alternateSign && hash < 0 ? -1 : 1 };
}

function applyHashEncode(state: HashEncodeState, frame: Frame): Frame {
  if (state.columns.length === 0) return frame;
  const hashed = Array.from({ length: state.features }, () => new Float64Array(frame.rows));
  for (const name of state.columns) {
    const { codes, categories } = categoryOf(frame, name, "hashEncode");
    const slots = categories.map((category) => slotOf(`${name}=${category}`, state));
    for (let row = 0; row < frame.rows; row++) {
      if (codes[row] < 0) continue;
      const { at, sign } = slots[codes[row]];
      hashed[at][row] += sign;
    }
  }
  const replaced = new Map(state.columns.map((name) => [name, []]));
  const appended = hashed.map((values, i) => numberColumn(`${state.prefix} ${i}`, values));
  return changedFrame(frame, { replaced, appended });
}

function addHashEncodeToGraph(state: HashEncodeState, target: BlockGraph): BlockGraph {
  if (state.columns.length === 0) return target;
  const parts = state.columns.map((name) => addHashed(state, target, blockOf(target, name, "category")));
  const value = parts.reduce((sum, part) => target.graph.node("Add", [sum, part]));
  const names = Array.from({ length: state.features }, (_, i) => `${state.prefix} ${i}`);
  return replaceBlocks(target, state.columns, [{ kind: "number", names, value }]);
}

/** ±1 in one of the columns, 0 in the others and for missing, (n, features). */
function addHashed({ features, alternateSign }: HashEncodeState, { graph }: BlockGraph, block: CategoryBlock): string {
  const text = graph.node("StringConcat", [addTextConstant(graph, `${block.name}=`), block.value]);
  const attributes = { seed: intValue(0), positive: intValue(0) };
  const hash32 = graph.node("MurmurHash3", [text], { domain: "com.microsoft", attributes });
  // 64 bits: −2³¹ has no absolute value in 32.
  const hash = graph.node("Cast", [hash32], { attributes: { to: intValue(7) } });
  const at = graph.node("Mod", [graph.node("Abs", [hash]), graph.int64s([features])]);
  const isSlot = graph.node("Equal", [at, graph.int64s(Array.from({ length: features }, (_, i) => i))]);
  const one = graph.node("Cast", [isSlot], { attributes: { to: intValue(11) } });
  const present = graph.node("Sub", [graph.doubles([1]), lookUpMissing(graph, block)]);
  const isNegative = graph.node("Less", [hash, graph.int64s([0])]);
  const signed = graph.node("Where", [isNegative, graph.node("Neg", [present]), present]);
  return graph.node("Mul", [one, alternateSign ? signed : present]);
}
