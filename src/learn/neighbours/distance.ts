import type { Metric } from "./config.js";

/**
 * A distance that has the order of the true one but costs less (squares, sums of powers) between row `at` of `a` and row `bt` of `b`,
 * rows of `width` numbers of which the last are categories.
 */
export type Nearness = (a: Float64Array, at: number, b: Float64Array, bt: number) => number;

/** How rows of one shape are compared. */
export interface Measure {
  /** How many columns are numbers; the categories follow. */
  readonly numbers: number;
  readonly width: number;
  readonly nearness: Nearness;
  /** The true distance of a nearness. */
  readonly distance: (nearness: number) => number;
}

/** The measure of a metric; `p` matters to "minkowski" only. Sums are taken in the order of the columns, as the exported graph does. */
export function measureOf(metric: Metric, p: number, numbers: number, width: number): Measure {
  const shape = { numbers, width };
  const same = (nearness: number): number => nearness;
  if (metric === "euclidean" || (metric === "minkowski" && p === 2)) {
    return { ...shape, nearness: euclidean(numbers, width), distance: Math.sqrt };
  }
  if (metric === "chebyshev") return { ...shape, nearness: chebyshev(numbers, width), distance: same };
  if (metric === "manhattan" || p === 1) return { ...shape, nearness: manhattan(numbers, width), distance: same };
  return { ...shape, nearness: minkowski(p, numbers, width), distance: (nearness) => nearness ** (1 / p) };
}

/** The largest |value| for which no distance overflows. */
export function largestNumber(metric: Metric, p: number): number {
  if (metric === "euclidean") return 1e150;
  return metric === "minkowski" ? 1e300 ** (1 / p) / 4 : 1e300;
}

function euclidean(numbers: number, width: number): Nearness {
  return (a, at, b, bt) => {
    let sum = 0;
    for (let j = 0, i = at * width, k = bt * width; j < numbers; j++, i++, k++) {
      const delta = a[i] - b[k];
      sum += delta * delta;
    }
    for (let j = numbers; j < width; j++) sum += mismatch(a[at * width + j], b[bt * width + j]);
    return sum;
  };
}

function manhattan(numbers: number, width: number): Nearness {
  return (a, at, b, bt) => {
    let sum = 0;
    for (let j = 0, i = at * width, k = bt * width; j < numbers; j++, i++, k++) sum += Math.abs(a[i] - b[k]);
    for (let j = numbers; j < width; j++) sum += mismatch(a[at * width + j], b[bt * width + j]);
    return sum;
  };
}

function chebyshev(numbers: number, width: number): Nearness {
  return (a, at, b, bt) => {
    let most = 0;
    for (let j = 0, i = at * width, k = bt * width; j < numbers; j++, i++, k++) {
      const delta = Math.abs(a[i] - b[k]);
      if (delta > most) most = delta;
    }
    for (let j = numbers; j < width; j++) most = Math.max(most, mismatch(a[at * width + j], b[bt * width + j]));
    return most;
  };
}

function minkowski(p: number, numbers: number, width: number): Nearness {
  return (a, at, b, bt) => {
    let sum = 0;
    for (let j = 0, i = at * width, k = bt * width; j < numbers; j++, i++, k++) sum += Math.abs(a[i] - b[k]) ** p;
    for (let j = numbers; j < width; j++) sum += mismatch(a[at * width + j], b[bt * width + j]);
    return sum;
  };
}

/** A missing or unknown category differs from every one. The triangle inequality holds all the same. */
function mismatch(a: number, b: number): number {
  return a === b && a >= 0 ? 0 : 1;
}
