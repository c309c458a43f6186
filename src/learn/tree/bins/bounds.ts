import type { Distinct } from "./distinct.js";
import { nextUp } from "./next-up.js";

/** Numbers this close to zero are zero: LightGBM's `kZeroThreshold`, a single-precision number. */
export const ZERO = Math.fround(1e-35);

/**
 * Upper bounds of at most `maxBins` bins: value x belongs to the first bin with x ≤ bound, and the last bound is +∞. Zero has a bin
 * of its own, even when it is empty, wherever there are values above it; negative and positive numbers share the other bins by their
 * counts (LightGBM 4.7, `FindBinWithZeroAsOneBin`). ±Infinity are ordinary values.
 */
export function binBounds(distinct: Distinct, maxBins: number, minDataInBin: number): Float64Array {
  const { values, counts } = distinct;
  let below = 0;
  while (below < values.length && values[below] <= -ZERO) below++;
  let above = below;
  while (above < values.length && values[above] <= ZERO) above++;
  const negative = sliced(distinct, 0, below);
  const positive = sliced(distinct, above, values.length);
  const [left, right] = [sum(negative.counts), sum(positive.counts)];
  const bounds: number[] = [];
  if (below > 0 && maxBins > 1) {
    const share = Math.floor((left / (sum(counts) - sum(counts.subarray(below, above)))) * (maxBins - 1));
    bounds.push(...greedyBounds(negative, Math.max(1, share), minDataInBin).slice(0, -1), -ZERO);
  }
  const rest = maxBins - 1 - bounds.length;
  if (right > 0 && rest > 0) bounds.push(ZERO, ...greedyBounds(positive, rest, minDataInBin));
  else bounds.push(Number.POSITIVE_INFINITY);
  return Float64Array.from(bounds);
}

/** Bins of about equal counts, a value that would fill a bin by itself alone in one (`GreedyFindBin`). */
function greedyBounds({ values, counts }: Distinct, maxBins: number, minDataInBin: number): number[] {
  const ends =
    values.length <= maxBins ? endsOfFew(counts, minDataInBin) : endsOfMany(counts, maxBins, Math.max(1, minDataInBin));
  const bounds: number[] = [];
  for (const end of ends) {
    const bound = between(values[end], values[end + 1]);
    if (bounds.length === 0 || bound > nextUp(bounds[bounds.length - 1])) bounds.push(bound);
  }
  return [...bounds, Number.POSITIVE_INFINITY];
}

/** The last value of each bin but the last one: every value its own bin, once `minDataInBin` rows are in. */
function endsOfFew(counts: Float64Array, minDataInBin: number): number[] {
  const ends: number[] = [];
  let filled = 0;
  for (let i = 0; i < counts.length - 1; i++) {
    filled += counts[i];
    if (filled < minDataInBin) continue;
    ends.push(i);
    filled = 0;
  }
  return ends;
}

function endsOfMany(counts: Float64Array, wantedBins: number, minDataInBin: number): number[] {
  const total = sum(counts);
  const maxBins = Math.max(1, Math.min(wantedBins, Math.floor(total / minDataInBin)));
  const big = total / maxBins;
  let restRows = total;
  let restBins = maxBins;
  for (const count of counts) {
    if (count < big) continue;
    restRows -= count;
    restBins--;
  }
  let share = restRows / restBins;
  let filled = 0;
  const ends: number[] = [];
  for (let i = 0; i < counts.length - 1; i++) {
    const isBig = counts[i] >= big;
    if (!isBig) restRows -= counts[i];
    filled += counts[i];
    const makesWay = counts[i + 1] >= big && filled >= Math.max(1, share / 2);
    if (!isBig && filled < share && !makesWay) continue;
    ends.push(i);
    if (ends.length >= maxBins - 1) break;
    filled = 0;
    if (!isBig) share = restRows / --restBins;
  }
  return maxBins > 1 ? ends : [];
}

/**
 * A number m with a ≤ m < b: the double after the middle. Halves are added where a + b overflows; neighbouring doubles stay apart, and
 * an infinite end gets a bin of its own.
 */
export function between(a: number, b: number): number {
  if (b === Number.POSITIVE_INFINITY) return Math.max(a, Number.MAX_VALUE);
  if (a === Number.NEGATIVE_INFINITY) return b > -Number.MAX_VALUE ? -Number.MAX_VALUE : a;
  const sumOfBoth = a + b;
  const middle = Number.isFinite(sumOfBoth) ? sumOfBoth / 2 : a / 2 + b / 2;
  const after = nextUp(middle);
  if (after < b) return after;
  return middle >= a && middle < b ? middle : a;
}

function sliced({ values, counts }: Distinct, from: number, to: number): Distinct {
  return { values: values.subarray(from, to), counts: counts.subarray(from, to) };
}

function sum(counts: Float64Array): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i];
  return total;
}
