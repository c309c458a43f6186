import type { Objective } from "../objective.js";

/** `objective` with derivatives and start scores rounded as LightGBM keeps them: derivatives in single precision. */
export function singlePrecision(objective: Objective, rows: number): Objective {
  const { fused: _fused, fusedRows: _rows, ...rest } = objective;
  return {
    ...rest,
    gradients: (scores, output, gradient, hessian) => {
      objective.gradients(scores, output, gradient, hessian);
      for (let i = 0; i < rows; i++) {
        gradient[i] = Math.fround(gradient[i]);
        hessian[i] = Math.fround(hessian[i]);
      }
    },
  };
}
