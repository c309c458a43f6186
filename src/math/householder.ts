/**
 * Householder's reduction of the column-major `(m, n)` matrix in `a`: the first `steps` columns become upper triangular, the
 * reflections are applied to all n columns, and below the diagonal stand zeros. Cost: 2·m·n·steps multiplications.
 */
export function triangularise(a: Float64Array, m: number, n: number, steps: number): void {
  for (let k = 0; k < Math.min(steps, m); k++) reflectColumn(a, m, n, k);
}

/** Zeroes column k below its diagonal by one reflection, applied to the columns k … n − 1. */
function reflectColumn(a: Float64Array, m: number, n: number, k: number): void {
  const head = k * m + k;
  const end = k * m + m;
  let largest = 0;
  for (let i = head; i < end; i++) largest = Math.max(largest, Math.abs(a[i]));
  if (largest === 0) return;
  let squares = 0;
  for (let i = head; i < end; i++) squares += (a[i] / largest) ** 2;
  const size = largest * Math.sqrt(squares);
  const alpha = a[head] >= 0 ? -size : size;
  a[head] -= alpha;
  // The reflection is I − v·vᵀ / (vᵀv / 2), and vᵀv / 2 = −alpha·v₀.
  const half = -alpha * a[head];
  for (let j = k + 1; j < n; j++) {
    const at = j * m + k - head;
    let sum = 0;
    for (let i = head; i < end; i++) sum += a[i] * a[i + at];
    const factor = sum / half;
    for (let i = head; i < end; i++) a[i + at] -= factor * a[i];
  }
  a[head] = alpha;
  a.fill(0, head + 1, end);
}

/** Writes row `row` of a matrix at `into[at]`, `into[at + stride]`, … */
export type RowWriter = (row: number, into: Float64Array, at: number, stride: number) => void;

/**
 * The triangle R of A = Q·R for a tall A of `rows` rows and `width` columns that is never held whole: block after block is stacked
 * under the R so far and reduced again. Column-major `(width, width)`. Of a right-hand side as the last column the result holds
 * Qᵀ·y and, in its corner, ± the length of the residual. Cost: about 2.5·rows·width² multiplications.
 */
export function triangleOf(rows: number, width: number, writeRow: RowWriter): Float64Array {
  const height = width + Math.max(64, 4 * width);
  const block = new Float64Array(height * width);
  for (let row = 0; row < rows; ) {
    let filled = width;
    while (filled < height && row < rows) writeRow(row++, block, filled++, height);
    for (let k = 0; k < width; k++) block.fill(0, k * height + filled, (k + 1) * height);
    triangularise(block, height, width, width);
  }
  const r = new Float64Array(width * width);
  for (let k = 0; k < width; k++) r.set(block.subarray(k * height, k * height + width), k * width);
  return r;
}

/**
 * As {@link triangularise} for the first n − 1 of n columns, exchanging these columns so that the diagonal falls in size; the last
 * column is a right-hand side. Stops where the diagonal is at most `tolerance` times its first element. Gives the rank and which
 * column stands at each place.
 */
export function pivotedTriangle(
  a: Float64Array,
  m: number,
  n: number,
  tolerance: number,
): { readonly rank: number; readonly order: Int32Array } {
  const width = n - 1;
  const order = Int32Array.from({ length: width }, (_, k) => k);
  let first = 0;
  for (let k = 0; k < Math.min(m, width); k++) {
    const sizes = Float64Array.from({ length: width - k }, (_, j) => sizeBelow(a, m, k + j, k));
    const size = sizes.reduce((most, value) => Math.max(most, value), 0);
    if (k === 0) first = size;
    if (!(size > tolerance * first)) return { rank: k, order };
    exchange(a, m, order, k, k + sizes.indexOf(size));
    reflectColumn(a, m, n, k);
  }
  return { rank: Math.min(m, width), order };
}

function sizeBelow(a: Float64Array, m: number, column: number, from: number): number {
  let squares = 0;
  for (let i = column * m + from; i < (column + 1) * m; i++) squares += a[i] * a[i];
  return Math.sqrt(squares);
}

function exchange(a: Float64Array, m: number, order: Int32Array, j: number, k: number): void {
  if (j === k) return;
  [order[j], order[k]] = [order[k], order[j]];
  const column = a.slice(j * m, (j + 1) * m);
  a.copyWithin(j * m, k * m, (k + 1) * m);
  a.set(column, k * m);
}
