const real = new Float64Array(1);
const bits = new BigInt64Array(real.buffer);

/** The smallest double above `x`. */
export function nextUp(x: number): number {
  if (Number.isNaN(x) || x === Number.POSITIVE_INFINITY) return x;
  if (x === 0) return Number.MIN_VALUE;
  real[0] = x;
  bits[0] += x > 0 ? 1n : -1n;
  return real[0];
}
