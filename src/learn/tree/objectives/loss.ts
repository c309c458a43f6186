import type { Link } from "../objective.js";
import type { Quantile } from "./quantiles.js";

/** The rows that a loss is about: targets and, unless all are 1, weights above 0. */
export interface LossRows {
  readonly y: Float64Array;
  readonly weights?: Float64Array;
  /** Called between passes over the rows; throws when the fit is cancelled. */
  readonly look?: () => void;
}

/** How a leaf is renewed: the α-quantile of its residuals y − score, weighted by the row's weight and, where given, by `weight(y)`. */
export interface Renewal {
  readonly alpha: number;
  readonly quantile: Quantile;
  readonly weight?: (y: number) => number;
}

/** A loss of one score and one target, summed over the rows. */
export interface PointLoss {
  readonly link: Link;
  /** The loss itself, up to what does not depend on the score: what early stopping watches, averaged over the rows. */
  readonly loss: (score: number, y: number) => number;
  /** The best constant score. */
  readonly start: (rows: LossRows) => number;
  /** Overwrites `gradient` and `hessian` with the derivatives by each score, without weights. */
  readonly derivatives: (scores: Float64Array, y: Float64Array, gradient: Float64Array, hessian: Float64Array) => void;
  /** The hessian is 1 everywhere. */
  readonly constantHessian?: boolean;
  readonly fused?: "squared" | "logistic";
  readonly renewal?: Renewal;
  /** What is wrong with a target, if anything: "expected …". */
  readonly refuses?: (y: number) => string | undefined;
  /** Some target must be above 0. */
  readonly needsPositive?: boolean;
}

/** Derivatives where each of the two is a formula of the residual score − y. */
export function ofResidual(
  gradient: (residual: number) => number,
  hessian: (residual: number) => number,
): PointLoss["derivatives"] {
  return (scores, y, g, h) => {
    for (let i = 0; i < y.length; i++) {
      const residual = scores[i] - y[i];
      g[i] = gradient(residual);
      h[i] = hessian(residual);
    }
  };
}
