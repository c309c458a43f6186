import { type ClassOptions, type ConfusionMatrix, confusionMatrix, marginsOf } from "./confusion-matrix.js";

type Codes = ArrayLike<number>;

/**
 * Share of the rows predicted rightly. Codes `(n)`, O(n); NaN without rows.
 *
 * @example
 * ```ts
 * accuracy([0, 1, 2, 2], [0, 1, 2, 1]); // 0.75
 * ```
 */
export function accuracy(actual: Codes, predicted: Codes, options: ClassOptions = {}): number {
  return accuracyOf(confusionMatrix(actual, predicted, options));
}

/** Share of the rows predicted wrongly: 1 − accuracy, also called zero-one loss. */
export function hammingLoss(actual: Codes, predicted: Codes, options: ClassOptions = {}): number {
  return 1 - accuracy(actual, predicted, options);
}

/**
 * Mean recall over the classes that are actual somewhere. `adjusted` moves and scales it so that guessing gives 0 and perfection
 * 1. NaN without rows.
 */
export function balancedAccuracy(
  actual: Codes,
  predicted: Codes,
  options: ClassOptions & { readonly adjusted?: boolean | undefined } = {},
): number {
  return balancedAccuracyOf(confusionMatrix(actual, predicted, options), options.adjusted);
}

/**
 * Matthews correlation coefficient, for any number of classes (Gorodkin 2004): from −1 to 1, 0 for chance, and 0 where all rows
 * are of one class or predicted as one.
 */
export function matthewsCorrelation(actual: Codes, predicted: Codes, options: ClassOptions = {}): number {
  return matthewsCorrelationOf(confusionMatrix(actual, predicted, options));
}

/**
 * Cohen's kappa: agreement beyond chance, 1 − disagreement / expected disagreement. `linear` and `quadratic` let classes that lie
 * further apart disagree more: the distance is that of the codes where `classes` tells how many there are, and else counted over
 * the classes that occur, in their order. NaN where only one class occurs.
 */
export function cohenKappa(
  actual: Codes,
  predicted: Codes,
  options: ClassOptions & { readonly disagreement?: Disagreement | undefined } = {},
): number {
  const { classes, disagreement = "equal" } = options;
  return kappaOf(confusionMatrix(actual, predicted, options), (row, column, i, j) =>
    disagreed(disagreement, classes === undefined ? i - j : row - column),
  );
}

/** How much two classes disagree: 1 for any two, or their distance, or its square. */
export type Disagreement = "equal" | "linear" | "quadratic";

/** {@link accuracy} of a confusion matrix. */
export function accuracyOf(matrix: ConfusionMatrix): number {
  const { hits, total } = marginsOf(matrix);
  return hits / total;
}

/** {@link balancedAccuracy} of a confusion matrix. */
export function balancedAccuracyOf(matrix: ConfusionMatrix, adjusted = false): number {
  const { actual } = marginsOf(matrix);
  let sum = 0;
  let present = 0;
  actual.forEach((count, code) => {
    if (count === 0) return;
    sum += matrix.counts[code * matrix.classes + code] / count;
    present++;
  });
  const mean = sum / present;
  return adjusted ? (mean - 1 / present) / (1 - 1 / present) : mean;
}

/** {@link matthewsCorrelation} of a confusion matrix. */
export function matthewsCorrelationOf(matrix: ConfusionMatrix): number {
  const { actual, predicted, hits, total } = marginsOf(matrix);
  const spread = spreadOf(predicted) * spreadOf(actual);
  if (spread === 0) return total === 0 ? Number.NaN : 0;
  const chance = actual.reduce((sum, count, code) => sum + count * predicted[code], 0);
  return (hits * total - chance) / Math.sqrt(spread);
}

/** (Σa)² − Σa², without the cancellation: exactly 0 where one class holds everything. */
function spreadOf(counts: Float64Array): number {
  let below = 0;
  let spread = 0;
  for (const count of counts) {
    spread += 2 * below * count;
    below += count;
  }
  return spread;
}

/** {@link cohenKappa} of a confusion matrix, any two classes disagreeing alike. */
export function cohenKappaOf(matrix: ConfusionMatrix): number {
  return kappaOf(matrix, (row, column) => Number(row !== column));
}

function disagreed(disagreement: Disagreement, distance: number): number {
  if (disagreement === "equal") return Number(distance !== 0);
  return disagreement === "linear" ? Math.abs(distance) : distance * distance;
}

/** `apart` is told the codes of two classes and their places among those that occur. */
function kappaOf(
  matrix: ConfusionMatrix,
  apart: (row: number, column: number, i: number, j: number) => number,
): number {
  const { actual, predicted, total } = marginsOf(matrix);
  const present = Array.from(actual.keys()).filter((code) => actual[code] > 0 || predicted[code] > 0);
  let found = 0;
  let expected = 0;
  present.forEach((row, i) => {
    present.forEach((column, j) => {
      const weight = apart(row, column, i, j);
      found += weight * matrix.counts[row * matrix.classes + column];
      expected += (weight * actual[row] * predicted[column]) / total;
    });
  });
  return expected === 0 ? Number.NaN : 1 - found / expected;
}
