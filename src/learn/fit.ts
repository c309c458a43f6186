import { GyreError } from "../core/index.js";
import type { EstimatorConfig } from "./constructors.js";
import type { FitOptions } from "./fit-options.js";
import { learner } from "./learner.js";
import type { Model } from "./model.js";
import type { Prediction } from "./prediction.js";
import type { Frame } from "./table.js";
import type { Target } from "./target.js";

/**
 * Trains what `config` says on the rows of `frame`. The same input and seed (`options.random`) give the same bits. Throws
 * `learn.bad_config`, `learn.bad_table` naming column and row, and `core.cancelled`.
 *
 * @example
 * ```ts
 * const model = fitModel(gbdt({ trees: 50 }), table, classTarget(labels));
 * ```
 */
export function fitModel(config: EstimatorConfig, frame: Frame, target: Target, options: FitOptions = {}): Model {
  return learner.fit(config, frame, target, options) as Model;
}

/**
 * What the model says of each row. The frame may have more columns, in any order. Throws `learn.bad_table` when a column is missing
 * or of another kind.
 */
export function predict(model: Model, frame: Frame): Prediction {
  return learner.predict(model, frame);
}

/**
 * Probabilities of the classes, `(n, K)` row-major in the order of the target's classes; throws as {@link predict} does, and
 * `learn.bad_config` for a model of numbers.
 */
export function predictProbabilities(model: Model, frame: Frame): Float64Array {
  const prediction = learner.predict(model, frame);
  if (prediction.kind === "class") return prediction.probabilities;
  throw new GyreError("learn.bad_config", `a model of kind "${model.kind}" that predicts numbers has no probabilities`);
}

/** How much of a model rests on one column. */
export interface Importance {
  readonly name: string;
  /** From 0 to 1; all together 1, or all 0 for a constant model. */
  readonly share: number;
}

/**
 * The columns by their share, the largest first: of the total gain for trees, of Σ|weight| over the standardised numbers for linear
 * models; empty for models that know no such thing. Measured on the training rows, and favouring columns with many values; for a
 * verdict on a column shuffle it on held-out rows: {@link permutationImportance}.
 */
export function importanceOf(model: Model): Importance[] {
  const amounts = learner.importance(model);
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  return amounts
    .map((amount, i) => ({ name: model.columns[i].name, share: total === 0 ? 0 : amount / total }))
    .sort((a, b) => b.share - a.share);
}
