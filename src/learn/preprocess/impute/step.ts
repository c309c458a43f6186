import { GyreError } from "../../../core/index.js";
import type { FitOptions } from "../../fit-options.js";
import type { Step } from "../../step.js";
import { type Column, type Frame, type FrameColumn, missingMask } from "../../table.js";
import { changedFrame, type NamedColumn, numberColumn } from "../change-frame.js";
import { chosenColumns, columnNamed, numbersOf } from "../choose-columns.js";
import { refuseInfinite, rowWeights } from "../row-weights.js";
import type { ImputeConfig } from "./config.js";
import { addImputeToGraph } from "./graph.js";
import { indicatorName } from "./indicator-name.js";
import { fillByRegression, fitIterative } from "./iterative.js";
import { fillFromNeighbours, fitNeighbours } from "./k-nearest.js";
import type { ImputeState } from "./state.js";
import { fitValues } from "./values.js";

/**
 * Fills missing values, column by column or from the other columns of the row. The filled column keeps its name and place; the
 * indicators come last.
 */
export const imputeStep: Step<ImputeConfig, ImputeState> = {
  kind: "impute",
  fit(config, frame, _target, options) {
    const state = fitImpute(config, frame, options);
    return { state, frame: applyImpute(state, frame, options) };
  },
  apply: (state, frame) => applyImpute(state, frame, {}),
  addToGraph: addImputeToGraph,
};

function fitImpute(config: ImputeConfig, frame: Frame, options: FitOptions): ImputeState {
  const names = chosenColumns(config, frame, kindsOf(config));
  const weights = rowWeights(frame, options);
  const indicators = config.indicator ? names.filter((name) => isMissingSomewhere(frame, name, weights)) : [];
  const known = { kind: "impute", columns: names, indicators } as const;
  if (config.strategy === "kNearest") return { ...known, filling: fitNeighbours(config, frame, names, weights) };
  if (config.strategy === "iterative") {
    return { ...known, filling: fitIterative(config, frame, names, { ...options, weights }) };
  }
  return { ...known, filling: fitValues(config, frame, names, weights) };
}

function kindsOf({ strategy, fill }: ImputeConfig): FrameColumn["kind"][] {
  if (strategy === "mostFrequent") return ["number", "category"];
  return strategy === "constant" && typeof fill === "string" ? ["category"] : ["number"];
}

function isMissingSomewhere(frame: Frame, name: string, weights: Float64Array): boolean {
  return missingMask(columnNamed(frame, name, "impute")).some((missing, row) => missing === 1 && weights[row] > 0);
}

function applyImpute(state: ImputeState, frame: Frame, options: FitOptions): Frame {
  const columns = state.columns.map((name) => columnNamed(frame, name, "impute"));
  const filled = filledColumns(state, frame, options);
  const replaced = new Map(state.columns.map((name, j) => [name, [{ name, column: filled[j] }]]));
  const appended = state.indicators.map((name): NamedColumn => {
    const missing = missingMask(columns[state.columns.indexOf(name)]);
    return numberColumn(indicatorName(name), Float64Array.from(missing));
  });
  return changedFrame(frame, { replaced, appended });
}

function filledColumns({ filling, columns }: ImputeState, frame: Frame, options: FitOptions): FrameColumn[] {
  if (filling.kind === "values") {
    return columns.map((name, j) => filledColumn(columnNamed(frame, name, "impute"), name, filling.values[j]));
  }
  const values = columns.map((name) => {
    const numbers = numbersOf(frame, name, "impute");
    refuseInfinite("imputation from other columns", name, numbers);
    return numbers;
  });
  const filled =
    filling.kind === "neighbours" ? fillFromNeighbours(filling, values, options) : fillByRegression(filling, values);
  return filled.map((numbers) => ({ kind: "number", values: numbers }));
}

function filledColumn(column: FrameColumn, name: string, value: number | string | null): Column {
  if (column.kind === "number" && typeof value === "number") {
    return { kind: "number", values: column.values.map((number) => (Number.isNaN(number) ? value : number)) };
  }
  if (column.kind === "category" && typeof value !== "number") {
    if (value === null) return column;
    const known = column.categories.indexOf(value);
    const categories = known < 0 ? [...column.categories, value] : column.categories;
    const code = known < 0 ? column.categories.length : known;
    return { kind: "category", categories, codes: column.codes.map((own) => (own < 0 ? code : own)) };
  }
  const expected = typeof value === "number" ? "number" : "category";
  throw new GyreError("learn.bad_table", `column "${name}" is a ${column.kind}, impute was fitted on a ${expected}`, {
    details: { column: name },
  });
}
