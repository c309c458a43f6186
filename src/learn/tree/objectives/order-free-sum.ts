/** Keeps the rounding constant of the largest doubles finite. */
const HUGE = 1e290;
const SHRINK = 2 ** -64;
/** Counts up to here leave room for exact sums. */
const MOST_COPIES = 2 ** 40;

/** Whether weights say how often each row is there, so that sums with them can be those of repeated rows to the last bit. */
export function areWhole(weights: Float64Array | undefined): boolean {
  if (weights === undefined) return true;
  let total = 0;
  for (const weight of weights) {
    if (!Number.isInteger(weight)) return false;
    total += weight;
  }
  return total <= MOST_COPIES;
}

/**
 * Σ value·weight over all rows, the same bits in any order of the rows, and for whole weights those of rows that are repeated: each
 * value is parted into a multiple of a coarse power of two and a rest on a fine one, and both sums are exact. The error is below that
 * of one rounding of the result for rows < 2⁴⁰.
 */
export function orderFreeSum(values: Float64Array, weights?: Float64Array, look?: () => void): number {
  if (weights !== undefined && !areWhole(weights)) {
    return orderFreeSum(
      values.map((value, i) => value * weights[i]),
      undefined,
      look,
    );
  }
  look?.();
  let largest = 0;
  let total = weights === undefined ? values.length : 0;
  for (let i = 0; i < values.length; i++) {
    largest = Math.max(largest, Math.abs(values[i]));
    if (weights !== undefined) total += weights[i];
  }
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  const scale = largest > HUGE ? SHRINK : 1;
  const bits = Math.ceil(Math.log2(total + 1)) + 1;
  const unit = 2 ** (Math.ceil(Math.log2(largest * scale)) + bits - 52);
  // Adding and taking away 1.5·2⁵² units rounds to whole units.
  const coarse = 1.5 * 2 ** 52 * unit;
  const fine = coarse * 2 ** (bits - 52);
  look?.();
  let high = 0;
  let low = 0;
  for (let i = 0; i < values.length; i++) {
    const times = weights === undefined ? 1 : weights[i];
    const value = values[i] * scale;
    const rounded = value + coarse - coarse;
    high += rounded * times;
    low += (value - rounded + fine - fine) * times;
  }
  return (high + low) / scale;
}

/** Σ weight, the number of rows without weights. */
export function totalWeight(rows: number, weights?: Float64Array): number {
  return weights === undefined ? rows : orderFreeSum(weights);
}

/** Σ weight·value / Σ weight, the same bits in any order of the rows. */
export function orderFreeMean(values: Float64Array, weights?: Float64Array, look?: () => void): number {
  return orderFreeSum(values, weights, look) / totalWeight(values.length, weights);
}

/**
 * The weights rounded to multiples of a power of two so that any sum of them is exact, and so the same in any order; with `times` each
 * is then multiplied by its row's weight. Whole `times` give the sums of repeated rows.
 */
export function summable(weights: Float64Array, times?: Float64Array): Float64Array {
  if (times !== undefined && !areWhole(times)) return summable(weights.map((weight, i) => weight * times[i]));
  let largest = 0;
  for (const weight of weights) largest = Math.max(largest, weight);
  if (largest === 0) return weights.slice();
  const bits = Math.ceil(Math.log2(totalWeight(weights.length, times) + 1));
  const coarse = 1.5 * 2 ** (Math.ceil(Math.log2(largest)) + bits);
  return weights.map((weight, i) => (weight + coarse - coarse) * (times === undefined ? 1 : times[i]));
}
