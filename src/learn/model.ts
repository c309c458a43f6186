import type { ModelColumn, TableModelColumn } from "./model-column.js";

export type { ModelColumn, TableModelColumn };

/**
 * One regression tree as parallel arrays over its interior nodes; node 0 is the root. A child c ≥ 0 is a node, c < 0 is leaf ~c.
 * A number goes left when `value <= threshold`; NaN goes left when `missingLeft`. A category goes left when its code is among
 * `leftCodes`; missing and unknown categories go right. A tree with no split has no nodes and one leaf.
 */
export interface Tree {
  readonly column: readonly number[];
  readonly threshold: readonly number[];
  readonly leftCodes: readonly (readonly number[] | null)[];
  readonly missingLeft: readonly boolean[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** The value of each leaf; with K outputs for each leaf (forests) row-major, leaf l's values at l·K … l·K + K − 1. */
  readonly leaves: readonly number[];
  /** Gain of each split, in the order of the nodes; absent in models from elsewhere that do not tell it. */
  readonly gain?: readonly number[];
  /** Total weight (number, without weights) of the training rows that reached each node. */
  readonly nodeWeight?: readonly number[];
  /** The same for each leaf. */
  readonly leafWeight?: readonly number[];
}

/**
 * Boosted trees for a binary outcome. The raw score (log-odds) of a row is the sum of its leaves, tree by tree in order;
 * the start score is folded into the first tree's leaves. Probability = 1 / (1 + e^−score).
 */
export interface GbdtModel {
  readonly kind: "gbdt";
  readonly columns: readonly TableModelColumn[];
  readonly trees: readonly Tree[];
  /** Total gain of the splits on each column, in the order of `columns`. */
  readonly gain: readonly number[];
}

/** How the logistic regression turns one column into numbers; the order of `weights` follows these encodings. */
export type Encoding =
  /** (value − mean) / scale with NaN replaced by `fill` first; with `indicator` one more 0/1 number: was it missing. */
  | {
      readonly kind: "number";
      readonly fill: number;
      readonly mean: number;
      readonly scale: number;
      readonly indicator: boolean;
    }
  /** One 0/1 number for each kept category code; missing, unknown and rare ones are all zeros. */
  | { readonly kind: "category"; readonly codes: readonly number[] };

/** Logistic regression on standardised numbers and one-hot categories. Score = intercept + Σ weight·x, probability = 1 / (1 + e^−score). */
export interface LogisticModel {
  readonly kind: "logistic";
  readonly columns: readonly TableModelColumn[];
  readonly encodings: readonly Encoding[];
  readonly weights: readonly number[];
  readonly intercept: number;
}

/** Everything that can be trained, exported and served. */
export type Model = GbdtModel | LogisticModel;
