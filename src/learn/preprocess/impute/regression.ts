import { coefficientsOf, type OrthogonalFit, orthogonalFit } from "./orthogonal-fit.js";

/** The intercept and weights of one linear regression. */
export interface LinearFit {
  readonly intercept: number;
  readonly weights: Float64Array;
}

/**
 * y ≈ intercept + Σ weights·x over the rows `rows`, each with its weight. "leastSquares": the shortest solution where columns depend
 * on each other, in units of their spread; "bayesianRidge": the penalty by evidence maximisation (MacKay 1992; Tipping 2001, with
 * scikit-learn's priors of 1e-6, start, and stop at a change of 0.001).
 */
export function fitRegression(
  how: "bayesianRidge" | "leastSquares",
  columns: readonly Float64Array[],
  y: Float64Array,
  { rows, weights }: { readonly rows: Int32Array; readonly weights: Float64Array },
): LinearFit {
  let total = 0;
  for (const row of rows) total += weights[row];
  const centred = (values: Float64Array): { mean: number; values: Float64Array } => {
    let mean = 0;
    for (const row of rows) mean += (weights[row] / total) * values[row];
    return { mean, values: Float64Array.from(rows, (row) => Math.sqrt(weights[row]) * (values[row] - mean)) };
  };
  const x = columns.map(centred);
  const target = centred(y);
  const spread = target.values.reduce((sum, value) => sum + value * value, 0) / total;
  const w =
    how === "leastSquares"
      ? leastSquares(
          x.map(({ values }) => values),
          target.values,
        )
      : bayesianRidge(
          orthogonalFit(
            x.map(({ values }) => values),
            target.values,
          ),
          spread,
          total,
        );
  return { weights: w, intercept: x.reduce((sum, { mean }, j) => sum - mean * w[j], target.mean) };
}

function leastSquares(columns: Float64Array[], y: Float64Array): Float64Array {
  const norms = columns.map((column) => Math.sqrt(column.reduce((sum, value) => sum + value * value, 0)) || 1);
  columns.forEach((column, j) => {
    for (let i = 0; i < column.length; i++) column[i] /= norms[j];
  });
  const fit = orthogonalFit(columns, y);
  const largest = fit.squares.reduce((most, square) => Math.max(most, square), 0);
  const least = largest * (Math.max(y.length, columns.length) * Number.EPSILON) ** 2;
  return coefficientsOf(fit, (square) => (square > least ? 1 / square : 0)).map((weight, j) => weight / norms[j]);
}

const PRIOR = 1e-6;

function bayesianRidge(fit: OrthogonalFit, variance: number, total: number): Float64Array {
  let alpha = 1 / (variance + Number.EPSILON);
  let lambda = 1;
  let before: Float64Array | null = null;
  const solve = (): Float64Array => coefficientsOf(fit, (square) => 1 / (square + lambda / alpha));
  for (let round = 0; round < 300; round++) {
    const w = solve();
    let effective = 0;
    let residual = fit.residual;
    fit.squares.forEach((square, k) => {
      effective += (alpha * square) / (lambda + alpha * square);
      const left = lambda / alpha / (square + lambda / alpha);
      if (square > 0) residual += (fit.products[k] ** 2 / square) * left * left;
    });
    lambda = (effective + 2 * PRIOR) / (w.reduce((sum, weight) => sum + weight * weight, 0) + 2 * PRIOR);
    alpha = (total - effective + 2 * PRIOR) / (residual + 2 * PRIOR);
    const change =
      before === null ? Number.POSITIVE_INFINITY : w.reduce((sum, v, j) => sum + Math.abs(v - before![j]), 0);
    if (change < 1e-3) break;
    before = w;
  }
  return solve();
}
