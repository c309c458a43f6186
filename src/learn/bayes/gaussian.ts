import { GyreError } from "../../core/index.js";
import { numberColumns } from "../number-columns.js";
import type { Prediction } from "../prediction.js";
import type { Frame } from "../table.js";
import { modelTable } from "../table-of-frame.js";
import { type AlignedBatch, addClassWeights, alignBatch, type ClassBatch, widened } from "./class-batch.js";
import { logPriors, toProbabilities } from "./class-probabilities.js";
import type { GaussianBayesModel } from "./model.js";

/** Squares of differences stay finite up to here. */
const LIMIT = 1e150;

/** The log density of one value is never below, so that sums over columns stay finite. */
export const LEAST_LOG_DENSITY = -1e300;

interface Moments {
  readonly seen: Float64Array;
  readonly means: Float64Array;
  readonly squares: Float64Array;
}

/**
 * `model` with the rows of `batch` counted too. Moments of the batch are taken in two passes and merged (Chan, Golub and LeVeque,
 * 1979), so that no large numbers are subtracted. Missing values are left out.
 */
export function addToGaussian(model: GaussianBayesModel, batch: ClassBatch): GaussianBayesModel {
  const aligned = alignBatch(model, batch);
  const { classes } = aligned;
  const d = model.columns.length;
  const now: Moments = {
    seen: widened(model.seen, classes.length, d),
    means: widened(model.means, classes.length, d),
    squares: widened(model.squares, classes.length, d),
  };
  const came = momentsOf(aligned);
  for (let at = 0; at < now.seen.length; at++) merge(now, at, came, at);
  const classWeights = addClassWeights(model.classWeights, aligned);
  logPriors(classWeights, model.config.priors);
  const [seen, means, squares] = [now.seen, now.means, now.squares].map((values) => Array.from(values));
  return { ...model, classes, classWeights, seen, means, squares };
}

function momentsOf({ table, weights, codes, classes }: AlignedBatch): Moments {
  const columns = numberColumns(table, { kind: "gaussianBayes", limit: LIMIT, missing: true, weights });
  const d = columns.length;
  const make = (): Float64Array => new Float64Array(classes.length * d);
  const [seen, means, squares] = [make(), make(), make()];
  columns.forEach((values, j) => {
    for (let i = 0; i < values.length; i++) {
      if (weights[i] === 0 || Number.isNaN(values[i])) continue;
      seen[codes[i] * d + j] += weights[i];
      means[codes[i] * d + j] += weights[i] * values[i];
    }
    for (let at = j; at < seen.length; at += d) if (seen[at] > 0) means[at] /= seen[at];
    for (let i = 0; i < values.length; i++) {
      if (weights[i] === 0 || Number.isNaN(values[i])) continue;
      const at = codes[i] * d + j;
      squares[at] += weights[i] * (values[i] - means[at]) ** 2;
    }
  });
  return { seen, means, squares };
}

function merge(into: Moments, at: number, from: Moments, fromAt: number): void {
  const [a, b] = [into.seen[at], from.seen[fromAt]];
  if (b === 0) return;
  const delta = from.means[fromAt] - into.means[at];
  into.seen[at] = a + b;
  into.means[at] = a === 0 ? from.means[fromAt] : into.means[at] + (delta * b) / (a + b);
  into.squares[at] += from.squares[fromAt] + (a === 0 ? 0 : (delta * delta * a * b) / (a + b));
}

/** What the densities need, over columns and classes (d, K). */
export interface GaussianParameters {
  readonly logPriors: Float64Array;
  readonly means: Float64Array;
  readonly variances: Float64Array;
  /** ½·log(2π·variance). */
  readonly halfLogs: Float64Array;
}

/**
 * Means and smoothed variances. A class that saw no value of a column takes the column's overall moments, a column that nobody saw
 * says nothing. When no column varies, `varSmoothing` itself is added. Throws `learn.bad_table` naming a column of variance 0.
 */
export function gaussianParameters(model: GaussianBayesModel): GaussianParameters {
  const d = model.columns.length;
  const k = model.classes.length;
  const overall = overallMoments(model);
  const variance = (squares: number, seen: number): number => (seen === 0 ? 0 : squares / seen);
  const largest = overall.seen.reduce((max, seen, j) => Math.max(max, variance(overall.squares[j], seen)), 0);
  const added = model.config.varSmoothing * (largest === 0 ? 1 : largest);
  const [means, variances] = [new Float64Array(d * k), new Float64Array(d * k)];
  for (let j = 0; j < d; j++) {
    for (let c = 0; c < k; c++) {
      const at = c * d + j;
      const own = model.seen[at] > 0;
      means[j * k + c] = own ? model.means[at] : overall.means[j];
      const spread = own ? variance(model.squares[at], model.seen[at]) : variance(overall.squares[j], overall.seen[j]);
      variances[j * k + c] = overall.seen[j] === 0 ? 1 : spread + added;
      if (!(variances[j * k + c] > 0)) throw constantColumn(model.columns[j].name, model.classes[c]);
    }
  }
  const halfLogs = variances.map((spread) => 0.5 * Math.log(2 * Math.PI * spread));
  return { logPriors: logPriors(model.classWeights, model.config.priors), means, variances, halfLogs };
}

function overallMoments(model: GaussianBayesModel): Moments {
  const d = model.columns.length;
  const make = (): Float64Array => new Float64Array(d);
  const overall: Moments = { seen: make(), means: make(), squares: make() };
  const all: Moments = {
    seen: Float64Array.from(model.seen),
    means: Float64Array.from(model.means),
    squares: Float64Array.from(model.squares),
  };
  for (let at = 0; at < all.seen.length; at++) merge(overall, at % d, all, at);
  return overall;
}

function constantColumn(name: string, className: string): GyreError {
  return new GyreError("learn.bad_table", `column "${name}" is constant in the class "${className}"`, {
    hint: "Set varSmoothing above 0, or drop the column.",
    details: { column: name },
  });
}

/** Probabilities of the rows of `frame`; a missing value says nothing. Throws `learn.bad_table`. */
export function predictGaussian(model: GaussianBayesModel, frame: Frame): Prediction {
  const table = modelTable(model.columns, frame);
  const columns = numberColumns(table, { kind: "gaussianBayes", limit: LIMIT, missing: true });
  const { logPriors, means, variances, halfLogs } = gaussianParameters(model);
  const k = logPriors.length;
  const joint = new Float64Array(table.rows * k);
  columns.forEach((values, j) => {
    for (let i = 0; i < values.length; i++) {
      if (Number.isNaN(values[i])) continue;
      for (let c = 0, at = j * k; c < k; c++, at++) {
        const delta = values[i] - means[at];
        joint[i * k + c] += Math.max(-0.5 * ((delta * delta) / variances[at]) - halfLogs[at], LEAST_LOG_DENSITY);
      }
    }
  });
  return { kind: "class", classes: model.classes, probabilities: toProbabilities(joint, logPriors) };
}
