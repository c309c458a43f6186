import { createRandom, GyreError, type Random } from "../../core/index.js";
import type { AnyConfig } from "../estimator.js";
import type { MetricName } from "../metrics/report/index.js";
import { checkedWeights } from "../metrics/weights.js";
import type { Frame } from "../table.js";
import { type Target, targetRows } from "../target.js";
import type { Fold } from "./fold.js";
import type { FoldTask } from "./fold-task.js";
import { checkGroupsApart, groupKFold } from "./group-k-fold.js";
import { kFold } from "./k-fold.js";
import { stratifiedGroupKFold } from "./stratified-group-k-fold.js";
import { stratifiedKFold } from "./stratified-k-fold.js";

/** How folds are planned. */
export interface PlanOptions {
  /**
   * Folds, or how many; default 5. A number makes them by the target: stratified for classes, whole queries for relevance, whole
   * groups where there are groups; shuffled with `random`, else in the order of the rows.
   */
  readonly folds?: number | readonly Fold[] | undefined;
  /** One for each row, used in the fits and in the scores. Rows of weight 0 are in no fold. */
  readonly weights?: Float64Array | undefined;
  /** A number for each row; rows of one group are never on both sides. */
  readonly groups?: ArrayLike<number> | undefined;
  /** Chance for shuffling and for the fits; without it folds are not shuffled and fits have a fixed seed. */
  readonly random?: Random | undefined;
  /** Metrics to score by; default all of the target's kind. */
  readonly metrics?: readonly MetricName[] | undefined;
}

/**
 * The fits that a cross-validation is made of, as plain tasks for {@link runFold}. Throws `learn.bad_table` where the rows do not
 * suffice (fewer rows or groups than folds, a class with fewer rows than folds, an empty side) and where given folds part a group.
 */
export function planFolds(config: AnyConfig, frame: Frame, target: Target, options: PlanOptions = {}): FoldTask[] {
  if (targetRows(target) !== frame.rows) {
    throw new GyreError("learn.bad_table", `there are ${targetRows(target)} targets for ${frame.rows} rows`);
  }
  const weights = checkedWeights(options.weights, frame.rows);
  const folds = foldsOf(target, { ...options, weights });
  if (options.groups !== undefined) checkGroupsApart(folds, options.groups);
  const data = weights === undefined ? { frame, target } : { frame, target, weights };
  const random = options.random ?? createRandom("crossValidate");
  return folds.map(({ train, test }, fold) => {
    if (train.length === 0 || test.length === 0) {
      throw new GyreError(
        "learn.bad_table",
        `fold ${fold} has ${train.length} rows to train on and ${test.length} to test on`,
      );
    }
    const seed = random.split(`fold ${fold}`).int(Number.MAX_SAFE_INTEGER);
    const task = { fold, config, data, train, test, seed };
    return options.metrics === undefined ? task : { ...task, metrics: options.metrics };
  });
}

function foldsOf(target: Target, options: PlanOptions): readonly Fold[] {
  const { folds = 5, weights } = options;
  if (typeof folds !== "number") return folds;
  const rows = Int32Array.from({ length: targetRows(target) }, (_, row) => row);
  const counted = weights === undefined ? rows : rows.filter((row) => weights[row] > 0);
  const made = madeFolds(target, counted, { ...options, folds });
  if (counted.length === rows.length) return made;
  const back = (places: Int32Array): Int32Array => places.map((place) => counted[place]);
  return made.map(({ train, test }) => ({ train: back(train), test: back(test) }));
}

/** Folds of the rows `rows`, as places in it. */
function madeFolds(target: Target, rows: Int32Array, options: PlanOptions & { readonly folds: number }): Fold[] {
  const random = options.random?.split("folds");
  const kOptions = { folds: options.folds, random };
  const { groups } = options;
  const own = (values: ArrayLike<number>): Float64Array => Float64Array.from(rows, (row) => values[row]);
  if (target.kind === "class") {
    const stratified = { ...kOptions, classes: target.classes };
    const codes = own(target.codes);
    return groups === undefined
      ? stratifiedKFold(codes, stratified)
      : stratifiedGroupKFold(codes, own(groups), stratified);
  }
  if (groups !== undefined) return groupKFold(own(groups), kOptions);
  if (target.kind === "relevance") return groupKFold(own(target.queries), kOptions);
  return kFold(rows.length, kOptions);
}
