/** Maps `[a, b]` to `[p, q]` by a straight line; the middle of `[p, q]` when the domain is a point. */
export function linear(a: number, b: number, p: number, q: number): (value: number) => number {
  const span = b - a;
  return span === 0 ? () => (p + q) / 2 : (value) => p + ((value - a) / span) * (q - p);
}

/** Round ticks inside `[low, high]`: steps of 1, 2 or 5 times a power of ten, about `target` of them. */
export function ticks(
  low: number,
  high: number,
  target: number,
): { readonly values: readonly number[]; readonly decimals: number } {
  if (!(high > low)) return { values: [low], decimals: 2 };
  const rough = (high - low) / target;
  const power = 10 ** Math.floor(Math.log10(rough));
  const ratio = rough / power;
  const step = power * (ratio < 1.5 ? 1 : ratio < 3.5 ? 2 : ratio < 7.5 ? 5 : 10);
  const values: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) values.push(k * step);
  return { values, decimals: Math.min(8, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))) };
}

/** Linear-interpolated quantile of unsorted numbers, `q` in [0, 1]; null when there are none. */
export function quantile(values: readonly number[], q: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const a = sorted[low] as number;
  const b = sorted[Math.min(low + 1, sorted.length - 1)] as number;
  return a + (b - a) * (at - low);
}

/** A coordinate with two decimals and no trailing zeros: small markup, the same bits everywhere. */
export function coordinate(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 100) / 100 || 0) : "0";
}
