import { between } from "./bounds.js";
import type { Distinct } from "./distinct.js";

/**
 * Upper bounds of at most `maxBins` bins as scikit-learn's HistGradientBoosting has them, the last one +∞: the middle between
 * neighbours where there are few different values, else percentiles, the mean of both neighbours where a percentile lies between two
 * values ("averaged_inverted_cdf": Hyndman and Fan, 1996, type 2). Counts are weights.
 */
export function percentileBounds({ values, counts }: Distinct, maxBins: number, isWeighted: boolean): Float64Array {
  const bounds: number[] = [];
  if (values.length <= maxBins) {
    for (let i = 0; i + 1 < values.length; i++) bounds.push(middle(values[i], values[i + 1]));
  } else {
    const sums = counts.slice();
    for (let i = 1; i < sums.length; i++) sums[i] += sums[i - 1];
    const find = isWeighted ? weightedPlace : countedPlace;
    for (let i = 1; i < maxBins; i++) {
      const { at, isBetween } = find(sums, (i * (100 / maxBins)) / 100);
      const next = values[Math.min(at + 1, values.length - 1)];
      const bound = isBetween ? middle(values[at], next) : values[at];
      if (bounds.length === 0 || bound > bounds[bounds.length - 1]) bounds.push(bound);
    }
  }
  return Float64Array.from([...bounds.filter((bound) => bound < values[values.length - 1]), Number.POSITIVE_INFINITY]);
}

/** Where a percentile is among the values, and whether it is just between that one and the next. */
interface Place {
  readonly at: number;
  readonly isBetween: boolean;
}

/** numpy's place n·q − 1 from 0, with its roundings. */
function countedPlace(sums: Float64Array, q: number): Place {
  const place = sums[sums.length - 1] * q - 1;
  const before = Math.floor(place);
  // The first value at which more rows than `before` have been counted.
  if (place !== before) return { at: firstAbove(sums, before + 1), isBetween: false };
  const at = firstAbove(sums, before);
  return { at, isBetween: sums[at] === before + 1 };
}

function weightedPlace(sums: Float64Array, q: number): Place {
  const wanted = q * sums[sums.length - 1];
  let at = 0;
  while (at < sums.length - 1 && sums[at] < wanted) at++;
  return { at, isBetween: sums[at] - wanted <= Number.EPSILON };
}

function firstAbove(sums: Float64Array, place: number): number {
  let low = 0;
  for (let high = sums.length - 1; low < high; ) {
    const at = (low + high) >> 1;
    if (sums[at] > place) high = at;
    else low = at + 1;
  }
  return low;
}

/** The middle itself, which may be the lower value; apart from values that cannot be added up. */
function middle(a: number, b: number): number {
  const half = (a + b) / 2;
  return Number.isFinite(half) && half < b ? half : between(a, b);
}
