import { checkConfig, type Rule, refuseIneffective, withDefaults } from "../check-config.js";
import { type BlockGraph, numberMatrix, replaceBlocks } from "../export/blocks.js";
import type { ColumnChoice, Step, StepConfig } from "../step.js";
import type { Frame } from "../table.js";
import { mapNumbers } from "./change-frame.js";
import { chosenColumns, columnChoiceRule, numbersOf } from "./choose-columns.js";
import { momentsOf, tooWide } from "./moments.js";
import { presentValues, refuseInfinite, rowWeights, type Sample } from "./row-weights.js";
import { linearQuantile, sortedSample } from "./weighted-quantile.js";

/** How number columns are brought to one scale; see {@link scale}. */
export interface ScaleConfig extends StepConfig {
  readonly kind: "scale";
  readonly columns?: ColumnChoice;
  /** standard: mean 0, population variance 1. minMax: the least value to 0, the largest to 1. robust: median 0, quartiles 1 apart. */
  readonly method: "standard" | "minMax" | "robust";
  /** standard, robust: whether to subtract the middle. Default true (with_mean, with_centering). */
  readonly centre?: boolean;
  /** standard, robust: whether to divide by the spread. Default true (with_std, with_scaling). */
  readonly spread?: boolean;
  /** minMax: where the least and the largest value go. Default [0, 1] (feature_range). */
  readonly range?: readonly [number, number];
  /** minMax: whether values outside those of the training are cut off. Default false (clip). */
  readonly clip?: boolean;
  /** robust: the percentiles that end up 1 apart. Default [25, 75] (quantile_range). */
  readonly percentiles?: readonly [number, number];
}

/** (x − offset) / divisor for each column; with a range [low, high] that times high − low, plus low, cut off there where `clip`. */
export interface ScaleState {
  readonly kind: "scale";
  readonly columns: readonly string[];
  readonly offsets: readonly number[];
  readonly divisors: readonly number[];
  readonly range?: readonly [number, number];
  readonly clip?: boolean;
}

const isPair = (value: unknown, least: number, most: number): boolean =>
  Array.isArray(value) && value.length === 2 && least <= value[0] && value[0] < value[1] && value[1] <= most;

const rules: Readonly<Record<string, Rule>> = {
  columns: columnChoiceRule,
  method: { oneOf: ["standard", "minMax", "robust"] },
  centre: { boolean: true },
  spread: { boolean: true },
  range: { accepts: (value) => isPair(value, -1e300, 1e300), expected: "two numbers, the smaller first" },
  clip: { boolean: true },
  percentiles: { accepts: (value) => isPair(value, 0, 100), expected: "two percentiles, the smaller first" },
};

/**
 * Brings number columns to one scale, by default to mean 0 and variance 1. A constant column is only centred. Throws
 * `learn.bad_config` for an unknown name, a value out of range, or a hyperparameter of another method.
 *
 * @example
 * ```ts
 * const step = scale({ method: "robust" });
 * ```
 */
export function scale(config: Partial<Omit<ScaleConfig, "kind">> = {}): ScaleConfig {
  const full = withDefaults<ScaleConfig>({ kind: "scale", method: "standard" }, config);
  checkConfig("scale", full, rules);
  const { method, centre, spread, range, clip, percentiles } = full;
  const reason = `the method is "${method}"`;
  refuseIneffective("scale", method === "minMax" && centre !== undefined, "centre", reason);
  refuseIneffective("scale", method === "minMax" && spread !== undefined, "spread", reason);
  refuseIneffective("scale", method !== "minMax" && range !== undefined, "range", reason);
  refuseIneffective("scale", method !== "minMax" && clip !== undefined, "clip", reason);
  refuseIneffective("scale", method !== "robust" && percentiles !== undefined, "percentiles", reason);
  refuseIneffective("scale", spread === false && percentiles !== undefined, "percentiles", "spread is false");
  refuseIneffective("scale", centre === false && spread === false, "scale", "centre and spread are both false");
  return full;
}

/** Scales number columns in their place; missing values stay missing and do not count. */
export const scaleStep: Step<ScaleConfig, ScaleState> = {
  kind: "scale",
  fit(config, frame, _target, options) {
    const columns = chosenColumns(config, frame, ["number"]);
    const weights = rowWeights(frame, options);
    const scales = columns.map((name) => {
      const values = numbersOf(frame, name, "scale");
      refuseInfinite("scale", name, values, weights);
      return scaleOf(config, name, presentValues(values, weights));
    });
    const state: ScaleState = {
      kind: "scale",
      columns,
      offsets: scales.map(({ offset }) => offset),
      divisors: scales.map(({ divisor }) => divisor),
      ...(config.method === "minMax" && { range: config.range ?? [0, 1], clip: config.clip ?? false }),
    };
    return { state, frame: applyScale(state, frame) };
  },
  apply: applyScale,
  addToGraph: addScaleToGraph,
};

interface Scale {
  readonly offset: number;
  readonly divisor: number;
}

function scaleOf(config: ScaleConfig, name: string, sample: Sample): Scale {
  if (sample.values.length === 0) return { offset: 0, divisor: 1 };
  const { centre = true, spread = true } = config;
  if (config.method === "standard") {
    const { mean, deviation } = momentsOf(name, sample);
    return { offset: centre ? mean : 0, divisor: spread ? deviation || 1 : 1 };
  }
  const sorted = sortedSample(sample);
  if (config.method === "minMax") {
    const least = sorted.values[0];
    return { offset: least, divisor: width(name, least, sorted.values[sorted.values.length - 1]) };
  }
  const [low, high] = (config.percentiles ?? [25, 75]).map((percent) => linearQuantile(sorted, percent / 100));
  return { offset: centre ? linearQuantile(sorted, 0.5) : 0, divisor: spread ? width(name, low, high) : 1 };
}

/** high − low, or 1 where that is no more than rounding makes of equal values. */
function width(name: string, low: number, high: number): number {
  const difference = high - low;
  if (difference === Number.POSITIVE_INFINITY) throw tooWide(name);
  return difference <= 2 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high)) ? 1 : difference;
}

function applyScale(state: ScaleState, frame: Frame): Frame {
  for (const name of state.columns) numbersOf(frame, name, "scale");
  return mapNumbers(frame, state.columns, (values, j) => {
    const scaled = values.map((value) => (value - state.offsets[j]) / state.divisors[j]);
    if (state.range === undefined) return scaled;
    const [low, high] = state.range;
    return scaled.map((share) => {
      const value = share * (high - low) + low;
      return state.clip && value < low ? low : state.clip && value > high ? high : value;
    });
  });
}

function addScaleToGraph({ columns, offsets, divisors, range, clip }: ScaleState, target: BlockGraph): BlockGraph {
  if (columns.length === 0) return target;
  const { graph } = target;
  const centred = graph.node("Sub", [numberMatrix(target, columns), graph.doubles(offsets)]);
  let value = graph.node("Div", [centred, graph.doubles(divisors)]);
  if (range !== undefined) {
    const [low, high] = range.map((bound) => graph.doubles([bound]));
    value = graph.node("Add", [graph.node("Mul", [value, graph.doubles([range[1] - range[0]])]), low]);
    if (clip) {
      value = graph.node("Where", [graph.node("Less", [value, low]), low, value]);
      value = graph.node("Where", [graph.node("Greater", [value, high]), high, value]);
    }
  }
  return replaceBlocks(target, columns, [{ kind: "number", names: columns, value }]);
}
