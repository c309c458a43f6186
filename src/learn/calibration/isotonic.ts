import { GyreError } from "../../core/index.js";
import { type Examples, examplesOf } from "./examples.js";
import { rankCorrelation } from "./rank-correlation.js";

/** A monotone function through the knots (x, y), straight between them; x ascends strictly. */
export interface IsotonicMap {
  readonly kind: "isotonic";
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Scores nearer than this are the same, as in scikit-learn. */
const RESOLUTION = 1e-15;

/** How an isotonic regression is fitted. */
export interface IsotonicOptions {
  readonly weights?: Float64Array;
  /** Whether y rises with x; "auto" asks the sign of Spearman's rank correlation. Default true. */
  readonly increasing?: boolean | "auto";
}

/**
 * The monotone function with the least Σ w·(y − f(x))², by pooling adjacent violators (Barlow et al., 1972), O(n log n). Outcomes at
 * the same score are first averaged, their weights added up. Of each constant stretch the two ends are kept as knots. Throws
 * `learn.bad_table` naming a row.
 *
 * @example
 * ```ts
 * const map = fitIsotonic(scores, labels);
 * const probabilities = applyIsotonic(map, scores);
 * ```
 */
export function fitIsotonic(x: ArrayLike<number>, y: ArrayLike<number>, options: IsotonicOptions = {}): IsotonicMap {
  const { increasing = true } = options;
  const outcomes = Float64Array.from(y);
  const row = outcomes.findIndex((value, i) => !Number.isFinite(value) && options.weights?.[i] !== 0);
  if (row >= 0) {
    throw new GyreError("learn.bad_table", `the outcome of row ${row} is ${outcomes[row]}, expected a finite number`, {
      details: { row },
    });
  }
  // Here outcomes are any numbers: only scores and weights are left to check.
  const rows = examplesOf(
    x,
    outcomes.map(() => 0),
    options.weights,
  );
  const counted = options.weights === undefined ? outcomes : outcomes.filter((_, i) => options.weights![i] > 0);
  const examples: Examples = { ...rows, outcomes: counted };
  const rises = increasing === "auto" ? rankCorrelation(examples.scores, counted, rows.weights) >= 0 : increasing;
  const points = distinctPoints(examples);
  const sign = rises ? 1 : -1;
  const pooled = poolAdjacentViolators(
    points.y.map((value) => sign * value),
    points.weights,
  );
  return withoutInnerKnots(
    points.x,
    pooled.map((value) => sign * value + 0),
  );
}

/** What to say beyond the outermost knots: the value of the nearest, NaN, or nothing but `learn.bad_table`. */
export type OutOfBounds = "clip" | "nan" | "raise";

/** The function at `x`, (n); NaN where x is missing. */
export function applyIsotonic(map: IsotonicMap, x: ArrayLike<number>, outOfBounds: OutOfBounds = "clip"): Float64Array {
  const last = map.x.length - 1;
  return Float64Array.from(x, (value, row) => {
    if (value >= map.x[0] && value <= map.x[last]) return interpolated(map, value);
    if (Number.isNaN(value) || outOfBounds === "nan") return Number.NaN;
    if (outOfBounds === "clip") return value < map.x[0] ? map.y[0] : map.y[last];
    throw new GyreError(
      "learn.bad_table",
      `the score of row ${row} is ${value}, outside of ${map.x[0]} … ${map.x[last]}`,
      { details: { row } },
    );
  });
}

/** The means of the blocks that pooling leaves, for each point its block's: the non-descending sequence nearest to `y`. */
export function poolAdjacentViolators(y: readonly number[], weights: readonly number[]): number[] {
  const blocks: { mean: number; weight: number; count: number }[] = [];
  y.forEach((value, i) => {
    let block = { mean: value, weight: weights[i], count: 1 };
    while (blocks.length > 0 && blocks[blocks.length - 1].mean >= block.mean) {
      const before = blocks.pop()!;
      const weight = before.weight + block.weight;
      const mean = (before.mean * before.weight + block.mean * block.weight) / weight;
      block = { mean, weight, count: before.count + block.count };
    }
    blocks.push(block);
  });
  return blocks.flatMap(({ mean, count }) => new Array<number>(count).fill(mean));
}

function distinctPoints({ scores, outcomes, weights }: Examples): { x: number[]; y: number[]; weights: number[] } {
  const order = Array.from(scores.keys());
  order.sort((a, b) => scores[a] - scores[b] || outcomes[a] - outcomes[b] || weights[a] - weights[b]);
  const [x, y, sums]: number[][] = [[], [], []];
  for (const row of order) {
    const last = x.length - 1;
    if (last >= 0 && scores[row] - x[last] < RESOLUTION) {
      sums[last] += weights[row];
      y[last] += weights[row] * outcomes[row];
    } else {
      x.push(scores[row]);
      y.push(weights[row] * outcomes[row]);
      sums.push(weights[row]);
    }
  }
  return { x, y: y.map((sum, i) => sum / sums[i]), weights: sums };
}

function withoutInnerKnots(x: readonly number[], y: readonly number[]): IsotonicMap {
  const kept = y.flatMap((value, i) =>
    i === 0 || i === y.length - 1 || value !== y[i - 1] || value !== y[i + 1] ? [i] : [],
  );
  return { kind: "isotonic", x: kept.map((i) => x[i]), y: kept.map((i) => y[i]) };
}

/** Halves keep the difference of the largest doubles finite. */
function interpolated({ x, y }: IsotonicMap, value: number): number {
  let [low, high] = [0, x.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (x[middle] <= value) low = middle;
    else high = middle;
  }
  if (value >= x[high]) return y[high];
  return y[low] + ((value / 2 - x[low] / 2) / (x[high] / 2 - x[low] / 2)) * (y[high] - y[low]);
}
