import { kolmogorovSurvival } from "./kolmogorov.js";

/** Outcome of a two-sample Kolmogorov–Smirnov test. */
export interface KsResult {
  /** D = sup|F − G|, in [0, 1]. */
  readonly statistic: number;
  /** P(D or more | both samples come from one distribution). */
  readonly p: number;
}

/** Up to this many pairs n·m the p-value counts lattice paths, beyond it uses the limit distribution. */
const EXACT_PAIRS = 10_000;

/**
 * D = sup|F − G| of two samples that are sorted ascending and hold no NaN; shapes (n) and (m), O(n + m).
 * Equal values are stepped over together, so ties are handled exactly. NaN when a sample is empty.
 */
export function ksStatistic(sortedA: ArrayLike<number>, sortedB: ArrayLike<number>): number {
  const n = sortedA.length;
  const m = sortedB.length;
  if (n === 0 || m === 0) return Number.NaN;
  let largest = 0;
  let i = 0;
  let j = 0;
  while (i < n && j < m) {
    const value = Math.min(sortedA[i], sortedB[j]);
    while (i < n && sortedA[i] <= value) i++;
    while (j < m && sortedB[j] <= value) j++;
    largest = Math.max(largest, Math.abs(i / n - j / m));
  }
  return largest;
}

/**
 * p-value of a two-sample statistic D with sample sizes n and m. Exact under continuity when n·m ≤ 10,000, otherwise
 * the Kolmogorov limit at √(nm/(n+m))·D. With ties both are conservative. (SciPy's `method="asymp"` differs: it takes
 * the one-sample law at the rounded size nm/(n+m), which is too small a p for small samples.)
 */
export function ksPValue(statistic: number, n: number, m: number): number {
  if (n === 0 || m === 0 || Number.isNaN(statistic)) return Number.NaN;
  if (n * m <= EXACT_PAIRS) return exactPValue(statistic, n, m);
  return kolmogorovSurvival(Math.sqrt((n * m) / (n + m)) * statistic);
}

/** Two-sample Kolmogorov–Smirnov test of sorted samples; see {@link ksStatistic} and {@link ksPValue}. */
export function ksTest(sortedA: ArrayLike<number>, sortedB: ArrayLike<number>): KsResult {
  const statistic = ksStatistic(sortedA, sortedB);
  return { statistic, p: ksPValue(statistic, sortedA.length, sortedB.length) };
}

/**
 * Share of the lattice paths from (0, 0) to (n, m) that touch |i/n − j/m| ≥ D. Every path is equally likely under the
 * null, and the last step into (i, j) came from (i−1, j) with chance i/(i+j). Summing the touching share itself, not its
 * complement, keeps the digits of a small p.
 */
function exactPValue(statistic: number, n: number, m: number): number {
  const limit = Math.round(statistic * n * m);
  const share = new Float64Array(m + 1);
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      if (Math.abs(i * m - j * n) >= limit) share[j] = 1;
      else if (j === 0) share[j] = i === 0 ? 0 : share[0];
      else share[j] = (i * share[j] + j * share[j - 1]) / (i + j);
    }
  }
  return share[m];
}
