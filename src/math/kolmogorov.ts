/**
 * P(K ≥ x) for the Kolmogorov distribution, the limit of √n·sup|Fₙ − F|. It is 1 at x ≤ 0.
 * Below 1.1 the theta-function form converges fast, above it the alternating series does (Kolmogorov 1933; Marsaglia,
 * Tsang and Wang 2003).
 */
export function kolmogorovSurvival(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  return x < 1.1 ? 1 - fromTheta(x) : fromAlternating(x);
}

function fromTheta(x: number): number {
  const base = -(Math.PI * Math.PI) / (8 * x * x);
  let sum = 0;
  for (let k = 1; k <= 9; k += 2) sum += Math.exp(base * k * k);
  return (Math.sqrt(2 * Math.PI) / x) * sum;
}

function fromAlternating(x: number): number {
  let sum = 0;
  for (let k = 1; k <= 6; k++) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, Math.max(0, 2 * sum));
}
