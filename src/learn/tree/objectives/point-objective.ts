import type { Objective } from "../objective.js";
import type { LossRows, PointLoss, Renewal } from "./loss.js";
import { summable } from "./order-free-sum.js";

/** What a class's rows count for besides their weights. */
export interface ClassFactors {
  /** Of classes 0 and 1. */
  readonly pair: readonly [number, number];
  /** Of each row. */
  readonly ofRow: Float64Array;
}

/** Rows between two looks at the signal. */
const CHUNK_ROWS = 2 ** 20;

/** `loss` bound to its rows; `start` is its start score. */
export function pointObjective(loss: PointLoss, rows: LossRows, start: number, factors?: ClassFactors): Objective {
  const { y, weights, look } = rows;
  return {
    outputs: 1,
    link: loss.link,
    start: Float64Array.of(start),
    constantHessian: loss.constantHessian === true,
    ...(weights && { weights }),
    ...(loss.fused && { fused: loss.fused, fusedRows: { y, ...(factors && { factors: factors.pair }) } }),
    gradients: (scores, _output, gradient, hessian) => {
      for (let from = 0; from < y.length; from += CHUNK_ROWS) {
        look?.();
        const part = (values: Float64Array): Float64Array => values.subarray(from, from + CHUNK_ROWS);
        loss.derivatives(part(scores), part(y), part(gradient), part(hessian));
      }
      multiply(gradient, hessian, factors?.ofRow);
    },
    ...(loss.renewal && { renewLeaf: renewer(loss.renewal, rows) }),
  };
}

/** Multiplies both derivatives of each row by its factor. */
export function multiply(gradient: Float64Array, hessian: Float64Array, factors?: Float64Array): void {
  if (factors === undefined) return;
  for (let i = 0; i < factors.length; i++) {
    gradient[i] *= factors[i];
    hessian[i] *= factors[i];
  }
}

function renewer(renewal: Renewal, { y, weights, look }: LossRows): NonNullable<Objective["renewLeaf"]> {
  const { alpha, quantile, weight } = renewal;
  const exact =
    weight === undefined
      ? weights && summable(weights)
      : summable(
          y.map((value) => weight(value)),
          weights,
        );
  const called = look && { look };
  return (rows, scores) => {
    look?.();
    const values = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = y[rows[i]] - scores[rows[i]];
    if (exact === undefined) return quantile({ values, ...called }, alpha);
    const leafWeights = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) leafWeights[i] = exact[rows[i]];
    return quantile({ values, weights: leafWeights, ...called }, alpha);
  };
}
