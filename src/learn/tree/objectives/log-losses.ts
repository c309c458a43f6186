import type { LossRows, PointLoss } from "./loss.js";
import { orderFreeMean } from "./order-free-sum.js";

/** Larger derivatives are cut to this: sums over rows and their squares stay finite however far a score has run. */
const LARGEST = 1e140;

const logOfMean = ({ y, weights, look }: LossRows): number => Math.log(orderFreeMean(y, weights, look));
const negative = (y: number): string | undefined => (y < 0 ? "expected a number ≥ 0" : undefined);

/** e^s − y·s. The hessian is e^s times e^`maxDeltaStep`, which keeps the steps short. */
export function poissonLoss(maxDeltaStep: number): PointLoss {
  const tamed = Math.exp(maxDeltaStep);
  return {
    link: "exp",
    loss: (s, y) => Math.exp(s) - y * s,
    start: logOfMean,
    derivatives: (scores, y, g, h) => {
      for (let i = 0; i < y.length; i++) {
        const mean = Math.min(LARGEST, Math.exp(scores[i]));
        g[i] = mean - y[i];
        h[i] = mean * tamed;
      }
    },
    refuses: negative,
    needsPositive: true,
  };
}

/** y·e^−s + s. */
export const gammaLoss: PointLoss = {
  link: "exp",
  loss: (s, y) => y * Math.exp(-s) + s,
  start: logOfMean,
  derivatives: (scores, y, g, h) => {
    for (let i = 0; i < y.length; i++) {
      const ratio = Math.min(LARGEST, y[i] * Math.exp(-scores[i]));
      g[i] = 1 - ratio;
      h[i] = ratio;
    }
  },
  refuses: (y) => (y <= 0 ? "expected a number above 0" : undefined),
};

/** −y·e^((1−ρ)s) / (1−ρ) + e^((2−ρ)s) / (2−ρ), half the deviance of Tweedie's distribution with variance power 1 < ρ < 2. */
export function tweedieLoss(power: number): PointLoss {
  const a = 1 - power;
  const b = 2 - power;
  return {
    link: "exp",
    loss: (s, y) => (y === 0 ? 0 : (-y * Math.exp(a * s)) / a) + Math.exp(b * s) / b,
    start: logOfMean,
    derivatives: (scores, y, g, h) => {
      for (let i = 0; i < y.length; i++) {
        // 0 · Infinity would be NaN.
        const low = y[i] === 0 ? 0 : Math.min(LARGEST, y[i] * Math.exp(a * scores[i]));
        const high = Math.min(LARGEST, Math.exp(b * scores[i]));
        g[i] = high - low;
        h[i] = b * high - a * low;
      }
    },
    refuses: negative,
    needsPositive: true,
  };
}
