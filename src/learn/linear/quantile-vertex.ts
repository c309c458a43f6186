import { multiply, writeEncodedRow } from "./design-products.js";
import type { InteriorPoint, QuantileProgramme } from "./quantile-interior.js";

/** Candidates looked at for each parameter. */
const CANDIDATES = 4;
/** What is left of a row after elimination, below which it depends on the rows before. */
const DEPENDENT = 1e-9;

/** The costs of all residuals and weights. */
export function programmeCost(programme: QuantileProgramme, theta: Float64Array): number {
  const { design, y, above, below, l1 } = programme;
  const eta = multiply(design, theta);
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    const residual = y[i] - eta[i];
    sum += residual >= 0 ? above[i] * residual : -below[i] * residual;
  }
  return l1.reduce((total, factor, j) => total + factor * Math.abs(theta[j]), sum);
}

/**
 * The parameters of the corner next to an interior point: some minimum lies where as many rows are met exactly, or weights are 0, as
 * there are parameters, and those are held most firmly. The interior point's own where the corner is no better, up to rounding.
 */
export function nearestVertex(programme: QuantileProgramme, { theta, held }: InteriorPoint): Float64Array {
  const corner = solveHeld(programme, held);
  if (corner === null) return theta;
  const cost = programmeCost(programme, theta);
  return programmeCost(programme, corner) <= cost * (1 + 1e-9) ? corner : theta;
}

/** The θ that meets the equations held most firmly, as many as are independent of each other; null when they are too few. */
function solveHeld(programme: QuantileProgramme, held: Float64Array): Float64Array | null {
  const { design, fitIntercept } = programme;
  const size = design.width + 1;
  const needed = fitIntercept ? size : design.width;
  const order = firmest(held, CANDIDATES * size);
  const rows: Float64Array[] = [];
  const pivots: number[] = [];
  for (const i of order) {
    if (rows.length === needed) break;
    const row = equation(programme, i);
    const before = largestAt(row, size).value;
    rows.forEach((other, k) => {
      const factor = row[pivots[k]] / other[pivots[k]];
      if (factor !== 0) for (let j = 0; j <= size; j++) row[j] -= factor * other[j];
      row[pivots[k]] = 0;
    });
    const pivot = largestAt(row, size);
    if (!(pivot.value > DEPENDENT * before)) continue;
    rows.push(row);
    pivots.push(pivot.at);
  }
  if (rows.length < needed) return null;
  const theta = new Float64Array(size);
  for (let k = rows.length - 1; k >= 0; k--) {
    let sum = rows[k][size];
    for (let later = k + 1; later < rows.length; later++) sum -= rows[k][pivots[later]] * theta[pivots[later]];
    theta[pivots[k]] = sum / rows[k][pivots[k]];
  }
  return theta;
}

/** One row's numbers, a 1 for the intercept, and its target; or that a weight is 0. */
function equation({ design, y, l1, fitIntercept }: QuantileProgramme, i: number): Float64Array {
  const size = design.width + 1;
  const row = new Float64Array(size + 1);
  if (i >= design.rows) {
    const penalised = Array.from(l1.keys()).filter((j) => l1[j] > 0);
    row[penalised[i - design.rows]] = 1;
    return row;
  }
  writeEncodedRow(design, i, row, 0, 1);
  row[design.width] = fitIntercept ? 1 : 0;
  row[size] = y[i];
  return row;
}

function firmest(held: Float64Array, count: number): Int32Array {
  const order = Int32Array.from(held.keys()).sort((a, b) => held[b] - held[a] || a - b);
  return order.subarray(0, count);
}

function largestAt(row: Float64Array, size: number): { readonly at: number; readonly value: number } {
  let at = 0;
  for (let j = 1; j < size; j++) if (Math.abs(row[j]) > Math.abs(row[at])) at = j;
  return { at, value: Math.abs(row[at]) };
}
