/**
 * The median of `values`, the mean of the two middle ones when their number is even; NaN when there are none. Reorders `values`,
 * which must not hold NaN. Linear time on average (Hoare's selection, 1961, pivot in the middle).
 */
export function medianInPlace(values: Float64Array): number {
  const n = values.length;
  if (n === 0) return Number.NaN;
  const upper = select(values, n >> 1);
  if (n % 2 === 1) return upper;
  let lower = values[0];
  for (let i = 1; i < n >> 1; i++) lower = Math.max(lower, values[i]);
  return lower / 2 + upper / 2;
}

/** Puts the k-th smallest value at k, nothing larger before it, nothing smaller behind, and returns it. */
function select(values: Float64Array, k: number): number {
  let from = 0;
  let to = values.length - 1;
  while (from < to) {
    const pivot = values[(from + to) >> 1];
    let i = from;
    let j = to;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const moved = values[i];
      values[i++] = values[j];
      values[j--] = moved;
    }
    if (k <= j) to = j;
    else if (k >= i) from = i;
    else break;
  }
  return values[k];
}
