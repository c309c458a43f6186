import { GyreError } from "../../core/index.js";
import { numberColumns } from "../number-columns.js";
import type { Prediction } from "../prediction.js";
import type { Frame, Table } from "../table.js";
import { modelTable } from "../table-of-frame.js";
import { LEAST_ALPHA } from "./bernoulli.js";
import { addClassWeights, alignBatch, type ClassBatch, widened } from "./class-batch.js";
import { logPriors, toProbabilities } from "./class-probabilities.js";
import type { MultinomialBayesModel } from "./model.js";

const LIMIT = 1e150;

/** `model` with the rows of `batch` counted too; a missing count is 0. Throws `learn.bad_table` naming a negative one. */
export function addToMultinomial(model: MultinomialBayesModel, batch: ClassBatch): MultinomialBayesModel {
  const aligned = alignBatch(model, batch);
  const { table, weights, codes, classes } = aligned;
  const columns = counts(table, weights);
  const d = columns.length;
  const sums = widened(model.sums, classes.length, d);
  columns.forEach((values, j) => {
    for (let i = 0; i < values.length; i++) {
      if (weights[i] > 0 && !Number.isNaN(values[i])) sums[codes[i] * d + j] += weights[i] * values[i];
    }
  });
  const classWeights = addClassWeights(model.classWeights, aligned);
  logPriors(classWeights, model.config.classPrior);
  return { ...model, classes, classWeights, sums: Array.from(sums) };
}

function counts(table: Table, weights?: Float64Array): Float64Array[] {
  const rules = { kind: "multinomialBayes", limit: LIMIT, missing: true, ...(weights && { weights }) };
  const columns = numberColumns(table, rules);
  columns.forEach((values, j) => {
    const row = values.findIndex((value, i) => value < 0 && (weights === undefined || weights[i] > 0));
    if (row < 0) return;
    const name = table.names[j];
    throw new GyreError("learn.bad_table", `column "${name}" is ${values[row]} in row ${row}, expected a count ≥ 0`, {
      hint: "Multinomial naive Bayes reads counts; gaussianBayes takes any number.",
      details: { column: name, row },
    });
  });
  return columns;
}

/** Log shares of the columns within each class, (d, K). */
export interface MultinomialParameters {
  readonly logPriors: Float64Array;
  readonly logShares: Float64Array;
}

/** log((Σ w·x + α) / Σ over columns of the same). */
export function multinomialParameters(model: MultinomialBayesModel): MultinomialParameters {
  const d = model.columns.length;
  const k = model.classes.length;
  const alpha = Math.max(LEAST_ALPHA, model.config.alpha);
  const logShares = new Float64Array(d * k);
  for (let c = 0; c < k; c++) {
    let total = 0;
    for (let j = 0; j < d; j++) total += model.sums[c * d + j] + alpha;
    for (let j = 0; j < d; j++) logShares[j * k + c] = Math.log(model.sums[c * d + j] + alpha) - Math.log(total);
  }
  return { logPriors: logPriors(model.classWeights, model.config.classPrior, !model.config.fitPrior), logShares };
}

/** Probabilities of the rows of `frame`; a missing count is 0. Throws `learn.bad_table`. */
export function predictMultinomial(model: MultinomialBayesModel, frame: Frame): Prediction {
  const table = modelTable(model.columns, frame);
  const columns = counts(table);
  const { logPriors, logShares } = multinomialParameters(model);
  const k = logPriors.length;
  const joint = new Float64Array(table.rows * k);
  columns.forEach((values, j) => {
    for (let i = 0; i < values.length; i++) {
      if (Number.isNaN(values[i])) continue;
      for (let c = 0; c < k; c++) joint[i * k + c] += values[i] * logShares[j * k + c];
    }
  });
  return { kind: "class", classes: model.classes, probabilities: toProbabilities(joint, logPriors) };
}
