import { GyreError } from "../../core/index.js";
import { choleskySolve, shiftedCholesky, sumOf } from "../../math/index.js";
import type { FitOptions } from "../fit-options.js";
import type { ClassTarget, Target } from "../target.js";
import type { Design } from "./design-matrix.js";
import { encodedWidth } from "./encodings.js";
import type { LogisticRegressionConfig } from "./logistic-config.js";
import { binaryFamily, softmaxFamily } from "./logistic-families.js";
import { MOST_FACTORISED, minimiseSmooth, type SmoothMinimum } from "./minimise-smooth.js";
import { minimiseSparse } from "./minimise-sparse.js";
import type { LogisticRegressionModel } from "./model.js";
import { type Prepared, penaltyScales, termsOf } from "./prepare.js";
import { outputsOf, smoothProblem } from "./smooth-problem.js";
import type { SmoothTask } from "./smooth-task.js";

/** Rows with classes, and the factor of each class's rows. */
export type PreparedClasses = Prepared<Target & ClassTarget> & { readonly classWeights: Float64Array };

/** Keeps the log-odds of labels that are all alike finite: ±34.5. */
const LEAST_SHARE = 1e-15;

/** Fits the classes that have rows. */
export function fitClasses(
  config: LogisticRegressionConfig,
  prepared: PreparedClasses,
  options: FitOptions,
): LogisticRegressionModel {
  const { target, columns, encodings } = prepared;
  const rows = new Float64Array(target.classes.length);
  for (let i = 0; i < target.codes.length; i++) rows[target.codes[i]]++;
  const seen = target.classes.flatMap((_, code) => (rows[code] > 0 ? [code] : []));
  const head = { kind: "logistic" as const, columns, classes: [...target.classes], seen };
  if (seen.length === 1) {
    const width = encodings.reduce((sum, encoding) => sum + encodedWidth(encoding), 0);
    const sign = target.classes.length === 2 && seen[0] === 0 ? -1 : 1;
    const intercepts = [sign * Math.log((1 - LEAST_SHARE) / LEAST_SHARE)];
    const constant = { weights: new Array<number>(width).fill(0), intercepts, converged: true, iterations: 0 };
    return { ...head, encodings, ...constant };
  }
  const task = taskOf(config, prepared, seen, options);
  const { l1 } = config;
  const found = l1 > 0 ? minimiseSparse(task, ({ design }) => l1Factors(config, task, design)) : minimiseSmooth(task);
  if (l1 === 0 && config.l2 === 0) refuseSeparated(task, found);
  centre(found.x, task.outputs, l1 > 0 ? 1 : found.design.width + 1);
  const { converged, iterations } = found;
  return { ...head, ...termsOf({ columns, encodings }, found.design.positions, found.x), converged, iterations };
}

function taskOf(
  config: LogisticRegressionConfig,
  prepared: PreparedClasses,
  seen: readonly number[],
  options: FitOptions,
): SmoothTask {
  const { table, encodings, target, classWeights } = prepared;
  const isWhole = seen.length === target.classes.length;
  const placeOf = Int32Array.from(target.classes, (_, code) => seen.indexOf(code));
  const codes = isWhole ? target.codes : target.codes.map((code) => placeOf[code]);
  const isEven = classWeights.every((weight) => weight === 1);
  const weights = isEven
    ? prepared.weights
    : prepared.weights.map((weight, i) => weight * classWeights[target.codes[i]]);
  const outputs = seen.length === 2 ? 1 : seen.length;
  const pick = (rows: Int32Array | undefined): Int32Array =>
    rows === undefined ? codes : rows.map((row) => codes[row]);
  return {
    ...{ table, encodings, weights, outputs, options },
    fitIntercept: config.fitIntercept,
    isSparse: config.l1 > 0,
    tolerance: config.tolerance,
    maxIterations: config.maxIterations,
    start: config.fitIntercept ? startOf(codes, weights, seen.length) : new Array<number>(outputs).fill(0),
    ridgeOf: (design) =>
      penaltyScales(encodings, design.positions, config.standardize).map((scale) => config.l2 / scale ** 2),
    familyOf: (design, rowWeights, rows) =>
      outputs === 1
        ? binaryFamily(design, new Float64Array(pick(rows)), rowWeights)
        : softmaxFamily(pick(rows), outputs, rowWeights),
  };
}

/** The intercepts that give the classes their shares. */
function startOf(codes: Int32Array, weights: Float64Array, classes: number): number[] {
  const sums = new Float64Array(classes);
  for (let i = 0; i < codes.length; i++) sums[codes[i]] += weights[i];
  if (classes === 2) return [Math.log(sums[1] / sums[0])];
  const logs = Array.from(sums, Math.log);
  const mean = logs.reduce((sum, value) => sum + value, 0) / classes;
  return logs.map((value) => value - mean);
}

function l1Factors(config: LogisticRegressionConfig, task: SmoothTask, design: Design): Float64Array {
  const scales = penaltyScales(task.encodings, design.positions, config.standardize);
  const size = design.width + 1;
  return Float64Array.from({ length: size * task.outputs }, (_, at) =>
    at % size === design.width ? 0 : config.l1 / scales[at % size],
  );
}

/** The outputs of three classes or more are decided up to a common number: it is taken so that the last `count` of each add up to 0. */
function centre(theta: Float64Array, outputs: number, count: number): void {
  if (outputs === 1) return;
  const size = theta.length / outputs;
  for (let position = size - count; position < size; position++) {
    let mean = 0;
    for (let k = 0; k < outputs; k++) mean += theta[k * size + position] / outputs;
    for (let k = 0; k < outputs; k++) theta[k * size + position] -= mean;
  }
}

/**
 * Without a penalty there is no minimum when some direction separates the classes, wholly or but for ties: the gradient fades, yet
 * Newton's step still moves scores by about 1.
 */
function refuseSeparated(task: SmoothTask, found: SmoothMinimum): void {
  const { design, x } = found;
  if (!found.converged || x.length > MOST_FACTORISED) return;
  const family = task.familyOf(design, task.weights, undefined);
  const total = sumOf(task.weights);
  const ridge = new Float64Array(design.width);
  const factor = shiftedCholesky(
    smoothProblem({ design, family, total, ridge, fitIntercept: task.fitIntercept, isSparse: false }).hessian(x),
    x.length,
  );
  const step = found.gradient.map((value) => -value);
  if (factor !== null) choleskySolve(factor, x.length, step, step);
  const moves = outputsOf(design, step).some((values) => values.some((value) => Math.abs(value) > 0.1));
  if (factor !== null && !moves) return;
  throw new GyreError(
    "learn.bad_table",
    "logistic: the columns separate the classes, so without a penalty no fit is best",
    {
      hint: "Set l2 (or l1) above 0.",
    },
  );
}
