import type { Random } from "../../core/index.js";
import type { AnyConfig, AnyModel, Learner } from "../estimator.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import type { Prediction } from "../prediction.js";
import { selectRows } from "../table.js";
import { selectTarget, type Target } from "../target.js";
import type { WeightedRows } from "./inner-folds.js";
import { inRows } from "./original-rows.js";

/** How many numbers a model says of a row: the number of classes, or 1. */
export function widthOf(target: Target): number {
  return target.kind === "class" ? target.classes.length : 1;
}

/** What a prediction says as (n, K) in the order of `classes` (0 for those that it does not know), or its values (n, 1). */
export function answersOf(prediction: Prediction, classes: readonly string[] | undefined): Float64Array {
  if (prediction.kind === "number" || classes === undefined) {
    return prediction.kind === "number" ? prediction.values : prediction.probabilities;
  }
  const { probabilities } = prediction;
  const known = prediction.classes.length;
  if (known === classes.length && classes.every((name, c) => name === prediction.classes[c])) return probabilities;
  const places = classes.map((name) => prediction.classes.indexOf(name));
  const k = classes.length;
  return Float64Array.from({ length: (probabilities.length / known) * k }, (_, at) => {
    const place = places[at % k];
    return place < 0 ? 0 : probabilities[Math.floor(at / k) * known + place];
  });
}

/** The rows at `rows` and their weights. */
export function selectWeighted({ frame, target, weights }: WeightedRows, rows: Int32Array): WeightedRows {
  return {
    frame: selectRows(frame, rows),
    target: selectTarget(target, rows),
    weights: Float64Array.from(rows, (row) => weights[row]),
  };
}

/** A fit's chance, and its caller's wish to stop. */
export interface InnerOptions extends Pick<FitOptions, "signal"> {
  readonly random: Random;
}

/** Fits `config` on `data`. */
export function fitWeighted(learner: Learner, config: AnyConfig, data: WeightedRows, options: InnerOptions): AnyModel {
  checkNotCancelled(options);
  const { frame, target, weights } = data;
  const { signal, random } = options;
  return learner.fit(config, frame, target, { weights, random, ...(signal && { signal }) });
}

/** The rows that a model did not learn from, and what it says of them, (rows, K). */
export interface HeldOut {
  readonly model: AnyModel;
  readonly rows: Int32Array;
  readonly answers: Float64Array;
}

/** For each fold of `foldOf` a model of all other rows, and what it says of the fold's. Rows in no fold (−1) are in neither. */
export function heldOutAnswers(
  learner: Learner,
  config: AnyConfig,
  data: WeightedRows & { readonly foldOf: Int32Array },
  options: InnerOptions,
): HeldOut[] {
  const { foldOf, target } = data;
  const folds = foldOf.reduce((most, fold) => Math.max(most, fold + 1), 0);
  const rowsWhere = (accepts: (fold: number) => boolean): Int32Array =>
    Int32Array.from(Array.from(foldOf.keys()).filter((row) => foldOf[row] >= 0 && accepts(foldOf[row])));
  const classes = target.kind === "class" ? target.classes : undefined;
  return Array.from({ length: folds }, (_, k) => {
    const random = options.random.split(`fold ${k}`);
    const seen = rowsWhere((fold) => fold !== k);
    const model = inRows(seen, () => fitWeighted(learner, config, selectWeighted(data, seen), { ...options, random }));
    const rows = rowsWhere((fold) => fold === k);
    const said = inRows(rows, () => learner.predict(model, selectRows(data.frame, rows)));
    return { model, rows, answers: answersOf(said, classes) };
  });
}

/** The answers of all folds as one (n, K); 0 for rows in no fold. */
export function gathered(parts: readonly HeldOut[], rows: number, width: number): Float64Array {
  const all = new Float64Array(rows * width);
  for (const part of parts) {
    part.rows.forEach((row, i) => {
      all.set(part.answers.subarray(i * width, (i + 1) * width), row * width);
    });
  }
  return all;
}
