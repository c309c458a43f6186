import { GyreError } from "../../../core/index.js";
import { type ClassOptions, type ConfusionMatrix, confusionMatrix, marginsOf } from "./confusion-matrix.js";

/**
 * How a metric of one class becomes one of all: `binary` of the positive class alone; `macro` the mean over the classes; `micro`
 * over all counts together; `weighted` the mean weighted by how often each class is actual.
 */
export type Average = "binary" | "macro" | "micro" | "weighted";

/** What precision, recall, F and Jaccard take. */
export interface AverageOptions extends ClassOptions {
  /** Default `binary`. Classes that are neither actual nor predicted do not enter a mean. */
  readonly average?: Average | undefined;
  /** The class that `binary` is about; default 1, and to be stated where there are more than two classes. */
  readonly positive?: number | undefined;
  /** The value of a ratio with nothing below the line; default 0. NaN leaves it out of means. */
  readonly zeroDivision?: number | undefined;
}

/** Numerator and denominator of a metric of one class, from its hits and how often it was predicted and is actual. */
type Ratio = (hits: number, predicted: number, actual: number) => readonly [number, number];

type Codes = ArrayLike<number>;

/**
 * Precision: of the rows predicted as a class the share that is of it. Codes `(n)`, O(n).
 *
 * @example
 * ```ts
 * precision([0, 1, 1, 0], [1, 1, 0, 1]); // 1/3
 * ```
 */
export function precision(actual: Codes, predicted: Codes, options: AverageOptions = {}): number {
  return precisionOf(confusionMatrix(actual, predicted, options), options);
}

/** Recall: of the rows of a class the share predicted as it. Codes `(n)`, O(n). */
export function recall(actual: Codes, predicted: Codes, options: AverageOptions = {}): number {
  return recallOf(confusionMatrix(actual, predicted, options), options);
}

/**
 * F-beta: (1 + β²)·hits / (β²·actual + predicted), the harmonic mean of precision and recall, recall counting β times as much;
 * β = 1 by default, 0 gives precision and Infinity recall. Codes `(n)`, O(n).
 */
export function fBeta(
  actual: Codes,
  predicted: Codes,
  options: AverageOptions & { readonly beta?: number | undefined } = {},
): number {
  return fBetaOf(confusionMatrix(actual, predicted, options), options);
}

/** Jaccard index: hits / (actual + predicted − hits) of a class. Codes `(n)`, O(n). */
export function jaccard(actual: Codes, predicted: Codes, options: AverageOptions = {}): number {
  const ratio: Ratio = (hits, asPredicted, asActual) => [hits, asActual + asPredicted - hits];
  return averaged(confusionMatrix(actual, predicted, options), ratio, options);
}

/** {@link precision} of a confusion matrix. */
export function precisionOf(matrix: ConfusionMatrix, options: AverageOptions = {}): number {
  return averaged(matrix, (hits, predicted) => [hits, predicted], options);
}

/** {@link recall} of a confusion matrix. */
export function recallOf(matrix: ConfusionMatrix, options: AverageOptions = {}): number {
  return averaged(matrix, (hits, _predicted, actual) => [hits, actual], options);
}

/** {@link fBeta} of a confusion matrix. */
export function fBetaOf(
  matrix: ConfusionMatrix,
  options: AverageOptions & { readonly beta?: number | undefined } = {},
): number {
  const { beta = 1 } = options;
  if (!(beta >= 0)) throw new GyreError("learn.bad_config", `beta is ${beta}, expected a number ≥ 0`);
  if (beta === Number.POSITIVE_INFINITY) return recallOf(matrix, options);
  const square = beta * beta;
  const ratio: Ratio = (hits, predicted, actual) =>
    beta === 0 ? [hits, predicted] : [(1 + square) * hits, square * actual + predicted];
  return averaged(matrix, ratio, options);
}

function averaged(matrix: ConfusionMatrix, ratio: Ratio, options: AverageOptions): number {
  const { average = "binary", zeroDivision = 0 } = options;
  const { classes, counts } = matrix;
  const { actual, predicted, hits } = marginsOf(matrix);
  const value = ([top, bottom]: readonly [number, number]): number => (bottom === 0 ? zeroDivision : top / bottom);
  const ofClass = (code: number): number => value(ratio(counts[code * classes + code], predicted[code], actual[code]));
  if (average === "binary") return ofClass(positiveClass(classes, options.positive));
  if (average === "micro") {
    const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
    return value(ratio(hits, sum(predicted), sum(actual)));
  }
  const present = Array.from(actual.keys()).filter((code) => actual[code] > 0 || predicted[code] > 0);
  return meanOfClasses(present.map(ofClass), average === "macro" ? undefined : present.map((code) => actual[code]));
}

/** The mean without NaN; of weights that add up to nothing the plain mean. */
function meanOfClasses(values: readonly number[], weights: readonly number[] | undefined): number {
  let sum = 0;
  let total = 0;
  let plain = 0;
  let defined = 0;
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const weight = weights === undefined ? 1 : weights[i];
    sum += weight * value;
    total += weight;
    plain += value;
    defined++;
  });
  return total === 0 ? plain / defined : sum / total;
}

function positiveClass(classes: number, positive: number | undefined): number {
  if (positive === undefined && classes > 2) {
    throw new GyreError("learn.bad_config", `there are ${classes} classes, so "binary" needs the positive one`, {
      hint: 'Choose an average of "macro", "micro" or "weighted", or state `positive`.',
    });
  }
  const code = positive ?? 1;
  if (!Number.isInteger(code) || code < 0 || code >= classes) {
    throw new GyreError("learn.bad_config", `positive is ${code}, expected a class from 0 to ${classes - 1}`);
  }
  return code;
}
