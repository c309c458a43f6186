import type { TableModelColumn, Tree } from "../../model.js";

/** Trees that are added up, and what a leaf holds. */
export interface TreeEnsemble {
  readonly columns: readonly TableModelColumn[];
  readonly trees: readonly Tree[];
  /** Numbers for each row, K. */
  readonly outputs: number;
  /** "one": tree t adds its leaf's one value to output t mod K (boosting). "all": a leaf holds K values (forests). */
  readonly leafValues: "one" | "all";
}

/** Numbers in a leaf. */
export function leafWidth(ensemble: TreeEnsemble): number {
  return ensemble.leafValues === "all" ? ensemble.outputs : 1;
}
