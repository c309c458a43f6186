import type { Column, Frame } from "../../table.js";
import { columnNamed } from "../choose-columns.js";
import { weightedMean } from "../moments.js";
import { presentValues, refuseInfinite, type Sample } from "../row-weights.js";
import { linearQuantile, type SortedSample, sortedSample } from "../weighted-quantile.js";
import type { ImputeConfig } from "./config.js";
import type { ValueFilling } from "./state.js";

/**
 * One value for each column. Of equally frequent ones the smallest number or the first text counts. A number column without any
 * value is filled with 0, a category column without any stays as it is.
 */
export function fitValues(
  config: ImputeConfig,
  frame: Frame,
  names: readonly string[],
  weights: Float64Array,
): ValueFilling {
  const values = names.map((name) => {
    if (config.strategy === "constant") return config.fill ?? 0;
    const column = columnNamed(frame, name, "impute") as Column;
    if (column.kind === "category") return mostFrequentCategory(column, weights);
    if (config.strategy === "mean") refuseInfinite("the mean", name, column.values, weights);
    return fillOf(config.strategy, presentValues(column.values, weights));
  });
  return { kind: "values", values };
}

function fillOf(strategy: ImputeConfig["strategy"], sample: Sample): number {
  if (sample.values.length === 0) return 0;
  if (strategy === "mean") return weightedMean(sample);
  const sorted = sortedSample(sample);
  return strategy === "median" ? linearQuantile(sorted, 0.5) : mostFrequentNumber(sorted);
}

function mostFrequentNumber({ values, cumulative }: SortedSample): number {
  let best = 0;
  let bestWeight = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = cumulative[i] - (i === 0 ? 0 : cumulative[i - 1]);
    if (weight > bestWeight) [best, bestWeight] = [i, weight];
  }
  return values[best];
}

function mostFrequentCategory(
  { codes, categories }: Column & { kind: "category" },
  weights: Float64Array,
): string | null {
  const counts = new Float64Array(categories.length);
  for (let i = 0; i < codes.length; i++) if (codes[i] >= 0) counts[codes[i]] += weights[i];
  let best = -1;
  for (let code = 0; code < counts.length; code++) {
    if (counts[code] === 0) continue;
    const isBetter = best < 0 || counts[code] > counts[best];
    if (isBetter || (counts[code] === counts[best] && categories[code] < categories[best])) best = code;
  }
  return best < 0 ? null : categories[best];
}
