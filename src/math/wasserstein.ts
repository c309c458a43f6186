/**
 * W₁ = ∫|F − G| dx of two samples that are sorted ascending, finite and free of NaN; shapes (n) and (m), O(n + m).
 * In the unit of the values. NaN when a sample is empty.
 */
export function wassersteinDistance(sortedA: ArrayLike<number>, sortedB: ArrayLike<number>): number {
  const n = sortedA.length;
  const m = sortedB.length;
  if (n === 0 || m === 0) return Number.NaN;
  let area = 0;
  let i = 0;
  let j = 0;
  let previous = Math.min(sortedA[0], sortedB[0]);
  while (i < n || j < m) {
    const value = j >= m || (i < n && sortedA[i] <= sortedB[j]) ? sortedA[i] : sortedB[j];
    area += Math.abs(i / n - j / m) * (value - previous);
    previous = value;
    while (i < n && sortedA[i] <= value) i++;
    while (j < m && sortedB[j] <= value) j++;
  }
  return area;
}
