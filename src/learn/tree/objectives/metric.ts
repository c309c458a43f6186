import { GyreError } from "../../../core/index.js";
import type { Target } from "../../target.js";
import type { GbdtConfig, GbdtLoss } from "../gbdt-config.js";
import type { ObjectiveRows } from "./create-objective.js";
import { lambdarankOf } from "./lambdarank-config.js";
import { meanNdcg } from "./ndcg.js";
import { totalWeight } from "./order-free-sum.js";
import { type PointLossName, pointLoss } from "./point-losses.js";
import { resolveLoss } from "./resolve-loss.js";

/** How good raw scores are: the mean loss over the rows by weight, or NDCG for ranking. */
export interface LossMetric {
  readonly name: GbdtLoss | "ndcg";
  readonly better: "smaller" | "larger";
  /** Of scores output-major, (K·n). */
  readonly of: (scores: Float64Array) => number;
}

/**
 * What early stopping watches on `rows`: the mean of the very loss that is trained (half the squared error for "squared"; class weights
 * are left out), NDCG over the first `truncation` places for "lambdarank", the loss's own metric for "custom".
 */
export function lossMetric(config: GbdtConfig, { target, weights, loss: custom }: ObjectiveRows): LossMetric {
  const name = resolveLoss(config, target);
  if (name === "custom") {
    const metric = custom?.metric;
    if (metric === undefined) {
      throw new GyreError("learn.bad_config", "gbdt: the custom loss has no metric, which early stopping needs");
    }
    return { name, better: "smaller", of: (scores) => metric(scores, target, weights) };
  }
  if (target.kind === "relevance") {
    const { truncation } = lambdarankOf(config);
    return { name: "ndcg", better: "larger", of: (scores) => meanNdcg(scores, target, weights, truncation) };
  }
  const each = name === "softmax" ? softmaxLoss(target) : pointLossOf(name as PointLossName, config, target);
  const rows = target.kind === "class" ? target.codes.length : target.values.length;
  const total = totalWeight(rows, weights);
  const of = (scores: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += each(scores, i) * (weights?.[i] ?? 1);
    return sum / total;
  };
  return { name, better: "smaller", of };
}

type RowLoss = (scores: Float64Array, row: number) => number;

function pointLossOf(name: PointLossName, config: GbdtConfig, target: Target): RowLoss {
  const { loss } = pointLoss(name, config);
  const y = target.kind === "class" ? target.codes : target.values;
  return (scores, i) => loss(scores[i], y[i]);
}

/** ln Σₖ e^(sₖ) − s of the row's own class. */
function softmaxLoss(target: Target): RowLoss {
  if (target.kind !== "class") throw new Error("softmax learns classes");
  const { codes } = target;
  const n = codes.length;
  return (scores, i) => {
    let largest = Number.NEGATIVE_INFINITY;
    for (let at = i; at < scores.length; at += n) largest = Math.max(largest, scores[at]);
    let sum = 0;
    for (let at = i; at < scores.length; at += n) sum += Math.exp(scores[at] - largest);
    return Math.log(sum) + largest - scores[codes[i] * n + i];
  };
}
