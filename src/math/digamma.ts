/**
 * ψ(x) = Γ′(x) / Γ(x) for x > 0: raised by ψ(x) = ψ(x + 1) − 1/x to x ≥ 10, then the asymptotic series (Abramowitz and Stegun
 * 6.3.5 and 6.3.18). Absolute error about 1e−15.
 *
 * @example digamma(1) // → −0.5772156649015329
 */
export function digamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  let shift = 0;
  let at = x;
  while (at < 10) shift += 1 / at++;
  const z = 1 / (at * at);
  const series = z * (1 / 12 - z * (1 / 120 - z * (1 / 252 - z * (1 / 240 - z * (1 / 132 - (z * 691) / 32760)))));
  return Math.log(at) - 0.5 / at - series - shift;
}
