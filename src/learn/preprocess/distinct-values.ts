/** The different values in ascending order; −0 and 0 are one value. NaN is not allowed. */
export function distinctValues(values: Float64Array): Float64Array {
  const sorted = values.map((value) => value + 0).sort();
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[count - 1]) sorted[count++] = sorted[i];
  }
  return sorted.slice(0, count);
}

/** The place of `value` among the ascending `distinct`, which has it. */
export function placeOf(distinct: Float64Array, value: number): number {
  let low = 0;
  let high = distinct.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (distinct[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
