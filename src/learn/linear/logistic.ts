import { checkLabels, checkTable, modelColumnsOf } from "../check-table.js";
import type { FitOptions } from "../fit-options.js";
import { logOddsOf } from "../log-odds.js";
import type { Encoding, LogisticModel } from "../model.js";
import { alignTable } from "../preprocess/align.js";
import { checkFinite, fitEncodings, widthOf } from "../preprocess/encodings.js";
import type { Column, Table } from "../table.js";
import { type LogisticConfig, logistic } from "./config.js";
import { createDesign } from "./design.js";
import { minimise } from "./newton.js";

/**
 * Logistic regression for the labels `y` (0 or 1) of `table`. Minimises
 *
 *   (1/n) Σᵢ [log(1 + e^zᵢ) − yᵢ·zᵢ] + ½·l2·Σⱼ weightⱼ²,  zᵢ = intercept + Σⱼ weightⱼ·xᵢⱼ
 *
 * over the encoded columns x (see `fitEncodings`); the intercept is not penalised. The loss is a mean, so a table twice over gives
 * the same model. Labels that are all alike give weights 0 and the intercept ±34.5. Constant columns get weight 0. Throws
 * `learn.bad_config`, `learn.bad_table` (naming column and row; ±Infinity is refused) and `core.cancelled`.
 *
 * @example
 * ```ts
 * const model = fitLogistic(logistic({ l2: 0.01 }), table, labels);
 * ```
 */
export function fitLogistic(
  config: LogisticConfig,
  table: Table,
  y: Float64Array,
  options: FitOptions = {},
): LogisticModel {
  const full = logistic(config);
  checkTable(table);
  checkLabels(y, table);
  const encodings = fitEncodings(table, full.minCategoryCount);
  const columns = modelColumnsOf(table);
  const start = logOddsOf(y);
  if (y.every((label) => label === y[0])) {
    const width = encodings.reduce((sum, encoding) => sum + widthOf(encoding), 0);
    return { kind: "logistic", columns, encodings, weights: new Array<number>(width).fill(0), intercept: start };
  }
  const design = createDesign(table, encodings);
  const theta = minimise(design, y, start, full, options);
  const weights = Array.from(design.positions, (position) => theta[position]);
  return { kind: "logistic", columns, encodings, weights, intercept: theta[design.intercept] };
}

/**
 * Raw scores (log-odds) of the rows of `table`, `(n)`. Columns are found by name and categories by their value; unknown ones count
 * as none. Throws `learn.bad_table` for a missing column, one of the other kind, or an infinite number.
 */
export function predictLogisticScores(model: LogisticModel, table: Table): Float64Array {
  const aligned = alignTable(model.columns, table);
  const scores = new Float64Array(table.rows).fill(model.intercept);
  let at = 0;
  model.encodings.forEach((encoding, i) => {
    const end = at + widthOf(encoding);
    addColumn(scores, encoding, model.weights.slice(at, end), aligned.columns[i], aligned.names[i]);
    at = end;
  });
  return scores;
}

function addColumn(
  scores: Float64Array,
  encoding: Encoding,
  weights: readonly number[],
  column: Column,
  name: string,
): void {
  if (encoding.kind === "number" && column.kind === "number") {
    checkFinite(name, column.values);
    const { fill, mean, scale } = encoding;
    const [weight, ifMissing = 0] = weights;
    for (let i = 0; i < scores.length; i++) {
      const value = column.values[i];
      if (!Number.isNaN(value)) scores[i] += weight * ((value - mean) / scale);
      else scores[i] += weight * ((fill - mean) / scale) + ifMissing;
    }
  } else if (encoding.kind === "category" && column.kind === "category") {
    const weightOf = new Float64Array(column.categories.length);
    encoding.codes.forEach((code, k) => {
      weightOf[code] = weights[k];
    });
    for (let i = 0; i < scores.length; i++) if (column.codes[i] >= 0) scores[i] += weightOf[column.codes[i]];
  }
}
