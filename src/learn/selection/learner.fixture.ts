import type { AnyConfig, AnyModel, Learner } from "../estimator.js";
import type { FitOptions } from "../fit-options.js";
import type { Prediction } from "../prediction.js";
import type { Frame } from "../table.js";
import type { Target } from "../target.js";

/** Least squares on powers of the first column, or for classes their shares in bins of it. */
export interface CurveConfig extends AnyConfig {
  readonly kind: "polynomial" | "shares";
  /** Degree of the polynomial, or number of bins. */
  readonly size: number;
}

interface CurveModel extends AnyModel {
  readonly config: CurveConfig;
  readonly values: readonly (readonly number[])[];
  readonly classes: readonly string[];
}

/** A polynomial by weighted least squares; degree 0 is the mean. */
export const polynomial = (size: number): CurveConfig => ({ kind: "polynomial", size });

/** The weighted shares of the classes in `size` equal bins of [0, 1); empty bins say all alike. */
export const shares = (size: number): CurveConfig => ({ kind: "shares", size });

/** A learner of these two alone. */
export const curveLearner: Learner = {
  fit: (config, frame, target, options): CurveModel => {
    const own = config as CurveConfig;
    const x = firstColumn(frame);
    const w = options.weights ?? new Float64Array(frame.rows).fill(1);
    const values = own.kind === "polynomial" ? [solved(own.size, x, target, w)] : countedShares(own.size, x, target, w);
    return { kind: own.kind, columns: [], config: own, values, classes: target.kind === "class" ? target.classes : [] };
  },
  predict: (model, frame) => predicted(model as CurveModel, firstColumn(frame)),
  addToGraph: () => {
    throw new Error("not exported");
  },
  importance: () => [],
  learns: (config) => (config.kind === "shares" ? ["class"] : ["number", "relevance"]),
};

/** Keeps what each fit was given. */
export function recordingLearner(): {
  readonly learner: Learner;
  readonly fits: { frame: Frame; options: FitOptions }[];
} {
  const fits: { frame: Frame; options: FitOptions }[] = [];
  const fit: Learner["fit"] = (config, frame, target, options) => {
    fits.push({ frame, options });
    return curveLearner.fit(config, frame, target, options);
  };
  return { learner: { ...curveLearner, fit }, fits };
}

function firstColumn(frame: Frame): Float64Array {
  const [column] = frame.columns;
  if (column.kind !== "number") throw new Error("the first column is a number");
  return column.values;
}

/** Legendre polynomials on [−1, 1], which keep the normal equations well conditioned. */
function powers(x: number, degree: number): number[] {
  const z = 2 * x - 1;
  const list = [1, z];
  for (let k = 1; k < degree; k++) list.push(((2 * k + 1) * z * list[k] - k * list[k - 1]) / (k + 1));
  return list.slice(0, degree + 1);
}

function solved(degree: number, x: Float64Array, target: Target, w: Float64Array): number[] {
  if (target.kind === "class") throw new Error("a polynomial learns numbers");
  const size = degree + 1;
  const a = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  x.forEach((value, row) => {
    const p = powers(value, degree);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) a[i][j] += w[row] * p[i] * p[j];
      a[i][size] += w[row] * p[i] * target.values[row];
    }
  });
  for (let i = 0; i < size; i++) {
    a[i][i] += 1e-10;
    for (let r = 0; r < size; r++) {
      if (r === i) continue;
      const f = a[r][i] / a[i][i];
      for (let c = i; c <= size; c++) a[r][c] -= f * a[i][c];
    }
  }
  return a.map((row, i) => row[size] / row[i]);
}

const binOf = (x: number, bins: number): number => Math.min(bins - 1, Math.max(0, Math.floor(x * bins)));

function countedShares(bins: number, x: Float64Array, target: Target, w: Float64Array): number[][] {
  if (target.kind !== "class") throw new Error("shares are of classes");
  const sums = Array.from({ length: bins }, () => new Array<number>(target.classes.length).fill(1e-9));
  x.forEach((value, row) => {
    sums[binOf(value, bins)][target.codes[row]] += w[row];
  });
  return sums.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => count / total);
  });
}

function predicted({ config, values, classes }: CurveModel, x: Float64Array): Prediction {
  if (config.kind === "shares") {
    const probabilities = Float64Array.from(Array.from(x).flatMap((value) => values[binOf(value, config.size)]));
    return { kind: "class", classes, probabilities };
  }
  const [weights] = values;
  return {
    kind: "number",
    values: x.map((value) => powers(value, config.size).reduce((sum, p, i) => sum + p * weights[i], 0)),
  };
}
