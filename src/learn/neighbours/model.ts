import type { TableModelColumn } from "../model-column.js";
import type { NearestNeighboursConfig } from "./config.js";

/**
 * The training rows, each different one once, in the order of their values (columns in the model's order, then the answer): so
 * neighbours at the same distance are taken in an order that the training table's order has no part in.
 */
export interface NearestNeighboursModel {
  readonly kind: "nearestNeighbours";
  readonly config: NearestNeighboursConfig;
  /** Categories in code-unit order. */
  readonly columns: readonly TableModelColumn[];
  /** The classes that `answers` are codes into; absent where they are numbers. */
  readonly classes?: readonly string[];
  /** What is taken from each number column and what it is divided by, when standardised. */
  readonly means?: readonly number[];
  readonly scales?: readonly number[];
  /** (m, d) row-major: number columns first, then the codes of the categories. */
  readonly rows: readonly number[];
  /** (m). */
  readonly rowWeights: readonly number[];
  /** (m). */
  readonly answers: readonly number[];
}
