import { GyreError } from "../../core/index.js";
import { doublesValue, textsValue } from "../../onnx/index.js";
import { checkConfig, type Rule, withDefaults } from "../check-config.js";
import { type Block, type BlockGraph, numberMatrix, replaceBlocks } from "../export/blocks.js";
import { missingCategory } from "../export/category-codes.js";
import type { ColumnChoice, Step, StepConfig } from "../step.js";
import type { Frame, FrameColumn } from "../table.js";
import { changedFrame, type NamedColumn } from "./change-frame.js";
import { chosenColumns, columnChoiceRule, numbersOf } from "./choose-columns.js";
import { presentValues, rowWeights } from "./row-weights.js";
import { sortedSample } from "./weighted-quantile.js";

/** Which number columns hold codes; see {@link toCategory}. */
export interface ToCategoryConfig extends StepConfig {
  readonly kind: "toCategory";
  readonly columns?: ColumnChoice;
  /** A column with more different values is refused. Default 10000. */
  readonly maxCategories: number;
}

/** The values of each column in training, ascending. */
export interface ToCategoryState {
  readonly kind: "toCategory";
  readonly columns: readonly string[];
  readonly values: readonly (readonly number[])[];
}

const rules: Readonly<Record<string, Rule>> = {
  columns: columnChoiceRule,
  maxCategories: { min: 1, max: 1e6, whole: true },
};

/**
 * Takes number columns that hold codes (a postcode, a product number) as categories, named as JavaScript writes the numbers.
 * Throws `learn.bad_config` for an unknown name or a value out of range.
 *
 * @example
 * ```ts
 * const step = toCategory({ columns: ["postcode"] });
 * ```
 */
export function toCategory(config: Partial<Omit<ToCategoryConfig, "kind">> = {}): ToCategoryConfig {
  const full = withDefaults<ToCategoryConfig>({ kind: "toCategory", maxCategories: 10_000 }, config);
  checkConfig("toCategory", full, rules);
  return full;
}

/**
 * Replaces number columns by categories under the same name; numbers never seen are one unknown category, NaN a missing one.
 */
export const toCategoryStep: Step<ToCategoryConfig, ToCategoryState> = {
  kind: "toCategory",
  fit(config, frame, _target, options) {
    const columns = chosenColumns(config, frame, ["number"]);
    const weights = rowWeights(frame, options);
    const values = columns.map((name) => {
      const distinct = sortedSample(presentValues(numbersOf(frame, name, "toCategory"), weights)).values;
      if (distinct.length > config.maxCategories) throw tooMany(name, distinct.length, config.maxCategories);
      return Array.from(distinct);
    });
    const state: ToCategoryState = { kind: "toCategory", columns, values };
    return { state, frame: applyToCategory(state, frame) };
  },
  apply: applyToCategory,
  addToGraph: addToCategoryToGraph,
};

function tooMany(name: string, count: number, most: number): GyreError {
  return new GyreError(
    "learn.bad_table",
    `column "${name}" has ${count} different values, more than ${most} categories`,
    {
      hint: "Choose the columns that hold codes, or raise maxCategories.",
      details: { column: name },
    },
  );
}

function applyToCategory({ columns, values }: ToCategoryState, frame: Frame): Frame {
  const replaced = new Map<string, readonly NamedColumn[]>();
  columns.forEach((name, j) => {
    replaced.set(name, [{ name, column: categoryColumn(numbersOf(frame, name, "toCategory"), values[j]) }]);
  });
  return changedFrame(frame, { replaced });
}

/** The known values first, then the one for all that are new. */
function categoryColumn(numbers: Float64Array, known: readonly number[]): FrameColumn {
  const codeOf = new Map(known.map((value, code) => [value, code]));
  const codes = Int32Array.from(numbers, (value) => (Number.isNaN(value) ? -1 : (codeOf.get(value) ?? known.length)));
  const categories = known.map(categoryOfNumber);
  return { kind: "category", categories: [...categories, unknownCategory(categories)], codes };
}

/** A text that is none of the categories, nor stands for missing in a graph, where numbers cannot be written out. */
function unknownCategory(categories: readonly string[]): string {
  return missingCategory([...categories, missingCategory(categories)]);
}

function categoryOfNumber(value: number): string {
  return String(value + 0);
}

function addToCategoryToGraph({ columns, values }: ToCategoryState, target: BlockGraph): BlockGraph {
  const added = columns.map((name, j): Block => {
    const categories = values[j].map(categoryOfNumber);
    const unknown = unknownCategory(categories);
    const value = target.graph.node("LabelEncoder", [numberMatrix(target, [name])], {
      domain: "ai.onnx.ml",
      attributes: {
        keys_tensor: doublesValue([...values[j], Number.NaN]),
        values_tensor: textsValue([...categories, missingCategory(categories)]),
        default_tensor: textsValue([unknown]),
      },
    });
    return { kind: "category", name, value, categories };
  });
  return replaceBlocks(target, columns, added);
}
