import { chiSquareSurvival } from "./chi-square-distribution.js";
import { fisherExactPValue } from "./fisher-exact.js";

/** Pearson's statistic of a 2×k table over its non-empty columns. */
export interface ChiSquareStatistic {
  readonly statistic: number;
  /** Non-empty columns less one. */
  readonly degrees: number;
}

/** Outcome of a homogeneity test of two rows of counts. */
export interface HomogeneityResult {
  readonly p: number;
  /** What the p-value rests on: the chi-square limit, Fisher's exact test, or both (Bonferroni's twice the smaller). */
  readonly method: "chi-square" | "fisher" | "chi-square and fisher";
}

/** The chi-square limit is trusted for a column when both its expected counts reach this (Cochran 1954). */
const MIN_EXPECTED = 5;

/**
 * Σ(O−E)²/E of the 2×k table whose rows are `reference` and `current`, with E from the margins. Both rows are random:
 * testing `current` against the shares of a sampled `reference` as if they were known would multiply the false alarms.
 * Statistic and degrees are 0 when a row is empty.
 */
export function chiSquareStatistic(reference: ArrayLike<number>, current: ArrayLike<number>): ChiSquareStatistic {
  const n = sum(reference);
  const m = sum(current);
  if (n === 0 || m === 0) return { statistic: 0, degrees: 0 };
  let statistic = 0;
  let columns = 0;
  for (let i = 0; i < reference.length; i++) {
    const total = reference[i] + current[i];
    if (total === 0) continue;
    columns++;
    // (O−E)²/E summed over the two rows of one column, in the form that needs no E.
    const difference = current[i] * n - reference[i] * m;
    statistic += ((difference / n) * (difference / m)) / total;
  }
  return { statistic, degrees: columns - 1 };
}

/**
 * Tests whether two rows of counts over the same k cells come from one distribution; shapes (k) and (k).
 *
 * Columns with an expected count below 5 are pooled into one. If even that one stays below 5, the table is split in two
 * independent questions (Lancaster's partition): small cells against the rest by Fisher's exact test, and the rest among
 * itself by chi-square; p is then twice the smaller one. So a new category in a small window is still seen, and many
 * rare ones do not raise false alarms. p = 1 when nothing can be compared.
 */
export function homogeneityTest(reference: ArrayLike<number>, current: ArrayLike<number>): HomogeneityResult {
  const n = sum(reference);
  const m = sum(current);
  if (n === 0 || m === 0) return { p: 1, method: "chi-square" };
  const needed = (MIN_EXPECTED * (n + m)) / Math.min(n, m);
  const rare = [0, 0];
  const large: [number[], number[]] = [[], []];
  for (let i = 0; i < reference.length; i++) {
    if (reference[i] + current[i] >= needed) {
      large[0].push(reference[i]);
      large[1].push(current[i]);
    } else {
      rare[0] += reference[i];
      rare[1] += current[i];
    }
  }
  if (rare[0] + rare[1] >= needed || rare[0] + rare[1] === 0) {
    return { p: limitPValue([...large[0], rare[0]], [...large[1], rare[1]]), method: "chi-square" };
  }
  const exact = fisherExactPValue(rare[0], n - rare[0], rare[1], m - rare[1]);
  if (large[0].length < 2) return { p: exact, method: "fisher" };
  return { p: Math.min(1, 2 * Math.min(exact, limitPValue(large[0], large[1]))), method: "chi-square and fisher" };
}

function limitPValue(reference: readonly number[], current: readonly number[]): number {
  const { statistic, degrees } = chiSquareStatistic(reference, current);
  return degrees > 0 ? chiSquareSurvival(statistic, degrees) : 1;
}

function sum(counts: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i];
  return total;
}
