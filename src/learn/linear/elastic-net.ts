import type { Estimator } from "../estimator.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import type { Frame } from "../table.js";
import type { Target } from "../target.js";
import { termsInUnits } from "./coefficients.js";
import { descend, type Quadratic, type SparseMinimum, type SparsePenalty } from "./coordinate-descent.js";
import { addLinearOutputs } from "./graph.js";
import type { SparseModel } from "./model.js";
import { linearImportance, linearOutputs } from "./predict.js";
import { isPaired, quadraticOf } from "./quadratics.js";
import { type Given, readConfig } from "./read-config.js";
import { ridgeWeights, squares } from "./ridge.js";
import type { SquaresProblem } from "./squared.js";
import { type ElasticNetConfig, elasticNet, type LassoConfig, lasso } from "./squared-config.js";

/** The lasso, by coordinate descent. */
export const lassoEstimator = estimatorOf("lasso", (config: LassoConfig) => ({ ...lasso(config), l1Ratio: 1 }));

/** The elastic net, by coordinate descent. */
export const elasticNetEstimator = estimatorOf("elasticNet", (config: ElasticNetConfig) => elasticNet(config));

type SparseConfig = Omit<ElasticNetConfig, "kind"> & { readonly kind: string };

function estimatorOf<C extends LassoConfig | ElasticNetConfig>(
  kind: C["kind"],
  read: (config: C) => SparseConfig,
): Estimator<C, SparseModel<C["kind"]>> {
  return {
    kind,
    learns: () => ["number"],
    fit: (config, frame, target, options) => fitSparse(kind, read(config), { frame, target }, options),
    predict: (model, frame) => ({ kind: "number", values: linearOutputs(model, frame)[0] }),
    addToGraph: (model, target) => ({ kind: "number", values: addLinearOutputs(model, target) }),
    importance: linearImportance,
  };
}

function fitSparse<K extends "lasso" | "elasticNet">(
  kind: K,
  config: SparseConfig,
  data: { readonly frame: Frame; readonly target: Target },
  options: FitOptions,
): SparseModel<K> {
  const { alpha, l1Ratio } = config;
  const { problem, finish } = squares(config, data, options, isPaired);
  if (alpha * l1Ratio === 0) {
    const weights = ridgeWeights(problem, alpha * problem.total);
    return { kind, ...finish(weights), gap: 0, converged: true, iterations: 1 };
  }
  const quadratic = quadraticOf(problem);
  const start = new Float64Array(quadratic.width);
  const found = descendFor(quadratic, penaltyOf(problem, alpha, l1Ratio), { start, config, options });
  const { sweeps, gap } = found;
  const relative = quadratic.yy === 0 ? 0 : gap / quadratic.yy;
  return { kind, ...finish(found.v), gap: relative, converged: relative <= config.tolerance, iterations: sweeps };
}

/** The factors of a weight on scaled numbers, next to half the sum of squares. */
function penaltyOf({ total, scales }: SquaresProblem, alpha: number, l1Ratio: number): SparsePenalty {
  return {
    l1: scales.map((scale) => (total * alpha * l1Ratio) / scale),
    l2: scales.map((scale) => (total * alpha * (1 - l1Ratio)) / scale ** 2),
  };
}

function descendFor(
  quadratic: Quadratic,
  penalty: SparsePenalty,
  search: { readonly start: Float64Array; readonly config: SparseConfig; readonly options: FitOptions },
): SparseMinimum {
  const { tolerance, maxIterations } = search.config;
  return descend(quadratic, penalty, search.start, {
    gap: tolerance * quadratic.yy,
    maxSweeps: maxIterations,
    onSweep: (sweep) => {
      checkNotCancelled(search.options);
      search.options.onRound?.(sweep, maxIterations);
    },
  });
}

/** Hyperparameters of a path of elastic nets from strong to weak penalties. */
export interface PathConfig extends Omit<ElasticNetConfig, "kind" | "alpha"> {
  /** How many alphas there are. scikit-learn: `n_alphas` (`alphas` from 1.9 on). */
  readonly count: number;
  /** The last alpha as a share of the first, the least with which all coefficients are 0. scikit-learn: `eps`. */
  readonly epsilon: number;
  /** Alphas to take instead. */
  readonly alphas?: readonly number[];
}

/** The fits of a path. */
export interface ElasticNetPath {
  /** From the largest to the smallest. */
  readonly alphas: readonly number[];
  /** Of each number that a row is encoded as. */
  readonly names: readonly string[];
  /** The coefficients at each alpha, in the columns' own units. */
  readonly values: readonly (readonly number[])[];
  readonly intercepts: readonly number[];
  /** The duality gap at each alpha, relative to the squares of the centred target. */
  readonly gaps: readonly number[];
  readonly iterations: readonly number[];
}

/**
 * Elastic nets from the alpha that makes all coefficients 0 down, each starting from the one before. scikit-learn's `enet_path`.
 * Throws as a fit does.
 *
 * @example
 * ```ts
 * const { alphas, values } = elasticNetPath({ l1Ratio: 0.5, count: 20 }, table, numberTarget(y));
 * ```
 */
export function elasticNetPath(
  config: Partial<PathConfig>,
  frame: Frame,
  target: Target,
  options: FitOptions = {},
): ElasticNetPath {
  const { count, epsilon, alphas: given, ...rest } = readPath(config);
  const full: SparseConfig = { ...elasticNet(rest as Given<ElasticNetConfig>) };
  const { problem, finish } = squares(full, { frame, target }, options, isPaired);
  const quadratic = quadraticOf(problem);
  const alphas =
    given === undefined
      ? alphasOf(quadratic, problem, full.l1Ratio, { count, epsilon })
      : [...given].sort((a, b) => b - a);
  let start = new Float64Array(quadratic.width);
  const steps = alphas.map((alpha) => {
    const found = descendFor(quadratic, penaltyOf(problem, alpha, full.l1Ratio), { start, config: full, options });
    start = found.v.slice();
    return { ...found, units: termsInUnits(finish(found.v)) };
  });
  return {
    alphas,
    names: steps[0].units.names,
    values: steps.map(({ units }) => units.values[0]),
    intercepts: steps.map(({ units }) => units.intercepts[0]),
    gaps: steps.map(({ gap }) => (quadratic.yy === 0 ? 0 : gap / quadratic.yy)),
    iterations: steps.map(({ sweeps }) => sweeps),
  };
}

/** Lassos from strong to weak penalties; see {@link elasticNetPath}. scikit-learn's `lasso_path`. */
export function lassoPath(
  config: Partial<Omit<PathConfig, "l1Ratio">>,
  frame: Frame,
  target: Target,
  options: FitOptions = {},
): ElasticNetPath {
  return elasticNetPath({ ...config, l1Ratio: 1 }, frame, target, options);
}

function readPath(config: Partial<PathConfig>): PathConfig {
  const { kind: _, alpha: __, ...defaults } = elasticNet();
  const isAlphas = (value: unknown): boolean =>
    Array.isArray(value) && value.length > 0 && value.every((alpha) => typeof alpha === "number" && alpha > 0);
  const passed = { accepts: () => true, expected: "" };
  const rules = {
    ...Object.fromEntries(Object.keys(defaults).map((name) => [name, passed])),
    count: { min: 1, max: 100_000, whole: true },
    epsilon: { min: 0, max: 1, open: true, openMax: true },
    alphas: { accepts: isAlphas, expected: "numbers above 0" },
    l1Ratio: { min: 0, max: 1, open: true },
  };
  return readConfig({ kind: "elasticNetPath", ...defaults, count: 100, epsilon: 1e-3 }, config, rules);
}

/** Geometrically from the least alpha with which all weights are 0. */
function alphasOf(
  quadratic: Quadratic,
  { scales, total }: SquaresProblem,
  l1Ratio: number,
  { count, epsilon }: { readonly count: number; readonly epsilon: number },
): number[] {
  const sizes = quadratic.xy.map((value, j) => (quadratic.squares[j] > 0 ? Math.abs(value) * scales[j] : 0));
  const most = sizes.reduce((largest, size) => Math.max(largest, size), 0) / (total * l1Ratio);
  const first = most > 0 ? most : 1;
  return Array.from({ length: count }, (_, i) => first * epsilon ** (count === 1 ? 0 : i / (count - 1)));
}
