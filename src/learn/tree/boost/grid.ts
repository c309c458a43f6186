/**
 * The number by which values up to `largest` in size are rounded so that any sum of `count` of them is exact: x + C − C is x to a
 * multiple of a power of two, coarse enough for the sums to fit the 53 bits of a double. Then no sum depends on the order of its
 * terms, on threads or on how histograms are subtracted. At a million rows 33 bits are left.
 */
export function gridOf(largest: number, count: number): number {
  if (largest === 0) return 0;
  const ofLargest = Math.max(-900, Math.floor(Math.log2(largest)) + 1);
  const ofCount = Math.ceil(Math.log2(count + 1));
  return 1.5 * 2 ** (ofLargest + ofCount - 1);
}
