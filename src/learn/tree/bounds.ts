/**
 * Upper bounds of at most `maxBins` bins over `sorted` (ascending, no NaN): value x belongs to the first bin with x ≤ bound, and
 * the last bound is +∞. With no more distinct values than bins each value has its own bin. Otherwise the bins get about equally
 * many rows, where a value that would fill a bin by itself gets one, and the rest is shared out again after each closed bin
 * (Ke et al., LightGBM, 2017, section 3). ±Infinity are ordinary values.
 */
export function binBounds(sorted: Float64Array, maxBins: number): Float64Array {
  const { values, counts } = distinct(sorted);
  if (values.length === 0) return Float64Array.of();
  const ends =
    values.length <= maxBins ? Array.from(values.keys()).slice(0, -1) : equalShares(counts, sorted.length, maxBins);
  const bounds = new Float64Array(ends.length + 1).fill(Number.POSITIVE_INFINITY);
  ends.forEach((end, bin) => {
    bounds[bin] = between(values[end], values[end + 1]);
  });
  return bounds;
}

/**
 * A number m with a ≤ m < b, about halfway. Halves are added, since (a + b) / 2 overflows at 1e308; neighbouring doubles
 * stay apart, and an infinite end gets a bin of its own.
 */
export function between(a: number, b: number): number {
  if (b === Number.POSITIVE_INFINITY) return Math.max(a, Number.MAX_VALUE);
  if (a === Number.NEGATIVE_INFINITY) return b > -Number.MAX_VALUE ? -Number.MAX_VALUE : a;
  const middle = a / 2 + b / 2;
  return middle >= a && middle < b ? middle : a;
}

interface Distinct {
  readonly values: Float64Array;
  readonly counts: Int32Array;
}

function distinct(sorted: Float64Array): Distinct {
  const values = new Float64Array(sorted.length);
  const counts = new Int32Array(sorted.length);
  let last = -1;
  for (const value of sorted) {
    if (last < 0 || value !== values[last]) values[++last] = value;
    counts[last]++;
  }
  return { values: values.subarray(0, last + 1), counts: counts.subarray(0, last + 1) };
}

/** The index of the last value of each bin but the last one. */
function equalShares(counts: Int32Array, total: number, maxBins: number): number[] {
  const big = total / maxBins;
  let restRows = 0;
  let restBins = 0;
  for (const count of counts) if (count < big) restRows += count;
  for (const count of counts) if (count >= big) restBins--;
  restBins += maxBins;
  let share = restRows / restBins;
  const ends: number[] = [];
  let filled = 0;
  for (let i = 0; i < counts.length - 1 && ends.length < maxBins - 1; i++) {
    const isBig = counts[i] >= big;
    if (!isBig) restRows -= counts[i];
    filled += counts[i];
    const makesWay = counts[i + 1] >= big && filled >= Math.max(1, share / 2);
    if (!isBig && filled < share && !makesWay) continue;
    ends.push(i);
    filled = 0;
    if (!isBig) share = restRows / --restBins;
  }
  return ends;
}
