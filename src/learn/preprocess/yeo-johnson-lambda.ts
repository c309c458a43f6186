import { boundedMinimum } from "./bounded-minimum.js";
import type { Sample } from "./row-weights.js";

/** x on the scale λ (Yeo and Johnson 2000, §2): concave below λ = 1, convex above, the identity at 1. NaN stays NaN. */
export function yeoJohnsonOf(x: number, lambda: number): number {
  if (x >= 0) return powerOf(Math.log1p(x), lambda);
  return -powerOf(Math.log1p(-x), 2 - lambda);
}

/** (e^(λ·t) − 1) / λ, t at λ = 0. */
function powerOf(t: number, lambda: number): number {
  return Math.abs(lambda) < Number.EPSILON ? t : Math.expm1(lambda * t) / lambda;
}

/**
 * The λ of the largest likelihood −Σw/2·log var(x_λ) + (λ − 1)·Σw·sign(x)·log(1 + |x|), within the λ for which 20 times the largest
 * value still has a square, and for which values far from 0 stay apart: a negative power draws them all to −1/λ. Brent's search finds it to 1e-6, the root of the derivative to the last
 * digits. `sample` holds at least two different values.
 */
export function likeliestLambda(sample: Sample): number {
  const { values, weights } = sample;
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const logSize = Math.log1p(20 * size);
  let [low, high] = [LOG_TINY / logSize, LOG_HUGE / logSize];
  const isNegative = values.every((value) => value < 0);
  const nearest = values.reduce((least, value) => Math.min(least, Math.abs(value)), Number.POSITIVE_INFINITY);
  const isMixed = !isNegative && values.some((value) => value < 0);
  if (!isMixed) low = Math.max(low, LOG_LEAST_SHARE / Math.log1p(nearest));
  if (isNegative) [low, high] = [2 - high, 2 - low];
  else if (isMixed) [low, high] = [Math.max(2 - high, low), Math.min(2 - low, high)];
  let total = 0;
  let jacobian = 0;
  for (let i = 0; i < values.length; i++) {
    total += weights[i];
    jacobian += weights[i] * Math.sign(values[i]) * Math.log1p(Math.abs(values[i]));
  }
  const spreadOf = logVariance(sample, isNegative);
  const found = boundedMinimum(low, high, (lambda) => (total / 2) * spreadOf(lambda).value - (lambda - 1) * jacobian);
  return polished(found, (lambda) => (total / 2) * spreadOf(lambda).slope - jacobian);
}

// Half of a double's range of exponents, so that a square is representable.
const LOG_TINY = (Math.log(2.2250738585072014e-308) - Math.log(Number.EPSILON)) / 2;
const LOG_HUGE = (Math.log(Number.MAX_VALUE) + Math.log(Number.EPSILON)) / 2;

// The least share of −1/λ, for a negative power λ, by which a transformed value may be apart from it.
const LOG_LEAST_SHARE = Math.log(1e-8);

/**
 * log of the variance of x_λ, and its derivative. Where all values have one sign, from the differences to x₀, the nearest to 0,
 * (1 + x₀)^λ·((1 + (x − x₀)/(1 + x₀))^λ − 1)/λ, whose power of 1 + x₀ stays a logarithm: values far from 0 and close together
 * neither cancel nor overflow.
 */
function logVariance(
  { values, weights }: Sample,
  isNegative: boolean,
): (lambda: number) => { readonly value: number; readonly slope: number } {
  const isMixed = !isNegative && values.some((value) => value < 0);
  const nearest = values.reduce((least, value) => Math.min(least, Math.abs(value)), Number.POSITIVE_INFINITY);
  const origin = isMixed ? 0 : nearest;
  const logs = values.map((value) => Math.log1p((Math.abs(value) - origin) / (1 + origin)));
  const y = new Float64Array(values.length);
  const slopes = new Float64Array(values.length);
  return (lambda) => {
    for (let i = 0; i < y.length; i++) {
      const isMirrored = isMixed && values[i] < 0;
      const power = isNegative || isMirrored ? 2 - lambda : lambda;
      const size = powerOf(logs[i], power);
      y[i] = isMirrored ? -size : size;
      const slope = slopeOf(logs[i], power, size);
      slopes[i] = isNegative ? -slope : slope;
    }
    const { variance, covariance } = spreadOf(y, slopes, weights);
    const power = isNegative ? 2 - lambda : lambda;
    const shift = 2 * Math.log1p(origin);
    const slope = (isNegative ? -shift : shift) + (2 * covariance) / variance;
    return { value: power * shift + Math.log(variance), slope };
  };
}

/** The derivative of {@link powerOf}, which is `size`, by λ: t²·(z·e^z − e^z + 1)/z² with z = λ·t. */
function slopeOf(t: number, lambda: number, size: number): number {
  const z = lambda * t;
  if (Math.abs(z) > 0.02) return (t * (lambda * size + 1) - size) / lambda;
  return t * t * (1 / 2 + z * (1 / 3 + z * (1 / 8 + z * (1 / 30 + z * (1 / 144 + z / 840)))));
}

/** The weighted variance of y, and its covariance with the slopes. */
function spreadOf(
  y: Float64Array,
  slopes: Float64Array,
  weights: Float64Array,
): { readonly variance: number; readonly covariance: number } {
  let total = 0;
  let mean = 0;
  let slopeMean = 0;
  let squares = 0;
  let products = 0;
  for (let i = 0; i < y.length; i++) {
    total += weights[i];
    const difference = y[i] - mean;
    mean += (difference * weights[i]) / total;
    slopeMean += ((slopes[i] - slopeMean) * weights[i]) / total;
    squares += weights[i] * difference * (y[i] - mean);
    products += weights[i] * difference * (slopes[i] - slopeMean);
  }
  return { variance: squares / total, covariance: products / total };
}

/** The root of `slope` next to `x`, by secants; `x` itself where they lead away. */
function polished(x: number, slope: (x: number) => number): number {
  const reach = 1e-3 * (1 + Math.abs(x));
  let [a, b] = [x, x + 1e-5 * (1 + Math.abs(x))];
  let [fa, fb] = [slope(a), slope(b)];
  for (let round = 0; round < 12 && fb !== fa && b !== a; round++) {
    const c = b - (fb * (b - a)) / (fb - fa);
    if (!(Math.abs(c - x) < reach)) return x;
    [a, fa, b] = [b, fb, c];
    fb = slope(b);
    if (Math.abs(b - a) <= 4e-16 * Math.abs(b)) break;
  }
  return b;
}
