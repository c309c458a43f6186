import type { AnyModel } from "../estimator.js";
import type { ModelColumn } from "../model-column.js";

interface EnsembleModel {
  /** Every column that a member reads. */
  readonly columns: readonly ModelColumn[];
  /** Absent where the members predict numbers. */
  readonly classes?: readonly string[];
  readonly members: readonly AnyModel[];
}

/** Members fitted on samples; the model is their mean. */
export interface BaggingModel extends EnsembleModel {
  readonly kind: "bagging";
}

/** Different members; the model is their weighted mean or the share of their votes. */
export interface VotingModel extends EnsembleModel {
  readonly kind: "voting";
  readonly voting: "soft" | "hard";
  /** One for each member. */
  readonly weights: readonly number[];
}

/** Members fitted on all rows, and the model that learned from what they say. */
export interface StackingModel extends EnsembleModel {
  readonly kind: "stacking";
  readonly final: AnyModel;
  /** The names of the final model's columns that hold what each member says. */
  readonly answers: readonly (readonly string[])[];
  readonly passThrough: boolean;
}
