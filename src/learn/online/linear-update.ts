import type { OnlineLinearConfig } from "./linear-config.js";

/** One output while it learns: weights and what the optimizer remembers, by slot. */
export interface Learning {
  readonly weights: Float64Array;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** The numbers of a row that are not 0, by slot; the intercept is slot 0 with the value 1. */
export interface SparseRow {
  readonly slots: Int32Array;
  readonly values: Float64Array;
  count: number;
}

/** Moves the weights that a row touches, `slope` being ∂loss/∂η, at the `update`-th update counted from 1. */
export type Update = (learning: Learning, row: SparseRow, slope: number, update: number) => void;

/** The update of a configuration's optimizer. */
export function updateOf(config: OnlineLinearConfig): Update {
  switch (config.optimizer) {
    case "sgd":
      return sgd(config);
    case "adagrad":
      return adagrad(config);
    default:
      return ftrl(config);
  }
}

const DEFAULT_POWER = 0.5;
const DEFAULT_BETA = 1;
/** Keeps AdaGrad's first division finite. */
const TINY = 1e-10;

/** weight ← weight − rate·gradient, then moved towards 0 by rate·λ₁ (Langford, Li and Zhang, 2009). */
function sgd({ learningRate, power = DEFAULT_POWER, l1, l2 }: OnlineLinearConfig): Update {
  return ({ weights }, { slots, values, count }, slope, update) => {
    const rate = learningRate / update ** power;
    for (let k = 0; k < count; k++) {
      const slot = slots[k];
      const penalised = slot === 0 ? 0 : 1;
      const gradient = slope * values[k] + penalised * l2 * weights[slot];
      weights[slot] = shrunk(weights[slot] - rate * gradient, penalised * rate * l1);
    }
  };
}

/** As SGD, each weight with the rate η / √Σ gradient² (Duchi, Hazan and Singer, 2011). */
function adagrad({ learningRate, l1, l2 }: OnlineLinearConfig): Update {
  return ({ weights, squares }, { slots, values, count }, slope) => {
    for (let k = 0; k < count; k++) {
      const slot = slots[k];
      const penalised = slot === 0 ? 0 : 1;
      const gradient = slope * values[k] + penalised * l2 * weights[slot];
      squares[slot] += gradient * gradient;
      const rate = learningRate / (Math.sqrt(squares[slot]) + TINY);
      weights[slot] = shrunk(weights[slot] - rate * gradient, penalised * rate * l1);
    }
  };
}

/** FTRL-proximal (McMahan and others, 2013, algorithm 1): z ← z + g − σ·w with σ = (√(n + g²) − √n) / α, n ← n + g². */
function ftrl({ learningRate: alpha, beta = DEFAULT_BETA, l1, l2 }: OnlineLinearConfig): Update {
  return ({ weights, sums, squares }, { slots, values, count }, slope) => {
    for (let k = 0; k < count; k++) {
      const slot = slots[k];
      const penalised = slot === 0 ? 0 : 1;
      const gradient = slope * values[k];
      const n = squares[slot] + gradient * gradient;
      const sigma = (Math.sqrt(n) - Math.sqrt(squares[slot])) / alpha;
      sums[slot] += gradient - sigma * weights[slot];
      squares[slot] = n;
      const damping = (beta + Math.sqrt(n)) / alpha + penalised * l2;
      weights[slot] = damping === 0 ? 0 : -shrunk(sums[slot], penalised * l1) / damping;
    }
  };
}

/** The value moved towards 0 by `by`, and no further than 0. */
function shrunk(value: number, by: number): number {
  if (value > by) return value - by;
  return value < -by ? value + by : 0;
}
