import { type LossRows, ofResidual, type PointLoss } from "./loss.js";
import { orderFreeMean, summable } from "./order-free-sum.js";
import type { Quantile } from "./quantiles.js";
import type { Weighted } from "./select.js";

const one = (): number => 1;

/** ½·(s − y)². */
export const squaredLoss: PointLoss = {
  link: "identity",
  fused: "squared",
  constantHessian: true,
  loss: (s, y) => ((s - y) * (s - y)) / 2,
  start: ({ y, weights, look }) => orderFreeMean(y, weights, look),
  derivatives: ofResidual((r) => r, one),
};

/** ½·r² within ±δ, δ·(|r| − ½δ) beyond (Huber, 1964). */
export function huberLoss(delta: number): PointLoss {
  return {
    link: "identity",
    constantHessian: true,
    loss: (s, y) => {
      const r = Math.abs(s - y);
      return r <= delta ? (r * r) / 2 : delta * (r - delta / 2);
    },
    start: squaredLoss.start,
    derivatives: ofResidual((r) => Math.max(-delta, Math.min(delta, r)), one),
  };
}

/** c·|r| − c²·ln(1 + |r|/c). */
export function fairLoss(c: number): PointLoss {
  return {
    link: "identity",
    loss: (s, y) => c * Math.abs(s - y) - c * c * Math.log1p(Math.abs(s - y) / c),
    start: squaredLoss.start,
    derivatives: ofResidual(
      (r) => (c * r) / (Math.abs(r) + c),
      (r) => (c / (Math.abs(r) + c)) ** 2,
    ),
  };
}

/** |s − y|; `ofTie` is its gradient where s = y. */
export function absoluteLoss(quantile: Quantile, ofTie: 0 | -1 = 0): PointLoss {
  return {
    link: "identity",
    constantHessian: true,
    loss: (s, y) => Math.abs(s - y),
    start: (rows) => quantile(copyOf(rows), 0.5),
    derivatives: ofResidual((r) => (r === 0 ? ofTie : Math.sign(r)), one),
    renewal: { alpha: 0.5, quantile },
  };
}

/** The pinball loss: α·(y − s) above the score, (1 − α)·(s − y) below (Koenker and Bassett, 1978); where s = y the gradient is that above unless told otherwise. */
export function quantileLoss(alpha: number, quantile: Quantile, tieIsAbove = true): PointLoss {
  return {
    link: "identity",
    constantHessian: true,
    loss: (s, y) => (y > s ? alpha * (y - s) : (1 - alpha) * (s - y)),
    start: (rows) => quantile(copyOf(rows), alpha),
    derivatives: ofResidual((r) => (r > 0 || (r === 0 && tieIsAbove) ? 1 - alpha : -alpha), one),
    renewal: { alpha, quantile },
  };
}

/** |s − y| / max(1, |y|); `rounded` is what becomes of each row's factor. */
export function mapeLoss(quantile: Quantile, rounded: (factor: number) => number = (factor) => factor): PointLoss {
  const weight = (y: number): number => rounded(1 / Math.max(1, Math.abs(y)));
  return {
    link: "identity",
    constantHessian: true,
    loss: (s, y) => Math.abs(s - y) * weight(y),
    start: ({ y, weights, look }) =>
      quantile({ values: y.slice(), weights: summable(y.map(weight), weights), ...(look && { look }) }, 0.5),
    derivatives: (scores, y, g, h) => {
      for (let i = 0; i < y.length; i++) {
        g[i] = Math.sign(scores[i] - y[i]) * weight(y[i]);
        h[i] = 1;
      }
    },
    renewal: { alpha: 0.5, quantile, weight },
  };
}

function copyOf({ y, weights, look }: LossRows): Weighted {
  return { values: y.slice(), ...(weights && { weights: weights.slice() }), ...(look && { look }) };
}
