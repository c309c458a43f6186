/** What a column's values that are not NaN are like. */
export interface ColumnStatistics {
  readonly mean: number;
  /** Root of the mean squared distance from the mean. */
  readonly deviation: number;
  /** Σ weight of the values that are not NaN, and of all. */
  readonly present: number;
  readonly total: number;
}

/** Rows between those that a first guess of the mean is made of. */
const GUESS_ROWS = 256;

/**
 * Weighted mean and deviation in one pass, about a guess of the mean: so close to it that nothing cancels; where it was not, a
 * second pass goes about the mean itself. A constant column has the deviation 0 exactly. The results are not finite where a sum leaves
 * the range of doubles.
 */
export function columnStatistics(values: Float64Array, weights: Float64Array | undefined): ColumnStatistics {
  const guess = guessOf(values);
  const first = statisticsAbout(guess, values, weights);
  const away = Math.abs(first.mean - guess);
  return away <= first.deviation ? first : statisticsAbout(first.mean, values, weights);
}

function guessOf(values: Float64Array): number {
  const step = Math.max(1, Math.floor(values.length / GUESS_ROWS));
  let mean = 0;
  let count = 0;
  for (let i = 0; i < values.length; i += step) {
    if (!Number.isNaN(values[i])) mean += (values[i] - mean) / ++count;
  }
  return mean;
}

function statisticsAbout(centre: number, values: Float64Array, weights: Float64Array | undefined): ColumnStatistics {
  const sums = (weights === undefined && plainSums(centre, values)) || weightedSums(centre, values, weights);
  const shift = sums.sum / sums.present;
  const variance = sums.squares / sums.present - shift * shift;
  const { present, total } = sums;
  return { present, total, mean: centre + shift, deviation: Math.sqrt(Math.max(0, variance)) };
}

/** Without weights and missing values, four sums at a time; null where a value is missing or infinite. */
function plainSums(centre: number, values: Float64Array) {
  const n = values.length;
  const fours = n & ~3;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let [q0, q1, q2, q3] = [0, 0, 0, 0];
  for (let i = 0; i < fours; i += 4) {
    const d0 = values[i] - centre;
    const d1 = values[i + 1] - centre;
    const d2 = values[i + 2] - centre;
    const d3 = values[i + 3] - centre;
    s0 += d0;
    s1 += d1;
    s2 += d2;
    s3 += d3;
    q0 += d0 * d0;
    q1 += d1 * d1;
    q2 += d2 * d2;
    q3 += d3 * d3;
  }
  for (let i = fours; i < n; i++) {
    s0 += values[i] - centre;
    q0 += (values[i] - centre) ** 2;
  }
  const sum = s0 + s1 + (s2 + s3);
  if (!Number.isFinite(sum)) return null;
  return { sum, squares: q0 + q1 + (q2 + q3), present: n, total: n };
}

function weightedSums(centre: number, values: Float64Array, weights: Float64Array | undefined) {
  let [sum, squares, present, total] = [0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const weight = weights === undefined ? 1 : weights[i];
    total += weight;
    if (Number.isNaN(value)) continue;
    const difference = value - centre;
    sum += weight * difference;
    squares += weight * difference * difference;
    present += weight;
  }
  return { sum, squares, present, total };
}
