/** Keeps the rounding constant of the largest doubles finite. */
const HUGE = 1e290;
const SHRINK = 2 ** -64;

/**
 * Σ value·weight over all rows, the same bits in any order of the rows: each product is parted into a multiple of a coarse power of
 * two and a rest on a fine one, and both sums are exact. The error is below that of one rounding of the result for rows < 2⁴⁰.
 */
export function orderFreeSum(values: Float64Array, weights?: Float64Array): number {
  const n = values.length;
  const product = (i: number): number => (weights === undefined ? values[i] : values[i] * weights[i]);
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(product(i)));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  const scale = largest > HUGE ? SHRINK : 1;
  const bits = Math.ceil(Math.log2(n + 1)) + 1;
  const unit = 2 ** (Math.ceil(Math.log2(largest * scale)) + bits - 52);
  // Adding and taking away 1.5·2⁵² units rounds to whole units.
  const coarse = 1.5 * 2 ** 52 * unit;
  const fine = coarse * 2 ** (bits - 52);
  let high = 0;
  let low = 0;
  for (let i = 0; i < n; i++) {
    const value = product(i) * scale;
    const rounded = value + coarse - coarse;
    high += rounded;
    low += value - rounded + fine - fine;
  }
  return (high + low) / scale;
}

/** Σ weight, the number of rows without weights. */
export function totalWeight(rows: number, weights?: Float64Array): number {
  return weights === undefined ? rows : orderFreeSum(weights);
}

/** Σ weight·value / Σ weight, the same bits in any order of the rows. */
export function orderFreeMean(values: Float64Array, weights?: Float64Array): number {
  return orderFreeSum(values, weights) / totalWeight(values.length, weights);
}

/** The weights rounded to multiples of a power of two so that any sum of them is exact, and so the same in any order. */
export function summable(weights: Float64Array): Float64Array {
  let largest = 0;
  for (const weight of weights) largest = Math.max(largest, weight);
  if (largest === 0) return weights.slice();
  const bits = Math.ceil(Math.log2(weights.length + 1));
  const coarse = 1.5 * 2 ** (Math.ceil(Math.log2(largest)) + bits);
  return weights.map((weight) => weight + coarse - coarse);
}
