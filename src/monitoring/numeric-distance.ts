import { ksStatistic, wassersteinDistance } from "../math/index.js";

/** How far unsorted values are from sorted reference points. */
export interface NumericDistance {
  /** Finite values among the current ones. */
  readonly m: number;
  /** D = sup|F − G|. */
  readonly ks: number;
  /** W₁ = ∫|F − G|, in the unit of the values. */
  readonly wasserstein: number;
}

/** Distinct reference values with the share of points at or below each, and a guide to find a value's place quickly. */
interface Knots {
  readonly values: Float64Array;
  readonly shares: Float64Array;
  /** Bucket of a value = ⌊(value − lowest knot)·step⌋; the same rounding for knots and values keeps their order. */
  readonly step: number;
  /** For each bucket, the first knot in it or above it. */
  readonly starts: Int32Array;
}

/** Current values between two neighbouring knots: how many, how far above the lower one in all, how many equal to it. */
interface Cells {
  readonly m: number;
  readonly counts: Int32Array;
  readonly offsets: Float64Array;
  readonly equals: Int32Array;
}

const BUCKETS = 2048;
/** W₁ may be off by this share of `unit`, no more. */
const TOLERANCE = 0.002;

/**
 * D and W₁ between reference points, ascending and at least one, and current values in any order; NaN and ±Infinity are
 * skipped. O(k + m) as long as the points spread over their range: the current values are counted into the cells between
 * the points instead of being sorted. D is exact. W₁ is exact unless F and G cross inside a cell; where that could cost
 * more than 0.002·`unit` in all, the values are sorted after all. `unit` is the column's standard deviation.
 */
export function numericDistance(points: ArrayLike<number>, current: Float64Array, unit: number): NumericDistance {
  const knots = knotsOf(points);
  const cells = countCells(knots, current);
  if (cells.m === 0) return { m: 0, ks: Number.NaN, wasserstein: Number.NaN };
  const { ks, area, doubt } = walk(knots, cells);
  if (doubt <= TOLERANCE * unit) return { m: cells.m, ks, wasserstein: area };
  const sorted = current.filter((value) => Number.isFinite(value)).sort();
  return { m: cells.m, ks: ksStatistic(points, sorted), wasserstein: wassersteinDistance(points, sorted) };
}

/** A reference is compared with window after window, and its knots are the same each time. */
const knownKnots = new WeakMap<ArrayLike<number>, Knots>();

function knotsOf(points: ArrayLike<number>): Knots {
  const known = knownKnots.get(points);
  if (known) return known;
  const knots = makeKnots(points);
  knownKnots.set(points, knots);
  return knots;
}

function makeKnots(points: ArrayLike<number>): Knots {
  const k = points.length;
  const values = new Float64Array(k);
  const shares = new Float64Array(k);
  let size = 0;
  for (let i = 0; i < k; i++) {
    if (i > 0 && points[i] === points[i - 1]) size--;
    values[size] = points[i];
    shares[size] = (i + 1) / k;
    size++;
  }
  const lowest = values[0];
  const scale = BUCKETS / (values[size - 1] - lowest);
  const step = Number.isFinite(scale) ? scale : 0;
  const starts = new Int32Array(BUCKETS + 2);
  let filled = 0;
  for (let i = 0; i < size; i++) {
    const bucket = ((values[i] - lowest) * step) | 0;
    while (filled <= bucket) starts[filled++] = i;
  }
  starts.fill(size, filled);
  return { values: values.subarray(0, size), shares, step, starts };
}

function countCells({ values, step, starts }: Knots, current: Float64Array): Cells {
  const size = values.length;
  const lowest = values[0];
  const highest = values[size - 1];
  const counts = new Int32Array(size + 1);
  const equals = new Int32Array(size + 1);
  const offsets = new Float64Array(size + 1);
  let m = 0;
  for (let i = 0; i < current.length; i++) {
    const value = current[i];
    if (!Number.isFinite(value)) continue;
    m++;
    if (value < lowest) {
      counts[0]++;
      offsets[0] += lowest - value;
      continue;
    }
    const bucket = value < highest ? ((value - lowest) * step) | 0 : BUCKETS + 1;
    let cell = starts[bucket];
    let end = bucket > BUCKETS ? cell : starts[bucket + 1];
    while (end - cell > 4) {
      const middle = (cell + end) >>> 1;
      if (values[middle] <= value) cell = middle + 1;
      else end = middle;
    }
    while (cell < end && values[cell] <= value) cell++;
    counts[cell]++;
    const offset = value - values[cell - 1];
    if (offset === 0) equals[cell]++;
    else offsets[cell] += offset;
  }
  return { m, counts, offsets, equals };
}

/** Goes through the cells upwards. `doubt` bounds what crossings inside cells can add to `area`. */
function walk({ values, shares }: Knots, { m, counts, offsets, equals }: Cells) {
  let ks = counts[0] / m;
  let area = offsets[0] / m;
  let doubt = 0;
  let below = counts[0];
  for (let i = 0; i < values.length; i++) {
    const share = shares[i];
    const atKnot = (below + equals[i + 1]) / m;
    below += counts[i + 1];
    const beforeNext = below / m;
    ks = Math.max(ks, Math.abs(share - atKnot), Math.abs(share - beforeNext));
    if (i === values.length - 1) return { ks, area: area + offsets[i + 1] / m, doubt };
    const width = values[i + 1] - values[i];
    area += Math.abs((beforeNext - share) * width - offsets[i + 1] / m);
    if (atKnot < share && share < beforeNext) {
      doubt += (2 * width * (share - atKnot) * (beforeNext - share)) / (beforeNext - atKnot);
    }
  }
  return { ks, area, doubt };
}
