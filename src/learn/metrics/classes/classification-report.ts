import { accuracyOf } from "./agreement.js";
import { type ClassOptions, type ConfusionMatrix, confusionMatrix, marginsOf } from "./confusion-matrix.js";
import { type Average, fBetaOf, precisionOf, recallOf } from "./precision-recall.js";

/** One line of a classification report. */
export interface ReportLine {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Total weight of the rows of the class; of all rows for a mean. */
  readonly support: number;
}

/** Quality of predicted classes, class by class and on the whole. */
export interface ClassificationReport {
  readonly classes: readonly (ReportLine & { readonly name: string })[];
  readonly accuracy: number;
  readonly macro: ReportLine;
  readonly weighted: ReportLine;
}

/**
 * Precision, recall and F1 of each class, their plain and weighted means, and the accuracy. `names` gives the classes' names in the
 * order of their codes. Classes that neither occur nor are predicted have zeros and enter no mean. O(n).
 */
export function classificationReport(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  names: readonly string[],
  options: Omit<ClassOptions, "classes"> & { readonly zeroDivision?: number | undefined } = {},
): ClassificationReport {
  const matrix = confusionMatrix(actual, predicted, { ...options, classes: names.length });
  const { actual: support, total } = marginsOf(matrix);
  const line = (average: Average, weight: number, positive?: number): ReportLine =>
    reportLine(matrix, { average, positive, zeroDivision: options.zeroDivision }, weight);
  return {
    classes: names.map((name, code) => ({ name, ...line("binary", support[code], code) })),
    accuracy: accuracyOf(matrix),
    macro: line("macro", total),
    weighted: line("weighted", total),
  };
}

function reportLine(matrix: ConfusionMatrix, options: Parameters<typeof precisionOf>[1], support: number): ReportLine {
  return {
    precision: precisionOf(matrix, options),
    recall: recallOf(matrix, options),
    f1: fBetaOf(matrix, options),
    support,
  };
}
