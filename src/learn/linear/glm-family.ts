import type { Family } from "./smooth-problem.js";

/** Beyond this η, e^η is taken as e^700, so that it stays finite. */
export const MOST_EXPONENT = 700;

/** Half the unit deviance of Tweedie's family and its first two derivatives in η, up to terms that do not depend on η. */
export interface UnitLoss {
  readonly value: (eta: number, y: number) => number;
  readonly slope: (eta: number, y: number) => number;
  /** The second derivative, or its expectation where it is negative. */
  readonly curvature: (eta: number, y: number) => number;
}

/** The loss of each row under `unit`, times its weight. */
export function glmFamily(unit: UnitLoss, y: Float64Array, weights: Float64Array): Family {
  return {
    outputs: 1,
    slopes: (from, count, z, r) => {
      let loss = 0;
      for (let i = 0; i < count; i++) {
        loss += weights[from + i] * unit.value(z[i], y[from + i]);
        r[i] = weights[from + i] * unit.slope(z[i], y[from + i]);
      }
      return loss;
    },
    curvatures: (_, [z], from, out) => {
      for (let i = 0; i < out.length; i++) out[i] = weights[from + i] * unit.curvature(z[from + i], y[from + i]);
    },
  };
}

/** Mean μ = e^η, variance ∝ μ^power: e^((2−p)η) / (2 − p) − y·e^((1−p)η) / (1 − p), with logarithms at p = 1 and 2. */
export function logLinkLoss(power: number): UnitLoss {
  const capped = (eta: number): number => Math.min(MOST_EXPONENT, Math.max(-MOST_EXPONENT, eta));
  const e = (factor: number, eta: number): number => Math.exp(factor * capped(eta));
  return {
    value: (eta, y) => {
      if (power === 1) return e(1, eta) - y * capped(eta);
      if (power === 2) return capped(eta) + y * e(-1, eta);
      return e(2 - power, eta) / (2 - power) - (y * e(1 - power, eta)) / (1 - power);
    },
    slope: (eta, y) => e(2 - power, eta) - y * e(1 - power, eta),
    curvature: (eta, y) => {
      const expected = e(2 - power, eta);
      const exact = (2 - power) * expected - (1 - power) * y * e(1 - power, eta);
      return exact >= 0 ? exact : expected;
    },
  };
}

/** Mean μ = η, which must be above 0 unless the power is 0. */
export function identityLinkLoss(power: number): UnitLoss {
  if (power === 0) {
    return { value: (eta, y) => 0.5 * (eta - y) ** 2, slope: (eta, y) => eta - y, curvature: () => 1 };
  }
  return {
    value: (eta, y) => {
      if (!(eta > 0)) return Number.POSITIVE_INFINITY;
      if (power === 1) return eta - y * Math.log(eta);
      if (power === 2) return Math.log(eta) + y / eta;
      return eta ** (2 - power) / (2 - power) - (y * eta ** (1 - power)) / (1 - power);
    },
    slope: (eta, y) => (eta > 0 ? eta ** -power * (eta - y) : 0),
    curvature: (eta, y) => {
      const expected = eta ** -power;
      const exact = (1 - power) * expected + (power * y * expected) / eta;
      return exact >= 0 ? exact : expected;
    },
  };
}
