import { checkConfig, withDefaults } from "../check-config.js";
import { chosenColumns, columnChoiceRule } from "../preprocess/choose-columns.js";
import type { Step, StepConfig, StepState } from "../step.js";
import { addProjection, outputNames, type Projection, projectedFrame } from "./apply-projection.js";
import { leadingParts } from "./decompose.js";
import { refuseNone, refuseTooMany, refuseTooWide } from "./refusals.js";
import { trainingMatrix } from "./training-matrix.js";

/** Truncated singular value decomposition of number columns, which are not centred. */
export interface TruncatedSvdConfig extends StepConfig {
  readonly kind: "truncatedSvd";
  /** How many components; scikit-learn's `n_components`. */
  readonly components: number;
  /** The components are named `prefix` and a number from 0. */
  readonly prefix: string;
}

/** What {@link truncatedSvd} learned. */
export interface TruncatedSvdState extends Projection, StepState {
  readonly kind: "truncatedSvd";
  readonly singularValues: readonly number[];
  /** The variance (dividing by Σ weights) of each output over the training rows. */
  readonly explainedVariance: readonly number[];
  /** The same as a share of the columns' variances. */
  readonly explainedVarianceRatio: readonly number[];
}

/**
 * A step that replaces number columns by their projections on the leading right singular vectors: like PCA without centring, so
 * that zeros stay zeros. Throws `learn.bad_config` for an unknown name or a value out of range.
 *
 * @example
 * ```ts
 * truncatedSvd({ components: 10 });
 * ```
 */
export function truncatedSvd(config: Partial<Omit<TruncatedSvdConfig, "kind">> = {}): TruncatedSvdConfig {
  const full = withDefaults<TruncatedSvdConfig>({ kind: "truncatedSvd", components: 2, prefix: "svd" }, config);
  checkConfig("truncatedSvd", full, {
    columns: columnChoiceRule,
    components: { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true },
    prefix: { accepts: (value) => typeof value === "string", expected: "a text" },
  });
  return full;
}

/** Truncated singular value decomposition, applied as x·Cᵀ. */
export const truncatedSvdStep: Step<TruncatedSvdConfig, TruncatedSvdState> = {
  kind: "truncatedSvd",
  fit: (config, frame, _target, options) => {
    const { kind, components, prefix } = config;
    const columns = chosenColumns(config, frame, ["number"]);
    refuseNone(kind, columns.length);
    const matrix = trainingMatrix({ kind, centred: false }, frame, columns, options);
    refuseTooWide(columns, matrix.squares);
    refuseTooMany(kind, components, Math.min(matrix.rows, columns.length));
    const { values, vectors } = leadingParts(matrix, components, options);
    const { weight, mean } = matrix;
    const total = matrix.squares.reduce((sum, value) => sum + value, 0) / weight;
    const explainedVariance = vectors.map((vector, k) => {
      const outputMean = vector.reduce((sum, value, j) => sum + value * mean[j], 0);
      return Math.max(0, (values[k] * values[k]) / weight - outputMean * outputMean);
    });
    const state: TruncatedSvdState = {
      ...{ kind, columns, outputs: outputNames(prefix, components), mean: null, scale: null },
      components: vectors.map((vector) => Array.from(vector)),
      singularValues: Array.from(values),
      explainedVariance,
      explainedVarianceRatio: explainedVariance.map((value) => (total > 0 ? value / total : 0)),
    };
    return { state, frame: projectedFrame(state, frame) };
  },
  apply: projectedFrame,
  addToGraph: addProjection,
};
