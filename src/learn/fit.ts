import { GyreError } from "../core/index.js";
import type { FitOptions } from "./fit-options.js";
import type { LogisticConfig } from "./linear/config.js";
import { fitLogistic, predictLogisticScores } from "./linear/logistic.js";
import { probabilitiesOf } from "./log-odds.js";
import type { Model } from "./model.js";
import { widthOf } from "./preprocess/encodings.js";
import type { Table } from "./table.js";
import type { GbdtConfig } from "./tree/config.js";
import { fitGbdt } from "./tree/fit.js";
import { predictGbdtScores } from "./tree/predict.js";

/** What can be trained, told apart by `kind`. */
export type EstimatorConfig = GbdtConfig | LogisticConfig;

/** Trains what `config` says on the labels `y` (0 or 1) of `table`; see {@link fitGbdt} and {@link fitLogistic}. */
export function fitModel(config: EstimatorConfig, table: Table, y: Float64Array, options: FitOptions = {}): Model {
  switch (config.kind) {
    case "gbdt":
      return fitGbdt(config, table, y, options);
    case "logistic":
      return fitLogistic(config, table, y, options);
    default:
      return unknownKind(config);
  }
}

/** Raw scores (log-odds) of the rows of `table`, `(n)`. Throws `learn.bad_table` when a column is missing or of the other kind. */
export function predictScores(model: Model, table: Table): Float64Array {
  switch (model.kind) {
    case "gbdt":
      return predictGbdtScores(model, table);
    case "logistic":
      return predictLogisticScores(model, table);
    default:
      return unknownKind(model);
  }
}

/** Probabilities of label 1 for the rows of `table`, `(n)`; throws as {@link predictScores} does. */
export function predictProbabilities(model: Model, table: Table): Float64Array {
  return probabilitiesOf(predictScores(model, table));
}

/** How much of a model rests on one column. */
export interface Importance {
  readonly name: string;
  /** From 0 to 1; all together 1, or all 0 for a constant model. */
  readonly share: number;
}

/**
 * The columns by their share, the largest first: of the total gain for trees, of Σ|weight| over the standardised numbers for
 * logistic regression. Measured on the training rows, and favouring columns with many values; for a verdict on a column permute
 * it on held-out rows.
 */
export function importanceOf(model: Model): Importance[] {
  const amounts = model.kind === "gbdt" ? model.gain : weightByColumn(model);
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  return model.columns
    .map(({ name }, i) => ({ name, share: total === 0 ? 0 : amounts[i] / total }))
    .sort((a, b) => b.share - a.share);
}

function weightByColumn(model: Model & { kind: "logistic" }): number[] {
  let at = 0;
  return model.encodings.map((encoding) => {
    const from = at;
    at += widthOf(encoding);
    return model.weights.slice(from, at).reduce((sum, weight) => sum + Math.abs(weight), 0);
  });
}

function unknownKind(value: never): never {
  const { kind } = value as { readonly kind: unknown };
  throw new GyreError("learn.bad_config", `the kind is ${String(kind)}, expected "gbdt" or "logistic"`);
}
