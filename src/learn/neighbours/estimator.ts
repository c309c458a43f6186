import { GyreError } from "../../core/index.js";
import { modelColumnsOf } from "../check-table.js";
import type { Estimator } from "../estimator.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import type { TableModelColumn } from "../model-column.js";
import { rowWeights } from "../row-weights.js";
import type { Frame } from "../table.js";
import { modelTable, trainingTable } from "../table-of-frame.js";
import type { Target } from "../target.js";
import { type NearestNeighboursConfig, nearestNeighbours } from "./config.js";
import { addNearestToGraph } from "./graph.js";
import type { NearestNeighboursModel } from "./model.js";
import { predictNearest, rulesOf } from "./predict.js";
import { columnOrder, distinctRows, numbersIn, rowsOf, standardOf } from "./training-rows.js";

/** Nearest neighbours for classes and numbers. The model holds every different training row. */
export const nearestNeighboursEstimator: Estimator<NearestNeighboursConfig, NearestNeighboursModel> = {
  kind: "nearestNeighbours",
  learns: () => ["class", "number"],
  fit: fitNearest,
  predict: predictNearest,
  addToGraph: addNearestToGraph,
};

function fitNearest(
  given: NearestNeighboursConfig,
  frame: Frame,
  target: Target,
  options: FitOptions,
): NearestNeighboursModel {
  const config = nearestNeighbours(given);
  if (target.kind === "relevance") {
    throw new GyreError("learn.bad_table", "nearestNeighbours learns classes and numbers, the target is a relevance");
  }
  const columns = modelColumnsOf(trainingTable(frame, target)).map(inCodeUnitOrder);
  const table = modelTable(columns, frame);
  const weights = rowWeights(options.weights, table.rows);
  checkNotCancelled(options);
  const { order, numbers } = columnOrder(columns);
  const rules = { ...rulesOf(config), weights };
  const values = numbersIn(table, order.slice(0, numbers), rules);
  const standard = config.standardise ? standardOf(values, weights) : undefined;
  const answers = target.kind === "class" ? target.codes : target.values;
  return {
    kind: "nearestNeighbours",
    config,
    columns,
    ...(target.kind === "class" && { classes: target.classes }),
    ...standard,
    ...distinctRows(rowsOf(table, columns, rules, standard), answers, weights),
  };
}

/** So that the order of neighbours at the same distance does not hang on a table's dictionary. */
function inCodeUnitOrder(column: TableModelColumn): TableModelColumn {
  return column.kind === "number" ? column : { ...column, categories: [...column.categories].sort() };
}
