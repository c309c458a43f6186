import { explainedShare, isSingleRow } from "../regression/explained.js";
import { ascendingOrder } from "../score-order.js";
import { quantileInOrder } from "../weighted-quantile.js";
import type { Measure } from "./measure.js";
import { meanMeasure } from "./probability-measures.js";

/** All metrics of predicted numbers; the rows' weights are `base`. */
export function regressionMeasures(actual: Float64Array, predicted: Float64Array, base: Float64Array): Measure[] {
  const residuals = actual.map((y, row) => y - predicted[row]);
  const errors = residuals.map(Math.abs);
  const squares = errors.map((error) => error * error);
  const shares = errors.map((error, row) => error / Math.max(Math.abs(actual[row]), Number.EPSILON));
  const order = ascendingOrder(errors);
  return [
    {
      name: "rootMeanSquaredError",
      of: (weights) => Math.sqrt(meanSquare(residuals, weights)),
    },
    meanMeasure("meanAbsoluteError", errors, base),
    {
      name: "medianAbsoluteError",
      of: (weights) => quantileInOrder(errors, order, { level: 0.5, weights }),
    },
    meanMeasure("meanAbsolutePercentageError", shares, base),
    { name: "r2", of: (weights) => r2Of(actual, residuals, weights) },
    {
      name: "explainedVariance",
      of: (weights) => explainedShare(varianceOf(residuals, weights), varianceOf(actual, weights)),
    },
    meanMeasure("meanSquaredError", squares, base),
    {
      name: "maxError",
      of: (weights) =>
        errors.reduce((max, error, row) => (weights[row] > 0 && !(error <= max) ? error : max), Number.NaN),
      bootstrap: "none",
    },
  ];
}

/** R²; NaN of a single row. */
function r2Of(actual: Float64Array, residuals: Float64Array, weights: Float64Array): number {
  if (isSingleRow(weights.length, weights)) return Number.NaN;
  return explainedShare(meanSquare(residuals, weights), varianceOf(actual, weights));
}

function meanSquare(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    sum += weights[i] * values[i] * values[i];
    total += weights[i];
  }
  return sum / total;
}

/** Σ w·(x − x̄)² / Σ w, in two passes; exactly 0 for equal values. */
function varianceOf(values: Float64Array, weights: Float64Array): number {
  const shift =
    values[
      Math.max(
        0,
        weights.findIndex((weight) => weight > 0),
      )
    ];
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    sum += weights[i] * (values[i] - shift);
    total += weights[i];
  }
  const mean = sum / total;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += weights[i] * (values[i] - shift - mean) ** 2;
  return squares / total;
}
