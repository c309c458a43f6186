import { expOf } from "../engine/exp.js";
import type { LossRows, PointLoss } from "./loss.js";
import { orderFreeMean } from "./order-free-sum.js";

/** Keeps the log-odds of labels that are all alike finite: ±34.5. */
const MIN_SHARE = 1e-15;

const logOddsOfMean = ({ y, weights, look }: LossRows): number => logOddsOf(orderFreeMean(y, weights, look));

/** The log-odds of a share, within ±34.5. */
export function logOddsOf(share: number): number {
  const inside = Math.min(1 - MIN_SHARE, Math.max(MIN_SHARE, share));
  return Math.log(inside / (1 - inside));
}

/** ln(1 + e^s) − y·s, for y = 0, 1 and, as the cross-entropy, for any y between. */
const logLoss = (s: number, y: number): number => Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s))) - y * s;

const logDerivatives: PointLoss["derivatives"] = (scores, y, g, h) => {
  for (let i = 0; i < y.length; i++) {
    const s = scores[i];
    const e = expOf(-Math.min(Math.abs(s), 708));
    const larger = 1 / (1 + e);
    const smaller = e * larger;
    g[i] = (s >= 0 ? larger : smaller) - y[i];
    h[i] = smaller * larger;
  }
};

/** The log loss of two classes, y = 0 or 1. */
export const logisticLoss: PointLoss = {
  link: "logistic",
  fused: "logistic",
  loss: logLoss,
  start: logOddsOfMean,
  derivatives: logDerivatives,
};

/** The log loss of shares, 0 ≤ y ≤ 1. */
export const crossEntropyLoss: PointLoss = {
  link: "logistic",
  loss: logLoss,
  start: logOddsOfMean,
  derivatives: logDerivatives,
  refuses: (y) => (y < 0 || y > 1 ? "expected a number between 0 and 1" : undefined),
};
