import type { GbdtModel } from "../model.js";

/** How much boosted trees rest on one column. */
export interface TreeImportance {
  readonly name: string;
  /** Sum of the gains of the splits on it. */
  readonly gain: number;
  /** Number of splits on it. */
  readonly splits: number;
}

/**
 * Gain and number of splits of each column, in the order of the columns. Both are measured on the training rows and favour columns with
 * many values, noise among them: for a verdict on a column use `permutationImportance` on held-out rows.
 *
 * @example
 * ```ts
 * const [best] = treeImportance(model).sort((a, b) => b.gain - a.gain);
 * ```
 */
export function treeImportance({ columns, gain, splits }: GbdtModel): TreeImportance[] {
  return columns.map(({ name }, i) => ({ name, gain: gain[i], splits: splits[i] }));
}
