import { GyreError } from "../../core/index.js";
import { intValue } from "../../onnx/index.js";
import { checkConfig, type Rule, withDefaults } from "../check-config.js";
import { type BlockGraph, numberMatrix, replaceBlocks } from "../export/blocks.js";
import type { ColumnChoice, Step, StepConfig } from "../step.js";
import type { Frame } from "../table.js";
import { changedFrame, mapNumbers, numberColumn } from "./change-frame.js";
import { chosenColumns, columnChoiceRule, numbersOf } from "./choose-columns.js";
import { presentValues, rowWeights, type Sample } from "./row-weights.js";
import { linearQuantile, sortedSample } from "./weighted-quantile.js";

/** What becomes of values far from the rest; see {@link outliers}. */
export interface OutliersConfig extends StepConfig {
  readonly kind: "outliers";
  readonly columns?: ColumnChoice;
  /** The fences stand this many interquartile ranges outside the quartiles. Default 1.5; 3 for what Tukey calls far out. */
  readonly k: number;
  /** clip: to the fence. null: missing. flag: the value stays, and a column "x is outlier" says 0 or 1. */
  readonly action: "clip" | "null" | "flag";
}

/** The fences of each column; values on a fence are inside. */
export interface OutliersState {
  readonly kind: "outliers";
  readonly columns: readonly string[];
  readonly lows: readonly number[];
  readonly highs: readonly number[];
  readonly action: "clip" | "null" | "flag";
}

const rules: Readonly<Record<string, Rule>> = {
  columns: columnChoiceRule,
  k: { min: 0, max: 1e6 },
  action: { oneOf: ["clip", "null", "flag"] },
};

/**
 * Clips, removes or flags number values outside Tukey's fences, Q1 − k·IQR and Q3 + k·IQR (Tukey 1977, Exploratory Data Analysis,
 * §2). ±Infinity is a value like any other. Throws `learn.bad_config` for an unknown name or a value out of range.
 *
 * @example
 * ```ts
 * const step = outliers({ columns: ["income"], action: "null" });
 * ```
 */
export function outliers(config: Partial<Omit<OutliersConfig, "kind">> = {}): OutliersConfig {
  const full = withDefaults<OutliersConfig>({ kind: "outliers", k: 1.5, action: "clip" }, config);
  checkConfig("outliers", full, rules);
  return full;
}

/** Keeps number columns inside their fences, in their place; flags come last. */
export const outliersStep: Step<OutliersConfig, OutliersState> = {
  kind: "outliers",
  fit(config, frame, _target, options) {
    const columns = chosenColumns(config, frame, ["number"]);
    const weights = rowWeights(frame, options);
    const fences = columns.map((name) =>
      fencesOf(name, presentValues(numbersOf(frame, name, "outliers"), weights), config.k),
    );
    const [lows, highs] = [fences.map(({ low }) => low), fences.map(({ high }) => high)];
    const state: OutliersState = { kind: "outliers", columns, lows, highs, action: config.action };
    return { state, frame: applyOutliers(state, frame) };
  },
  apply: applyOutliers,
  addToGraph: addOutliersToGraph,
};

function fencesOf(name: string, sample: Sample, k: number): { readonly low: number; readonly high: number } {
  if (sample.values.length === 0) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const sorted = sortedSample(sample);
  const [q1, q3] = [linearQuantile(sorted, 0.25), linearQuantile(sorted, 0.75)];
  if (!Number.isFinite(q1) || !Number.isFinite(q3)) {
    throw new GyreError("learn.bad_table", `a quarter of column "${name}" is infinite, so it has no fences`, {
      hint: "Make the infinite values missing (NaN), or drop the column.",
      details: { column: name },
    });
  }
  // Infinite where it overflows: then nothing is outside.
  const reach = k === 0 ? 0 : k * (q3 - q1);
  return { low: q1 - reach, high: q3 + reach };
}

function flagName(name: string): string {
  return `${name} is outlier`;
}

function applyOutliers({ columns, lows, highs, action }: OutliersState, frame: Frame): Frame {
  const numbers = columns.map((name) => numbersOf(frame, name, "outliers"));
  if (action !== "flag") {
    const isClip = action === "clip";
    return mapNumbers(frame, columns, (values, j) => {
      const [low, high] = [lows[j], highs[j]];
      const [below, above] = isClip ? [low, high] : [Number.NaN, Number.NaN];
      return values.map((value) => (value < low ? below : value > high ? above : value));
    });
  }
  const appended = columns.map((name, j) => {
    const flags = numbers[j].map((value) => (value < lows[j] || value > highs[j] ? 1 : 0));
    return numberColumn(flagName(name), flags);
  });
  return changedFrame(frame, { appended });
}

function addOutliersToGraph({ columns, lows, highs, action }: OutliersState, target: BlockGraph): BlockGraph {
  if (columns.length === 0) return target;
  const { graph } = target;
  const value = numberMatrix(target, columns);
  const [low, high] = [graph.doubles(lows), graph.doubles(highs)];
  const isLow = graph.node("Less", [value, low]);
  const isHigh = graph.node("Greater", [value, high]);
  if (action === "flag") {
    const flags = graph.node("Cast", [graph.node("Or", [isLow, isHigh])], { attributes: { to: intValue(11) } });
    return replaceBlocks(target, [], [{ kind: "number", names: columns.map(flagName), value: flags }]);
  }
  const none = graph.doubles([Number.NaN]);
  const raised = graph.node("Where", [isLow, action === "clip" ? low : none, value]);
  const inside = graph.node("Where", [isHigh, action === "clip" ? high : none, raised]);
  return replaceBlocks(target, columns, [{ kind: "number", names: columns, value: inside }]);
}
