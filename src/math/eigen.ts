/**
 * Eigenvalues of the symmetric tridiagonal matrix with `diagonal` d (m) and `offDiagonal` e (m − 1), in no order, by implicit QL
 * steps with Wilkinson's shift (Dubrulle, Martin and Wilkinson 1968). Each of `rows` (m) is multiplied from the right by the
 * eigenvectors: with the rows of a unit matrix they become the rows of the matrix of eigenvectors, with one of them just that
 * row. O(m²) for each row. Neither `diagonal` nor `offDiagonal` is changed.
 */
export function tridiagonalEigen(
  diagonal: Float64Array,
  offDiagonal: Float64Array,
  rows: readonly Float64Array[],
): Float64Array {
  const m = diagonal.length;
  const d = diagonal.slice();
  const e = new Float64Array(m);
  e.set(offDiagonal.subarray(0, m - 1));
  for (let l = 0; l < m; l++) {
    // Each step squares the smallness of e; 60 are far more than ever needed.
    for (let step = 0; step < 60; step++) {
      const end = blockEnd(d, e, l);
      if (end === l) break;
      qlStep({ d, e }, rows, l, end);
    }
  }
  return d;
}

/** The last index of the unreduced block that starts at `l`. */
function blockEnd(d: Float64Array, e: Float64Array, l: number): number {
  let end = l;
  while (end < d.length - 1) {
    const size = Math.abs(d[end]) + Math.abs(d[end + 1]);
    if (Math.abs(e[end]) + size === size) break;
    end++;
  }
  return end;
}

interface Tridiagonal {
  readonly d: Float64Array;
  readonly e: Float64Array;
}

function qlStep({ d, e }: Tridiagonal, rows: readonly Float64Array[], l: number, end: number): void {
  const half = (d[l + 1] - d[l]) / (2 * e[l]);
  const root = Math.hypot(half, 1);
  let g = d[end] - d[l] + e[l] / (half + (half >= 0 ? root : -root));
  let s = 1;
  let c = 1;
  let p = 0;
  for (let i = end - 1; i >= l; i--) {
    const f = s * e[i];
    const b = c * e[i];
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] -= p;
      e[end] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1] - p;
    const t = (d[i] - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
    for (const row of rows) {
      const right = row[i + 1];
      row[i + 1] = s * row[i] + c * right;
      row[i] = c * row[i] - s * right;
    }
  }
  d[l] -= p;
  e[l] = g;
  e[end] = 0;
}
