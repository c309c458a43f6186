import type { Estimator } from "../estimator.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import type { Target } from "../target.js";
import { createDesign, type Design } from "./design-matrix.js";
import { addLinearOutputs } from "./graph.js";
import { minimiseSmooth } from "./minimise-smooth.js";
import { minimiseSparse } from "./minimise-sparse.js";
import type { QuantileRegressionModel } from "./model.js";
import { linearImportance, linearOutputs } from "./predict.js";
import { type Prepared, penaltyScales, prepare, termsOf } from "./prepare.js";
import { interiorPoint } from "./quantile-interior.js";
import { nearestVertex } from "./quantile-vertex.js";
import { type QuantileRegressionConfig, quantileRegression } from "./robust-config.js";
import type { Family } from "./smooth-problem.js";
import type { SmoothTask } from "./smooth-task.js";
import { weightedMedian } from "./weighted-median.js";

type PreparedNumbers = Prepared<Target & { readonly kind: "number" }>;

/** With more rows the loss is smoothed. */
const MOST_EXACT = 1_000_000;

/**
 * Quantile regression: minimises Σ weight·pinball loss / Σ weight + alpha·Σ |coefficient|, exactly, by an interior point and the corner
 * next to it. Above a million rows the loss's kink is rounded off over a width that shrinks as the rows grow (He and others, 2023).
 */
export const quantileRegressionEstimator: Estimator<QuantileRegressionConfig, QuantileRegressionModel> = {
  kind: "quantileRegression",
  learns: () => ["number"],
  fit: (config, frame, target, options) => {
    const full = quantileRegression(config);
    const prepared = prepare(full, frame, target, "number", options);
    return prepared.table.rows > MOST_EXACT
      ? fitSmoothed(full, prepared, options)
      : fitExactly(full, prepared, options);
  },
  predict: (model, frame) => ({ kind: "number", values: linearOutputs(model, frame)[0] }),
  addToGraph: (model, target) => ({ kind: "number", values: addLinearOutputs(model, target) }),
  importance: linearImportance,
};

function fitExactly(
  config: QuantileRegressionConfig,
  prepared: PreparedNumbers,
  options: FitOptions,
): QuantileRegressionModel {
  const { table, encodings, weights, total, columns } = prepared;
  const { fitIntercept, quantile, alpha } = config;
  const design = createDesign(table, encodings, { gram: true, check: () => checkNotCancelled(options) });
  const { y, middle, spread } = standardised(prepared, fitIntercept);
  const scales = penaltyScales(encodings, design.positions, config.standardize);
  const programme = {
    ...{ design, y, fitIntercept },
    above: weights.map((weight) => weight * quantile),
    below: weights.map((weight) => weight * (1 - quantile)),
    l1: scales.map((scale) => (alpha * total) / scale),
  };
  const found = interiorPoint(programme, {
    tolerance: config.tolerance,
    maxIterations: config.maxIterations,
    onIteration: (iteration) => {
      checkNotCancelled(options);
      options.onRound?.(iteration, config.maxIterations);
    },
  });
  const theta = inUnits(nearestVertex(programme, found), middle, spread);
  const { iterations, converged } = found;
  return {
    kind: "quantileRegression",
    ...termsOf({ columns, encodings }, design.positions, theta),
    iterations,
    converged,
  };
}

/** The target about its median, in units of its mean distance from there. */
function standardised({ target, weights, total }: PreparedNumbers, fitIntercept: boolean) {
  const middle = fitIntercept ? weightedMedian(target.values, weights) : 0;
  const distance = target.values.reduce((sum, value, i) => sum + weights[i] * Math.abs(value - middle), 0) / total;
  const spread = distance > 0 ? distance : 1;
  return { y: target.values.map((value) => (value - middle) / spread), middle, spread };
}

function inUnits(theta: Float64Array, middle: number, spread: number): Float64Array {
  return theta.map((value, j) => value * spread + (j === theta.length - 1 ? middle : 0));
}

function fitSmoothed(
  config: QuantileRegressionConfig,
  prepared: PreparedNumbers,
  options: FitOptions,
): QuantileRegressionModel {
  const { table, encodings, weights, columns } = prepared;
  const { y, middle, spread } = standardised(prepared, config.fitIntercept);
  const bandwidth = ((table.columns.length + Math.log(table.rows)) / table.rows) ** 0.4;
  const task: SmoothTask = {
    ...{ table, encodings, weights, options },
    outputs: 1,
    fitIntercept: config.fitIntercept,
    isSparse: config.alpha > 0,
    tolerance: 1e-8,
    maxIterations: config.maxIterations,
    start: [0],
    ridgeOf: (design) => new Float64Array(design.width),
    familyOf: (_, rowWeights, rows) =>
      smoothedPinball({
        y: rows === undefined ? y : Float64Array.from(rows, (row) => y[row]),
        weights: rowWeights,
        quantile: config.quantile,
        bandwidth,
      }),
  };
  const found =
    config.alpha === 0
      ? minimiseSmooth(task)
      : minimiseSparse(task, ({ design }) => l1Factors(config, prepared, design));
  const { iterations, converged, design } = found;
  const theta = inUnits(found.x, middle, spread);
  return {
    kind: "quantileRegression",
    ...termsOf({ columns, encodings }, design.positions, theta),
    iterations,
    converged,
  };
}

function l1Factors(config: QuantileRegressionConfig, { encodings }: PreparedNumbers, design: Design): Float64Array {
  const scales = penaltyScales(encodings, design.positions, config.standardize);
  return Float64Array.from({ length: design.width + 1 }, (_, j) => (j === design.width ? 0 : config.alpha / scales[j]));
}

interface SmoothedLoss {
  readonly y: Float64Array;
  readonly weights: Float64Array;
  readonly quantile: number;
  readonly bandwidth: number;
}

/** Pinball loss convolved with a logistic density of scale h: τ·r + h·log(1 + e^(−r/h)), at most h·log 2 above it. */
export function smoothedPinball({ y, weights, quantile, bandwidth: h }: SmoothedLoss): Family {
  return {
    outputs: 1,
    slopes: (from, count, z, r) => {
      let loss = 0;
      for (let i = 0; i < count; i++) {
        const residual = y[from + i] - z[i];
        const e = Math.exp(-Math.abs(residual) / h);
        const below = (residual > 0 ? e : 1) / (1 + e);
        loss += weights[from + i] * (quantile * residual + Math.max(-residual, 0) + h * Math.log1p(e));
        r[i] = weights[from + i] * (below - quantile);
      }
      return loss;
    },
    curvatures: (_, [z], from, out) => {
      for (let i = 0; i < out.length; i++) {
        const e = Math.exp(-Math.abs(y[from + i] - z[from + i]) / h);
        out[i] = (weights[from + i] * e) / (h * (1 + e) * (1 + e));
      }
    },
  };
}
