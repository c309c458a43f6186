import type { TableModelColumn } from "../model-column.js";
import type { Tree } from "../tree/model.js";

/** What the rows that a tree did not see say of a forest. */
export interface OutOfBag {
  /** Accuracy for classes, R² for numbers, weighted. */
  readonly score: number;
  /** Share of the training weight that was left out by at least one tree, and so judged. */
  readonly coverage: number;
}

/**
 * Trees whose answers are averaged. A leaf holds the share of each class among its training rows, `(K)`, or their mean. The
 * prediction is the sum over the trees, in order, divided by their number.
 */
export interface ForestModel {
  readonly kind: "decisionTree" | "randomForest" | "extraTrees";
  readonly columns: readonly TableModelColumn[];
  /** The classes, in the order of a leaf's values; null where numbers are predicted. */
  readonly classes: readonly string[] | null;
  readonly trees: readonly Tree[];
  /** Share of each column in the decrease of impurity: 1 in all for each tree, averaged over the trees; 0 where no tree splits. */
  readonly importance: readonly number[];
  readonly outOfBag?: OutOfBag;
}

/** Numbers in a leaf. */
export function outputsOf(model: Pick<ForestModel, "classes">): number {
  return model.classes === null ? 1 : model.classes.length;
}
