/** How a raw score becomes a prediction. */
export type Link = "identity" | "exp" | "logistic" | "softmax";

/** Labels of the training rows (n), 0 or 1 for "logistic"; there the derivatives of each class are multiplied by its factor. */
export interface FusedRows {
  readonly y: Float64Array;
  /** Of the classes 0 and 1; absent = 1. */
  readonly factors?: readonly [number, number];
}

/**
 * A loss to boost, bound to its training rows: `createObjective` in objectives/ makes it. Scores are output-major: output k of row i
 * at k·n + i.
 */
export interface Objective {
  /** Trees in each round, K. */
  readonly outputs: number;
  readonly link: Link;
  /** Start score of each output, (K). */
  readonly start: Float64Array;
  /** Of the rows, (n), to be multiplied into gradients and hessians by whoever sums them; absent = all 1. */
  readonly weights?: Float64Array;
  /** The hessian of a row is its weight, whatever the score. */
  readonly constantHessian: boolean;
  /** Losses whose gradients the engine computes by itself, in its pass over the scores, with the same bits as `gradients`. */
  readonly fused?: "squared" | "logistic";
  /** What a fused loss is computed from. */
  readonly fusedRows?: FusedRows;
  /**
   * Called once in each round before the `gradients` of its outputs, with the scores of the round before, for losses that share work
   * between outputs or ask the caller's own function.
   */
  readonly prepare?: (scores: Float64Array) => void;
  /**
   * First and second derivative of the loss by output `output`, for each row as if its weight were 1: `gradient` and `hessian` are (n)
   * and overwritten.
   */
  readonly gradients: (scores: Float64Array, output: number, gradient: Float64Array, hessian: Float64Array) => void;
  /**
   * The best value to add to a leaf with these rows at these scores, for losses whose hessian says nothing; before the learning rate.
   * Takes the place of −G / (H + λ₂) once the tree is grown.
   */
  readonly renewLeaf?: (rows: Int32Array, scores: Float64Array, output: number) => number;
}
