const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];
const SMALLEST = 1e-300;

/** ln Γ(x) for x > 0, by Lanczos' approximation (g = 7, nine terms); relative error about 1e−15. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  let sum = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i] / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * Q(a, x) = Γ(a, x) / Γ(a), the upper regularised incomplete gamma function, for a > 0. It is 1 at x ≤ 0.
 * The series of P is summed below x = a + 1 and the continued fraction of Q above, where each converges fast
 * (Abramowitz and Stegun 6.5.29 and 6.5.31), so neither tail loses its digits.
 */
export function regularizedGammaQ(a: number, x: number): number {
  if (Number.isNaN(a) || Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - front * lowerSeries(a, x) : front * upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17 && n < 100_000; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Lentz's method; `SMALLEST` keeps a denominator from being zero. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / SMALLEST;
  let d = 1 / b;
  let value = d;
  for (let i = 1; i < 100_000; i++) {
    const numerator = -i * (i - a);
    b += 2;
    d = numerator * d + b;
    d = 1 / (Math.abs(d) < SMALLEST ? SMALLEST : d);
    c = b + numerator / c;
    if (Math.abs(c) < SMALLEST) c = SMALLEST;
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return value;
}
