/** How a raw score becomes a prediction. */
export type Link = "identity" | "exp" | "logistic" | "softmax";

/**
 * A loss to boost, bound to its training rows. Scores are output-major: output k of row i at k·n + i. Weights are multiplied into
 * gradients and hessians.
 */
export interface Objective {
  /** Trees in each round, K. */
  readonly outputs: number;
  readonly link: Link;
  /** Start score of each output, (K). */
  readonly start: Float64Array;
  /** The hessian of a row is its weight, whatever the score. */
  readonly constantHessian: boolean;
  /** Losses whose gradients the engine computes by itself, in its pass over the scores, with the same bits as `gradients`. */
  readonly fused?: "squared" | "logistic";
  /** Called once in each round before `gradients`, for losses that share work between outputs. */
  readonly prepare?: (scores: Float64Array) => void;
  /** First and second derivative of the loss by output `output`, for each row: `gradient` and `hessian` are (n) and overwritten. */
  readonly gradients: (scores: Float64Array, output: number, gradient: Float64Array, hessian: Float64Array) => void;
  /** The best value of a leaf with these rows at these scores, for losses whose hessian says nothing; before the learning rate. */
  readonly renewLeaf?: (rows: Int32Array, scores: Float64Array, output: number) => number;
}
