import { numberColumns } from "../number-columns.js";
import type { Prediction } from "../prediction.js";
import type { Frame } from "../table.js";
import { modelTable } from "../table-of-frame.js";
import { addClassWeights, alignBatch, type ClassBatch, widened } from "./class-batch.js";
import { logPriors, toProbabilities } from "./class-probabilities.js";
import type { BernoulliBayesModel } from "./model.js";

/** Counts of ones are never exactly all or none. */
export const LEAST_ALPHA = 1e-10;

/** Only the order matters: any number, infinities too. */
const LIMIT = Number.POSITIVE_INFINITY;

/** `model` with the rows of `batch` counted too; missing values are left out. */
export function addToBernoulli(model: BernoulliBayesModel, batch: ClassBatch): BernoulliBayesModel {
  const aligned = alignBatch(model, batch);
  const { table, weights, codes, classes } = aligned;
  const columns = numberColumns(table, { kind: model.kind, limit: LIMIT, missing: true, weights });
  const d = columns.length;
  const seen = widened(model.seen, classes.length, d);
  const ones = widened(model.ones, classes.length, d);
  columns.forEach((values, j) => {
    for (let i = 0; i < values.length; i++) {
      if (Number.isNaN(values[i])) continue;
      seen[codes[i] * d + j] += weights[i];
      if (values[i] > model.config.binarize) ones[codes[i] * d + j] += weights[i];
    }
  });
  const classWeights = addClassWeights(model.classWeights, aligned);
  logPriors(classWeights, model.config.classPrior);
  return { ...model, classes, classWeights, seen: Array.from(seen), ones: Array.from(ones) };
}

/** Log chances of a one and of a zero, over columns and classes (d, K). */
export interface BernoulliParameters {
  readonly logPriors: Float64Array;
  readonly logOnes: Float64Array;
  readonly logZeros: Float64Array;
}

/** log((ones + α) / (seen + 2α)) and the same of the zeros. */
export function bernoulliParameters(model: BernoulliBayesModel): BernoulliParameters {
  const d = model.columns.length;
  const k = model.classes.length;
  const alpha = Math.max(LEAST_ALPHA, model.config.alpha);
  const [logOnes, logZeros] = [new Float64Array(d * k), new Float64Array(d * k)];
  for (let j = 0; j < d; j++) {
    for (let c = 0; c < k; c++) {
      const [seen, ones] = [model.seen[c * d + j], model.ones[c * d + j]];
      const logAll = Math.log(seen + 2 * alpha);
      logOnes[j * k + c] = Math.log(ones + alpha) - logAll;
      logZeros[j * k + c] = Math.log(seen - ones + alpha) - logAll;
    }
  }
  const priors = logPriors(model.classWeights, model.config.classPrior, !model.config.fitPrior);
  return { logPriors: priors, logOnes, logZeros };
}

/** Probabilities of the rows of `frame`; a missing value says nothing. Throws `learn.bad_table`. */
export function predictBernoulli(model: BernoulliBayesModel, frame: Frame): Prediction {
  const table = modelTable(model.columns, frame);
  const columns = numberColumns(table, { kind: model.kind, limit: LIMIT, missing: true });
  const { logPriors, logOnes, logZeros } = bernoulliParameters(model);
  const k = logPriors.length;
  const joint = new Float64Array(table.rows * k);
  columns.forEach((values, j) => {
    for (let i = 0; i < values.length; i++) {
      if (Number.isNaN(values[i])) continue;
      const logs = values[i] > model.config.binarize ? logOnes : logZeros;
      for (let c = 0; c < k; c++) joint[i * k + c] += logs[j * k + c];
    }
  });
  return { kind: "class", classes: model.classes, probabilities: toProbabilities(joint, logPriors) };
}
