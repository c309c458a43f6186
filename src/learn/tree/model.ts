import type { TableModelColumn } from "../model-column.js";
import type { Link } from "./objective.js";

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
 * Boosted trees. The raw score of a row for an output is the sum of its leaves in that output's trees, in order; the start score is
 * folded into the first tree's leaves. `link` turns scores into predictions.
 */
export interface GbdtModel {
  readonly kind: "gbdt";
  readonly columns: readonly TableModelColumn[];
  /** What was minimised; "custom" for a loss of one's own, or LightGBM's name in a model that was read. */
  readonly loss: string;
  readonly link: Link;
  /** Scores of each row, K. */
  readonly outputs: number;
  /** The classes in the order of the outputs (two classes share one output); null when numbers are predicted. */
  readonly classes: readonly string[] | null;
  /** Round-major: round r, output k at r·K + k. */
  readonly trees: readonly Tree[];
  /** Total gain of the splits on each column, in the order of `columns`. */
  readonly gain: readonly number[];
  /** Number of splits on each column. */
  readonly splits: readonly number[];
}
