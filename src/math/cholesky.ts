/**
 * Overwrites the lower triangle of the symmetric `a`, `(n, n)` row-major, with L of a = L·Lᵀ. Returns false, with `a` spoiled,
 * when `a` is not positive definite: when a pivot is not above `minPivot` times the diagonal element that it started from. Cost:
 * n³ / 6 multiplications.
 */
export function choleskyInPlace(a: Float64Array, n: number, minPivot = 0): boolean {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      const other = j * n;
      let sum = a[row + j];
      for (let k = 0; k < j; k++) sum -= a[row + k] * a[other + k];
      a[row + j] = sum / a[other + j];
    }
    const diagonal = a[row + i];
    let sum = diagonal;
    for (let k = 0; k < i; k++) sum -= a[row + k] * a[row + k];
    if (!(sum > minPivot * Math.abs(diagonal))) return false;
    a[row + i] = Math.sqrt(sum);
  }
  return true;
}

/** `x` becomes the solution of L·Lᵀ·x = b, by substitution forwards and back; `b` may be `x` itself. */
export function choleskySolve(l: Float64Array, n: number, b: Float64Array, x: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= l[i * n + k] * x[k];
    x[i] = sum / l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    const value = (x[i] /= l[i * n + i]);
    for (let k = 0; k < i; k++) x[k] -= l[i * n + k] * value;
  }
}

/**
 * L of a + shift·diag(a) = L·Lᵀ for a positive semidefinite `a` (lower triangle, `(n, n)`), with the smallest of the shifts 0,
 * 1e-12, 1e-10, … 1e-2 that makes it definite; an element of the diagonal that is 0 counts as 1. Null when none does.
 */
export function shiftedCholesky(a: Float64Array, n: number): Float64Array | null {
  for (let shift = 0; shift <= 1e-2; shift = shift === 0 ? 1e-12 : shift * 100) {
    const l = a.slice();
    for (let i = 0; i < n; i++) l[i * n + i] = a[i * n + i] === 0 ? 1 : a[i * n + i] * (1 + shift);
    if (choleskyInPlace(l, n, 1e-14)) return l;
  }
  return null;
}
