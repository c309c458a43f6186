import type { Objective } from "../objective.js";
import type { LossRows, PointLoss, Renewal } from "./loss.js";
import { summable } from "./order-free-sum.js";

/** `loss` bound to its rows; `start` is its start score. */
export function pointObjective(loss: PointLoss, rows: LossRows, start: number): Objective {
  const { y, weights } = rows;
  return {
    outputs: 1,
    link: loss.link,
    start: Float64Array.of(start),
    constantHessian: loss.constantHessian === true,
    ...(loss.fused && { fused: loss.fused, fusedRows: rows }),
    gradients: (scores, _output, gradient, hessian) => {
      loss.derivatives(scores, y, gradient, hessian);
      multiply(gradient, hessian, weights);
    },
    ...(loss.renewal && { renewLeaf: renewer(loss.renewal, rows) }),
  };
}

/** Multiplies both derivatives of each row by its weight. */
export function multiply(gradient: Float64Array, hessian: Float64Array, weights?: Float64Array): void {
  if (weights === undefined) return;
  for (let i = 0; i < weights.length; i++) {
    gradient[i] *= weights[i];
    hessian[i] *= weights[i];
  }
}

function renewer(renewal: Renewal, { y, weights }: LossRows): NonNullable<Objective["renewLeaf"]> {
  const { alpha, quantile, weight } = renewal;
  const own = weight === undefined ? weights : y.map((value, i) => weight(value) * (weights?.[i] ?? 1));
  const exact = own === undefined ? undefined : summable(own);
  return (rows, scores) => {
    const values = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = y[rows[i]] - scores[rows[i]];
    if (exact === undefined) return quantile({ values }, alpha);
    const leafWeights = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) leafWeights[i] = exact[rows[i]];
    return quantile({ values, weights: leafWeights }, alpha);
  };
}
