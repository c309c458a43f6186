/** Bits left above the bound: a bootstrap may draw a heavy row several times. */
const SPARE_BITS = 3;

/**
 * Rounds to multiples of a power of two, so coarse that sums of the rounded numbers are exact in a double, whatever their order, while
 * they stay below `bound`. Whole numbers stay as they are while `bound` is below 2⁴⁹.
 */
export function exactGrid(bound: number): (value: number) => number {
  if (!(bound > 0)) return () => 0;
  // Adding and taking away 1.5·2⁵² units pushes what is below one unit out of the mantissa.
  const push = 1.5 * 2 ** 52 * gridUnit(bound);
  return (value) => value + push - push;
}

/** The power of two whose multiples {@link exactGrid} rounds to. */
export function gridUnit(bound: number): number {
  return 2 ** Math.max(Math.ceil(Math.log2(bound)) + SPARE_BITS - 52, -1022);
}
