import { GyreError } from "../core/index.js";
import type { TrainingSet } from "../features/index.js";
import { timeSplit } from "../learn/index.js";

/** Row numbers of a training set, ascending. */
export interface HoldoutSplit {
  readonly train: Int32Array;
  readonly holdout: Int32Array;
  /** Examples from this moment on are held out, ms. */
  readonly cut: number;
}

/**
 * Splits by time as of `asOf`. Held out are the examples of the last `holdoutMs` whose outcome is known by `asOf`; the fit gets the
 * examples before whose outcome was known when the holdout began, so that it knows no more than a model trained on that day.
 * Throws `training.no_examples` when either part is empty.
 */
export function splitHoldout(set: TrainingSet, asOf: number, holdoutMs: number): HoldoutSplit {
  const cut = asOf - holdoutMs;
  const { train, validation: holdout } = timeSplit(set.at, set.labelKnownAt, {
    cutMs: cut,
    untilMs: asOf,
    asOfMs: asOf,
  });
  if (train.length === 0 || holdout.length === 0) {
    const when = new Date(cut).toISOString();
    throw new GyreError(
      "training.no_examples",
      `there are ${train.length} examples with a known outcome before ${when} to learn from, and ${holdout.length} after it to be judged on`,
      { hint: "check the project's clock (asOf), the holdout, and the times of the examples", details: { asOf, cut } },
    );
  }
  return { train, holdout, cut };
}
