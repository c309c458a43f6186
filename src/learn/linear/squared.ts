import { choleskyInPlace, choleskySolve, minimumNormSolution, type RowWriter, triangleOf } from "../../math/index.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import type { Table } from "../table.js";
import { CHECKED_ROWS, createDesign, type Design } from "./design-matrix.js";
import { fromArray, multiply, multiplyTransposed, weightedGram, writeEncodedRow } from "./design-products.js";
import { encodedWidth } from "./encodings.js";
import type { LinearEncoding } from "./model.js";
import { penaltyScales } from "./prepare.js";

/** Rows, their numbers centred by weight, and a target to come near to in the sense of least squares. */
export interface SquaresProblem {
  readonly design: Design;
  readonly weights: Float64Array;
  readonly total: number;
  /** The weighted mean of each number, 0 without an intercept. */
  readonly means: Float64Array;
  readonly yMean: number;
  /** The target less its mean. */
  readonly y: Float64Array;
  /** A weight divided by its scale is a penalised coefficient. */
  readonly scales: Float64Array;
}

/** What a {@link SquaresProblem} is made of. */
export interface SquaresInput {
  readonly table: Table;
  readonly encodings: readonly LinearEncoding[];
  readonly weights: Float64Array;
  readonly total: number;
  readonly values: Float64Array;
  readonly fitIntercept: boolean;
  readonly standardize: boolean;
  readonly options: FitOptions;
}

/** Encodes and centres; room for the products of all pairs of numbers is made where `gram` says so, given rows and numbers. */
export function squaresProblem(input: SquaresInput, gram: (rows: number, width: number) => boolean): SquaresProblem {
  const { table, encodings, weights, total, values, fitIntercept } = input;
  const width = encodings.reduce((sum, encoding) => sum + encodedWidth(encoding), 0);
  const design = createDesign(table, encodings, {
    gram: gram(table.rows, width),
    check: () => checkNotCancelled(input.options),
  });
  const means = fitIntercept
    ? multiplyTransposed(design, weights).map((sum) => sum / total)
    : new Float64Array(width + 1);
  const yMean = fitIntercept ? meanOf(values, weights, total) : 0;
  return {
    ...{ design, weights, total, yMean },
    means: means.subarray(0, width),
    y: values.map((value) => value - yMean),
    scales: penaltyScales(encodings, design.positions, input.standardize),
  };
}

/** The mean, with what rounding left of it added in a second pass. */
function meanOf(values: Float64Array, weights: Float64Array, total: number): number {
  const once = values.reduce((sum, value, i) => sum + weights[i] * value, 0) / total;
  return once + values.reduce((sum, value, i) => sum + weights[i] * (value - once), 0) / total;
}

/** The parameters in a design's order, the intercept that goes with centred numbers last. */
export function withIntercept({ means, yMean }: SquaresProblem, weights: Float64Array): Float64Array {
  const theta = new Float64Array(weights.length + 1);
  theta.set(weights);
  theta[weights.length] = weights.reduce((sum, weight, j) => sum - weight * means[j], yMean);
  return theta;
}

/** Standardised numbers below it have no square; a column of them was too narrow to be standardised, and counts as constant. */
const LEAST_SIZE = 1e-150;

/**
 * The weights with the least Σ weight·(y − η)² + alpha·Σ coefficient², with alpha 0 and several such those with the least Σ
 * coefficient²; by Householder's reduction, so without the loss of precision of normal equations. Numbers that do not vary get 0.
 */
export function solveByReflections(
  problem: SquaresProblem,
  alpha: number,
): { readonly weights: Float64Array; readonly rank: number } {
  const { design, scales } = problem;
  const { rows, width } = design;
  const writeRow = centredRows(problem, alpha);
  const height = rows + (alpha > 0 ? width : 0);
  let m = height;
  let a: Float64Array;
  if (height > 2 * (width + 1)) {
    m = width + 1;
    a = triangleOf(height, m, writeRow);
  } else {
    a = new Float64Array(height * (width + 1));
    for (let row = 0; row < height; row++) writeRow(row, a, row, height);
  }
  const live = Int32Array.from({ length: width }, (_, j) => j).filter((j) =>
    a.subarray(j * m, (j + 1) * m).some((v) => v !== 0),
  );
  const reduced = new Float64Array(m * (live.length + 1));
  live.forEach((j, k) => {
    reduced.set(a.subarray(j * m, (j + 1) * m), k * m);
  });
  reduced.set(a.subarray(width * m), live.length * m);
  const tolerance = Math.max(1e-13, 8 * Math.sqrt(rows) * Number.EPSILON);
  const liveScales = Float64Array.from(live, (j) => scales[j]);
  const { x, rank } = minimumNormSolution({ a: reduced, m, n: live.length, tolerance, scales: liveScales });
  const weights = new Float64Array(width);
  live.forEach((j, k) => {
    weights[j] = x[k];
  });
  return { weights, rank };
}

/** Row after row √weight·(x − mean | y), then for a penalty the diagonal √alpha / scale. */
function centredRows(problem: SquaresProblem, alpha: number): RowWriter {
  const { design, weights, means, y, scales } = problem;
  const { rows, width } = design;
  return (row, into, at, stride) => {
    if (row >= rows) {
      for (let j = 0; j <= width; j++) into[at + j * stride] = 0;
      into[at + (row - rows) * stride] = Math.sqrt(alpha) / scales[row - rows];
      return;
    }
    if (row % CHECKED_ROWS === 0) design.check();
    writeEncodedRow(design, row, into, at, stride);
    const root = Math.sqrt(weights[row]);
    for (let j = 0; j < width; j++) {
      const value = into[at + j * stride] - means[j];
      into[at + j * stride] = Math.abs(value) < LEAST_SIZE ? 0 : root * value;
    }
    into[at + width * stride] = root * y[row];
  };
}

/** Xᵀ·diag(weights)·X of the centred numbers, symmetric `(width, width)`. */
export function centredGram({ design, weights, means, total }: SquaresProblem): Float64Array {
  const { width } = design;
  const whole = weightedGram(design, fromArray(weights));
  const gram = new Float64Array(width * width);
  for (let j = 0; j < width; j++) {
    for (let k = 0; k < width; k++) gram[j * width + k] = whole[j * (width + 1) + k] - total * means[j] * means[k];
  }
  return gram;
}

/** Xᵀ·diag(weights)·r of the centred numbers, `(width)`. */
export function centredProducts({ design, weights, means }: SquaresProblem, r: Float64Array): Float64Array {
  const sums = multiplyTransposed(
    design,
    r.map((value, i) => value * weights[i]),
  );
  const total = sums[design.width];
  return sums.subarray(0, design.width).map((sum, j) => sum - total * means[j]);
}

/**
 * Ridge by Cholesky's factorisation of the normal equations, of which there are as many as numbers, refined by what the rows leave of
 * the gradient. Null when they are not definite enough.
 */
export function solveNormalEquations(problem: SquaresProblem, alpha: number): Float64Array | null {
  const { design, scales, y } = problem;
  const { width } = design;
  const l = centredGram(problem);
  for (let j = 0; j < width; j++) l[j * width + j] += alpha / scales[j] ** 2;
  if (!choleskyInPlace(l, width, 1e-12)) return null;
  const weights = new Float64Array(width);
  for (let round = 0; round < 3; round++) {
    const eta = multiply(design, withIntercept({ ...problem, yMean: 0 }, weights));
    const left = centredProducts(
      problem,
      y.map((value, i) => value - eta[i]),
    );
    const step = left.map((value, j) => value - (alpha * weights[j]) / scales[j] ** 2);
    choleskySolve(l, width, step, step);
    for (let j = 0; j < width; j++) weights[j] += step[j];
  }
  return weights;
}

/** Ridge for fewer rows than numbers: (X·P·Xᵀ + alpha·I)·a = y and weights = P·Xᵀ·a, P the squared scales. */
export function solveDual(problem: SquaresProblem, alpha: number): Float64Array {
  const { design, scales } = problem;
  const { rows, width } = design;
  const x = new Float64Array(rows * (width + 1));
  const writeRow = centredRows(problem, 0);
  for (let row = 0; row < rows; row++) writeRow(row, x, row * (width + 1), 1);
  for (let row = 0; row < rows; row++) for (let j = 0; j < width; j++) x[row * (width + 1) + j] *= scales[j];
  const l = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k <= i; k++) l[i * rows + k] = rowProduct(x, width, i, k) + (i === k ? alpha : 0);
  }
  if (!choleskyInPlace(l, rows, 1e-14)) return solveByReflections(problem, alpha).weights;
  const a = new Float64Array(rows);
  const weights = new Float64Array(width);
  for (let round = 0; round < 3; round++) {
    const left = a.map((value, i) => {
      let sum = x[i * (width + 1) + width] - alpha * value;
      for (let j = 0; j < width; j++) sum -= x[i * (width + 1) + j] * weights[j];
      return sum;
    });
    choleskySolve(l, rows, left, left);
    for (let i = 0; i < rows; i++) {
      a[i] += left[i];
      for (let j = 0; j < width; j++) weights[j] += x[i * (width + 1) + j] * left[i];
    }
  }
  return weights.map((value, j) => value * scales[j]);
}

function rowProduct(x: Float64Array, width: number, i: number, k: number): number {
  let sum = 0;
  for (let j = 0; j < width; j++) sum += x[i * (width + 1) + j] * x[k * (width + 1) + j];
  return sum;
}
