/** Two-sided 95 % normal quantile. */
const Z95 = 1.959963984540054;

/**
 * Wilson's 95 % score interval of a proportion of `successes` in `n` trials (Wilson 1927); stays within [0, 1] and is
 * sound for small n. [0, 1] when n is 0: nothing is known.
 */
export function wilsonInterval(successes: number, n: number): readonly [low: number, high: number] {
  if (n === 0) return [0, 1];
  const share = successes / n;
  const z2 = (Z95 * Z95) / n;
  const centre = (share + z2 / 2) / (1 + z2);
  const half = (Z95 * Math.sqrt((share * (1 - share) + z2 / 4) / n)) / (1 + z2);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
