import type { Arena } from "./arena.js";
import { expOf } from "./exp.js";
import type { TreeKernels } from "./kernels.js";
import { viewsOf } from "./views.js";

type GradientKernels = Pick<TreeKernels, "addLeaves" | "squaredPass" | "logisticPass" | "extremes" | "roundPairs">;

/** Scores and gradients in plain TypeScript. */
export function plainGradientKernels(arena: Arena): GradientKernels {
  return {
    addLeaves: addLeaves(arena),
    squaredPass: squaredPass(arena),
    logisticPass: logisticPass(arena),
    ...rounding(arena),
  };
}

function addLeaves(arena: Arena): TreeKernels["addLeaves"] {
  return (n, scores, leafOf, values) => {
    const { f64, u16 } = viewsOf(arena);
    for (let i = 0; i < n; i++) f64[scores / 8 + i] += f64[values / 8 + u16[leafOf / 2 + i]];
  };
}

function squaredPass(arena: Arena): TreeKernels["squaredPass"] {
  return (n, scores, leafOf, values, labels, weights, records, stride, gridG, weightedG) => {
    const { f64, u16 } = viewsOf(arena);
    let most = 0;
    for (let i = 0; i < n; i++) {
      const s = f64[scores / 8 + i] + f64[values / 8 + u16[leafOf / 2 + i]];
      f64[scores / 8 + i] = s;
      let g = s - f64[labels / 8 + i];
      most = Math.max(most, Math.abs(g));
      g = g + gridG - gridG;
      if (weights !== 0) g = g * f64[weights / 8 + i] + weightedG - weightedG;
      f64[(records + i * stride) / 8] = g;
    }
    return most;
  };
}

function logisticPass(arena: Arena): TreeKernels["logisticPass"] {
  return (n, scores, leafOf, values, labels, weights, records, stride, ...numbers) => {
    const [gridG, gridH, weightedG, weightedH, factor0, factor1] = numbers;
    const { f64, u16 } = viewsOf(arena);
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < n; i++) {
      const s = f64[scores / 8 + i] + f64[values / 8 + u16[leafOf / 2 + i]];
      f64[scores / 8 + i] = s;
      const e = expOf(-Math.min(Math.abs(s), 708));
      const d = 1 / (1 + e);
      const small = e * d;
      const label = f64[labels / 8 + i];
      const factor = label > 0 ? factor1 : factor0;
      let g = ((s >= 0 ? d : small) - label) * factor + gridG - gridG;
      let h = small * d * factor + gridH - gridH;
      least = Math.min(least, h);
      if (weights !== 0) {
        g = g * f64[weights / 8 + i] + weightedG - weightedG;
        h = h * f64[weights / 8 + i] + weightedH - weightedH;
      }
      f64[(records + i * stride) / 8] = g;
      f64[(records + i * stride) / 8 + 1] = h;
    }
    return least;
  };
}

function rounding(arena: Arena): Pick<TreeKernels, "extremes" | "roundPairs"> {
  return {
    extremes: (p, n, out) => {
      const { f64 } = viewsOf(arena);
      let most = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let i = p / 8; i < p / 8 + n; i++) {
        most = Math.max(most, Math.abs(f64[i]));
        least = Math.min(least, f64[i]);
      }
      f64[out / 8] = most;
      f64[out / 8 + 1] = least;
    },
    roundPairs: (n, g, h, records, stride, gridG, gridH) => {
      const { f64 } = viewsOf(arena);
      for (let i = 0; i < n; i++) {
        f64[(records + i * stride) / 8] = f64[g / 8 + i] + gridG - gridG;
        f64[(records + i * stride) / 8 + 1] = f64[h / 8 + i] + gridH - gridH;
      }
    },
  };
}
