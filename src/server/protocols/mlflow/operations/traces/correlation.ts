/** How many traces there are, and how many of them two filters hold. */
export interface FilterCounts {
  readonly total: number;
  readonly first: number;
  readonly second: number;
  readonly both: number;
}

/**
 * The normalised pointwise mutual information of two filters, `ln(p₁₂ / (p₁ p₂)) / −ln p₁₂`, from −1 (never together) over 0 (independent)
 * to 1 (always together); each of the four kinds of traces counts `smoothing` more. NaN where a filter holds no trace.
 * Source: Bouma, Normalized (Pointwise) Mutual Information in Collocation Extraction (2009); smoothing by Jeffreys' prior is 0.5.
 */
export function npmi({ total, first, second, both }: FilterCounts, smoothing: number): number {
  const neither = total - first - second + both;
  if (first === 0 || second === 0 || Math.min(both, first - both, second - both, neither) < 0) return Number.NaN;
  if (both === 0 && smoothing === 0) return -1;
  // Where both hold all traces, −ln p₁₂ is 0.
  if (both === total) return 1;
  const n = total + 4 * smoothing;
  const [n1, n2, n12] = [first + 2 * smoothing, second + 2 * smoothing, both + smoothing];
  const value = (Math.log(n12) + Math.log(n) - (Math.log(n1) + Math.log(n2))) / (Math.log(n) - Math.log(n12));
  return Math.max(-1, Math.min(1, value));
}
