/** One-sided rotations stop once no two columns are further from orthogonal than this, relative to their lengths. */
const ORTHOGONAL = 1e-15;
const MAX_SWEEPS = 60;

/**
 * The singular value decomposition of a small matrix given by its columns (each of equal length), which are overwritten: they
 * become U·Σ, in order of falling length. Gives the singular values and V as its columns. One-sided Jacobi (Hestenes 1958; pivots
 * as de Rijk 1989): small singular values keep their digits, which those from a Gram matrix lose below 1e−8 of the largest.
 * O(sweeps · rows · columns²), with 5 to 10 sweeps.
 */
export function jacobiSvd(columns: Float64Array[]): { readonly values: Float64Array; readonly v: Float64Array[] } {
  const k = columns.length;
  const v = columns.map((_, j) => {
    const unit = new Float64Array(k);
    unit[j] = 1;
    return unit;
  });
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    sortByLength(columns, v);
    if (!rotateAll(columns, v)) break;
  }
  sortByLength(columns, v);
  return { values: Float64Array.from(columns, length), v };
}

/** The Euclidean length, without overflow. */
export function length(vector: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i]));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += (vector[i] / largest) ** 2;
  return largest * Math.sqrt(squares);
}

function rotateAll(columns: Float64Array[], v: Float64Array[]): boolean {
  let turned = false;
  for (let i = 0; i < columns.length - 1; i++) {
    for (let j = i + 1; j < columns.length; j++) turned = rotatePair(columns, v, i, j) || turned;
  }
  return turned;
}

/** Makes columns i and j orthogonal; says whether they were not. */
function rotatePair(columns: readonly Float64Array[], v: readonly Float64Array[], i: number, j: number): boolean {
  const x = columns[i];
  const y = columns[j];
  let alpha = 0;
  let beta = 0;
  let gamma = 0;
  for (let r = 0; r < x.length; r++) {
    alpha += x[r] * x[r];
    beta += y[r] * y[r];
    gamma += x[r] * y[r];
  }
  if (Math.abs(gamma) <= ORTHOGONAL * Math.sqrt(alpha) * Math.sqrt(beta) || gamma === 0) return false;
  const zeta = (beta - alpha) / (2 * gamma);
  const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const c = 1 / Math.hypot(1, t);
  turn(x, y, c, c * t);
  turn(v[i], v[j], c, c * t);
  return true;
}

function turn(x: Float64Array, y: Float64Array, c: number, s: number): void {
  for (let r = 0; r < x.length; r++) {
    const left = x[r];
    x[r] = c * left - s * y[r];
    y[r] = s * left + c * y[r];
  }
}

function sortByLength(columns: Float64Array[], v: Float64Array[]): void {
  const keyed = columns.map((column, j) => ({ column, right: v[j], size: length(column) }));
  keyed.sort((a, b) => b.size - a.size);
  keyed.forEach(({ column, right }, j) => {
    columns[j] = column;
    v[j] = right;
  });
}
