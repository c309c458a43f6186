/** A least-squares problem in the axes of its singular vectors: coefficients = Σ v·(share of z / s²). */
export interface OrthogonalFit {
  /** The squared singular values. */
  readonly squares: Float64Array;
  /** The singular vectors, one after the other, `(p, p)`. */
  readonly vectors: readonly Float64Array[];
  /** s·(u'y) for each. */
  readonly products: Float64Array;
  /** ‖y‖² outside the space of the columns. */
  readonly residual: number;
}

/**
 * Brings y ≈ Xw into singular axes: Householder's QR of [X y], then one-sided Jacobi rotations of R, which keep small singular
 * values exact when the columns differ in size (Golub and Van Loan, Matrix Computations, §5.2 and §8.6). `columns` are those of
 * X, all of length n, and are overwritten, as is y. O(n·p² + p³).
 */
export function orthogonalFit(columns: Float64Array[], y: Float64Array): OrthogonalFit {
  const p = columns.length;
  const all = [...columns, y];
  for (let k = 0; k < p; k++) reflect(all, k);
  let residual = 0;
  for (let i = p; i < y.length; i++) residual += y[i] * y[i];
  const rotated = columns.map((column) => {
    const upper = new Float64Array(p);
    upper.set(column.subarray(0, Math.min(p, column.length)));
    return upper;
  });
  for (let j = 0; j < p; j++) rotated[j].fill(0, j + 1);
  const vectors = rotated.map((_, j) => Float64Array.from({ length: p }, (_value, i) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60 && rotateAll(rotated, vectors); sweep++);
  const head = y.subarray(0, Math.min(p, y.length));
  return {
    squares: Float64Array.from(rotated, (column) => dot(column, column)),
    vectors,
    products: Float64Array.from(rotated, (column) => dot(head, column)),
    residual,
  };
}

/** Σ v·z·factor(s², index): the coefficients. */
export function coefficientsOf(fit: OrthogonalFit, factor: (square: number) => number): Float64Array {
  const w = new Float64Array(fit.vectors.length);
  fit.vectors.forEach((vector, k) => {
    const size = fit.products[k] * factor(fit.squares[k]);
    for (let j = 0; j < w.length; j++) w[j] += vector[j] * size;
  });
  return w;
}

/** Makes column k zero below its k-th place by a reflection, and applies that to the columns behind it. */
function reflect(columns: readonly Float64Array[], k: number): void {
  const pivot = columns[k];
  let squares = 0;
  for (let i = k; i < pivot.length; i++) squares += pivot[i] * pivot[i];
  if (squares === 0) return;
  const alpha = pivot[k] > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
  const normal = pivot.slice(k);
  normal[0] -= alpha;
  const scale = squares - alpha * pivot[k];
  for (let j = k + 1; j < columns.length; j++) {
    const tail = columns[j].subarray(k);
    const factor = dot(normal, tail) / scale;
    for (let i = 0; i < tail.length; i++) tail[i] -= factor * normal[i];
  }
  pivot[k] = alpha;
  pivot.fill(0, k + 1);
}

function rotateAll(columns: readonly Float64Array[], vectors: readonly Float64Array[]): boolean {
  let hasTurned = false;
  for (let i = 0; i < columns.length; i++) {
    for (let j = i + 1; j < columns.length; j++) {
      const a = dot(columns[i], columns[i]);
      const b = dot(columns[j], columns[j]);
      const c = dot(columns[i], columns[j]);
      if (Math.abs(c) <= 1e-15 * Math.sqrt(a) * Math.sqrt(b)) continue;
      hasTurned = true;
      const zeta = (b - a) / (2 * c);
      const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
      const cosine = 1 / Math.sqrt(1 + t * t);
      turn(columns[i], columns[j], cosine, cosine * t);
      turn(vectors[i], vectors[j], cosine, cosine * t);
    }
  }
  return hasTurned;
}

function turn(x: Float64Array, y: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < x.length; i++) {
    const before = x[i];
    x[i] = cosine * before - sine * y[i];
    y[i] = sine * before + cosine * y[i];
  }
}

/** Over the length of the first. */
function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}
