import { GyreError } from "../../core/index.js";
import { checkConfig, withDefaults } from "../check-config.js";
import { chosenColumns, columnChoiceRule } from "../preprocess/choose-columns.js";
import type { Step, StepConfig, StepState } from "../step.js";
import { addProjection, outputNames, type Projection, projectedFrame } from "./apply-projection.js";
import { leadingParts, partsForShare } from "./decompose.js";
import { refuseNone, refuseTooMany, refuseTooWide } from "./refusals.js";
import { trainingMatrix } from "./training-matrix.js";

/** Principal component analysis of number columns. */
export interface PcaConfig extends StepConfig {
  readonly kind: "pca";
  /**
   * How many components: a whole number, or, below 1, the share of the variance that they explain together at least. Absent: all
   * min(rows, columns). scikit-learn's `n_components`.
   */
  readonly components?: number;
  /** Divide each component by its standard deviation. */
  readonly whiten: boolean;
  /** The components are named `prefix` and a number from 0. */
  readonly prefix: string;
}

/** What {@link pca} learned; variances divide by Σ weights − 1. */
export interface PcaState extends Projection, StepState {
  readonly kind: "pca";
  readonly mean: readonly number[];
  readonly explainedVariance: readonly number[];
  readonly explainedVarianceRatio: readonly number[];
  readonly singularValues: readonly number[];
}

/**
 * A step that replaces number columns by their principal components, the directions of most variance. Throws `learn.bad_config`
 * for an unknown name or a value out of range.
 *
 * @example
 * ```ts
 * pca({ components: 0.95 }); // as many as explain 95 % of the variance
 * ```
 */
export function pca(config: Partial<Omit<PcaConfig, "kind">> = {}): PcaConfig {
  const full: PcaConfig = withDefaults<PcaConfig>({ kind: "pca", whiten: false, prefix: "pca" }, config);
  checkConfig("pca", full, {
    columns: columnChoiceRule,
    components: {
      accepts: (value) => typeof value === "number" && value > 0 && (value < 1 || Number.isInteger(value)),
      expected: "a whole number of at least 1, or a share of the variance between 0 and 1",
    },
    whiten: { boolean: true },
    prefix: { accepts: (value) => typeof value === "string", expected: "a text" },
  });
  return full;
}

/** Principal components: fit by a singular value decomposition of the centred columns, applied as ((x − mean)·Cᵀ) / scale. */
export const pcaStep: Step<PcaConfig, PcaState> = {
  kind: "pca",
  fit: (config, frame, _target, options) => {
    const columns = chosenColumns(config, frame, ["number"]);
    refuseNone("pca", columns.length);
    const matrix = trainingMatrix({ kind: "pca", centred: true }, frame, columns, options);
    const degrees = matrix.weight - 1;
    if (!(degrees > 0)) {
      throw new GyreError("learn.bad_table", `pca needs at least two rows; the weights add up to ${matrix.weight}`);
    }
    refuseTooWide(columns, matrix.squares);
    const total = matrix.squares.reduce((sum, value) => sum + value, 0);
    const most = Math.min(matrix.rows, columns.length);
    const { components = most } = config;
    refuseTooMany("pca", components, most);
    const { values, vectors } =
      components < 1
        ? partsForShare(matrix, { share: components, total }, options)
        : leadingParts(matrix, components, options);
    const explainedVariance = Array.from(values, (value) => (value * value) / degrees);
    const state: PcaState = {
      ...{ kind: "pca", columns, outputs: outputNames(config.prefix, values.length), mean: matrix.mean },
      components: vectors.map((vector) => Array.from(vector)),
      scale: config.whiten ? whitening(values, degrees, matrix.rows + columns.length) : null,
      explainedVariance,
      explainedVarianceRatio: explainedVariance.map((value) => (total > 0 ? (value * degrees) / total : 0)),
      singularValues: Array.from(values),
    };
    return { state, frame: projectedFrame(state, frame) };
  },
  apply: projectedFrame,
  addToGraph: addProjection,
};

/** Standard deviations; 1 where one is no more than rounding, so that a component of no variance stays near 0. */
function whitening(values: Float64Array, degrees: number, size: number): number[] {
  const noise = Number.EPSILON * size * values[0];
  return Array.from(values, (value) => (value > noise ? value / Math.sqrt(degrees) : 1));
}
