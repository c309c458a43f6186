import { logGamma } from "./gamma.js";

/** Chances this close to the observed one, relatively, count as equally extreme: they differ by rounding alone. */
const TIE = 1 + 1e-7;

/**
 * Two-sided p-value of Fisher's exact test for the 2×2 table [[a, b], [c, d]]: the summed chance, given all margins, of
 * the tables that are at most as likely as this one. 1 when a margin is zero. O(smallest margin).
 */
export function fisherExactPValue(a: number, b: number, c: number, d: number): number {
  const row = a + b;
  const column = a + c;
  const total = a + b + c + d;
  const lowest = Math.max(0, row + column - total);
  const highest = Math.min(row, column);
  const observed = logChance(a, row, column, total);
  const limit = observed + Math.log(TIE);
  let p = 0;
  for (let x = lowest; x <= highest; x++) {
    const chance = logChance(x, row, column, total);
    if (chance <= limit) p += Math.exp(chance);
  }
  return Math.min(1, p);
}

/** ln of the hypergeometric chance of x in the upper left cell. */
function logChance(x: number, row: number, column: number, total: number): number {
  return logChoose(column, x) + logChoose(total - column, row - x) - logChoose(total, row);
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
