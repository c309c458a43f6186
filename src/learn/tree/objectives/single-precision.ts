import type { Objective } from "../objective.js";
import { multiply } from "./point-objective.js";

/** `objective` with its weights multiplied in and derivatives in single precision, as LightGBM and scikit-learn keep them. */
export function singlePrecision(objective: Objective, rows: number): Objective {
  const { fused: _fused, fusedRows: _rows, weights, ...rest } = objective;
  return {
    ...rest,
    // With weights hessians are no counts.
    constantHessian: objective.constantHessian && weights === undefined,
    gradients: (scores, output, gradient, hessian) => {
      objective.gradients(scores, output, gradient, hessian);
      multiply(gradient, hessian, weights);
      for (let i = 0; i < rows; i++) {
        gradient[i] = Math.fround(gradient[i]);
        hessian[i] = Math.fround(hessian[i]);
      }
    },
  };
}
