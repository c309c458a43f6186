import type { Column } from "../learn/index.js";
import { chiSquareStatistic, homogeneityTest, ksPValue } from "../math/index.js";
import { numericDistance } from "./numeric-distance.js";
import type { CategoryReference, NumberReference } from "./types.js";

/** One comparison before the family of all of them is judged together. */
export interface Comparison {
  readonly test: string;
  readonly n: number;
  readonly m: number;
  readonly p: number;
  readonly distance: number;
  /** The part of `distance` that chance explains, in the same unit. */
  readonly effectLow: number;
  readonly limit: number;
}

/**
 * Compares a number's values: p by Kolmogorov–Smirnov, distance W₁/std. The kept points may be off by half a rank step,
 * which is taken off D before it is judged. A reference that was constant is compared as two cells: that value, others.
 */
export function compareNumbers(reference: NumberReference, current: Float64Array, delta: number): Comparison {
  const { n, points, std } = reference;
  if (std === 0) {
    let m = 0;
    let same = 0;
    for (const value of current) {
      if (!Number.isFinite(value)) continue;
      m++;
      if (value === points[0]) same++;
    }
    return compareCells([n, 0], [same, m - same], delta);
  }
  const { m, ks, wasserstein } = numericDistance(points, current, std);
  const rankError = points.length < n ? 1 / (2 * points.length) : 0;
  const chance = reference.nullFactor * Math.sqrt(1 / n + 1 / m);
  const distance = wasserstein / std;
  return {
    test: "kolmogorov-smirnov",
    n,
    m,
    p: ksPValue(Math.max(0, ks - rankError), n, m),
    distance,
    effectLow: Math.max(0, distance - chance),
    limit: delta + chance,
  };
}

/** Counts the current rows of each category the reference knows, in its order, then those of the categories it does not. */
export function compareCategories(
  reference: CategoryReference,
  current: Extract<Column, { kind: "category" }>,
  delta: number,
): Comparison {
  const place = new Map(reference.categories.map((category, i) => [category, i]));
  const counts = new Array<number>(reference.counts.length).fill(0);
  const places = current.categories.map((category) => {
    const known = place.get(category);
    if (known !== undefined) return known;
    place.set(category, counts.length);
    return counts.push(0) - 1;
  });
  for (const code of current.codes) if (code >= 0) counts[places[code]]++;
  const before = [...reference.counts, ...new Array<number>(counts.length - reference.counts.length).fill(0)];
  return compareCells(before, counts, delta);
}

/**
 * Compares two rows of counts: p by the homogeneity test, distance √(χ²·(1/n + 1/m)/8), which is about the square root of
 * the Jensen–Shannon divergence in nats. Its expectation by chance alone, from E χ² = df·N/(N−1), is taken off for
 * `effectLow` (bias-corrected Cramér's V, Bergsma 2013).
 */
export function compareCells(reference: readonly number[], current: readonly number[], delta: number): Comparison {
  const n = reference.reduce((sum, count) => sum + count, 0);
  const m = current.reduce((sum, count) => sum + count, 0);
  const { statistic, degrees } = chiSquareStatistic(reference, current);
  const { p, method } = homogeneityTest(reference, current);
  const scale = (1 / n + 1 / m) / 8;
  const chance = (degrees * (n + m)) / Math.max(1, n + m - 1);
  return {
    test: method,
    n,
    m,
    p,
    distance: Math.sqrt(statistic * scale),
    effectLow: Math.sqrt(Math.max(0, statistic - chance) * scale),
    limit: Math.sqrt(delta * delta + chance * scale),
  };
}
