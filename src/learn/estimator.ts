import type { BlockGraph } from "./export/blocks.js";
import type { FitOptions } from "./fit-options.js";
import type { ModelColumn } from "./model-column.js";
import type { Prediction } from "./prediction.js";
import type { Frame } from "./table.js";
import type { Target } from "./target.js";

/** A configuration, told apart by `kind`; every hyperparameter is plain data, so that it can be stored and compared. */
export interface AnyConfig {
  readonly kind: string;
}

/** A learned model: plain data that JSON carries without loss (`encodeJson`), told apart by `kind`. */
export interface AnyModel {
  readonly kind: string;
  /** What the model reads, by name. */
  readonly columns: readonly ModelColumn[];
}

/** The values of the ONNX graph that hold what a model says. */
export type GraphPrediction =
  /** `probabilities` (n, K) double; `score` (n, 1) double, the log-odds of the second of two classes, where the model has them. */
  | {
      readonly kind: "class";
      readonly classes: readonly string[];
      readonly probabilities: string;
      readonly score?: string;
    }
  /** `values` (n, 1) double. */
  | { readonly kind: "number"; readonly values: string };

/**
 * A way of learning. `fit` does not change its input; the same input, configuration and seed give the same bits. It refuses what
 * it cannot learn from with `learn.bad_table`, naming column and row.
 */
export interface Estimator<C extends AnyConfig, M extends AnyModel> {
  readonly kind: C["kind"] & M["kind"];
  /** Which targets it can learn, given its configuration. */
  readonly learns: (config: C, learner: Learner) => readonly Target["kind"][];
  readonly fit: (config: C, frame: Frame, target: Target, options: FitOptions, learner: Learner) => M;
  /** The frame may have more columns than the model reads, in any order; throws `learn.bad_table` when one is missing. */
  readonly predict: (model: M, frame: Frame, learner: Learner) => Prediction;
  /** Adds the model to a graph: the same numbers as `predict`, in double precision. */
  readonly addToGraph: (model: M, graph: BlockGraph, learner: Learner) => GraphPrediction;
  /** How much rests on each of `columns`, ≥ 0, in their order and in units of the estimator's own; absent where there is no such thing. */
  readonly importance?: (model: M, learner: Learner) => readonly number[];
}

/**
 * All estimators behind one door, given to those that are made of others (pipelines, bagging, stacking, calibration), so that they
 * need not import them.
 */
export interface Learner {
  readonly fit: (config: AnyConfig, frame: Frame, target: Target, options: FitOptions) => AnyModel;
  readonly predict: (model: AnyModel, frame: Frame) => Prediction;
  readonly addToGraph: (model: AnyModel, graph: BlockGraph) => GraphPrediction;
  readonly importance: (model: AnyModel) => readonly number[];
  readonly learns: (config: AnyConfig) => readonly Target["kind"][];
}
