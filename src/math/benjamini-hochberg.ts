/**
 * Adjusted p-values in the order given: rejecting those ≤ α keeps the expected share of false rejections at or below α
 * (Benjamini and Hochberg 1995). For independent or positively dependent tests. O(n log n).
 *
 * @example benjaminiHochberg([0.01, 0.5, 0.03]) // → [0.03, 0.5, 0.045]
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const order = p.map((_, index) => index).sort((a, b) => p[a] - p[b]);
  const adjusted = new Array<number>(p.length);
  let smallest = 1;
  for (let rank = order.length; rank >= 1; rank--) {
    const index = order[rank - 1];
    smallest = Math.min(smallest, (p[index] * p.length) / rank);
    adjusted[index] = smallest;
  }
  return adjusted;
}
