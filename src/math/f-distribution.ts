import { logGamma } from "./gamma.js";

const SMALLEST = 1e-300;

/**
 * P(X ≥ x) for X of Fisher's F distribution with `d1` and `d2` degrees of freedom: I_z(d2/2, d1/2) at z = d2 / (d2 + d1·x), the
 * regularised incomplete beta function, so that a small probability keeps its digits. 1 at x ≤ 0, 0 at infinity.
 *
 * @example fSurvival(4.964602743730711, 1, 10) // → 0.05
 */
export function fSurvival(x: number, d1: number, d2: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const total = d2 + d1 * x;
  return incompleteBeta({ a: d2 / 2, b: d1 / 2 }, d2 / total, (d1 * x) / total);
}

/** I_z(a, b), given z and 1 − z; the continued fraction converges fast on the side of z below the mean. */
function incompleteBeta({ a, b }: { a: number; b: number }, z: number, rest: number): number {
  if (z <= 0) return 0;
  if (rest <= 0) return 1;
  const front = Math.exp(a * Math.log(z) + b * Math.log(rest) - logBeta(Math.max(a, b), Math.min(a, b)));
  if (z < (a + 1) / (a + b + 2)) return (front * betaFraction(a, b, z)) / a;
  return 1 - (front * betaFraction(b, a, rest)) / b;
}

/** ln B(a, b) for a ≥ b; the large ln Γ of a and of a + b are not subtracted, but their Stirling series term by term. */
function logBeta(a: number, b: number): number {
  if (a < 60) return logGamma(a) + logGamma(b) - logGamma(a + b);
  const rest = (x: number): number => (1 / 12 - (1 / 360 - 1 / (1260 * x * x)) / (x * x)) / x;
  const difference = (a + b - 0.5) * Math.log1p(b / a) + b * (Math.log(a) - 1) + rest(a + b) - rest(a);
  return logGamma(b) - difference;
}

/** Lentz's method for the fraction of Abramowitz and Stegun 26.5.8; `SMALLEST` keeps a denominator from being zero. */
function betaFraction(a: number, b: number, z: number): number {
  const guarded = (value: number): number => (Math.abs(value) < SMALLEST ? SMALLEST : value);
  let c = 1;
  let d = 1 / guarded(1 - ((a + b) * z) / (a + 1));
  let value = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * z) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guarded(1 + even * d);
    c = guarded(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * z) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guarded(1 + odd * d);
    c = guarded(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return value;
}
