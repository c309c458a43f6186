import { GyreError } from "../../core/index.js";
import { checkConfig, refuseIneffective, withDefaults } from "../check-config.js";
import { innerOptions, weightedRows } from "../ensemble/training-rows.js";
import type { AnyConfig, Learner } from "../estimator.js";
import { chosenColumns, columnChoiceRule } from "../preprocess/choose-columns.js";
import type { Step, StepConfig } from "../step.js";
import type { Target } from "../target.js";
import { bestSize, lossBySize } from "./elimination-folds.js";
import { eliminationPath, type PathOptions } from "./elimination-path.js";
import { type Selection, selectedBlocks, selectedFrame } from "./selection.js";
import { neededTarget, wrongTarget } from "./training-data.js";

/** Drops the least important column again and again. */
export interface EliminateConfig extends StepConfig {
  readonly kind: "eliminate";
  /** The estimator whose importances decide. */
  readonly estimator: AnyConfig;
  /** How many columns stay, with `folds` at least; scikit-learn's `n_features_to_select`. Absent: half of them, with `folds` 1. */
  readonly keep?: number;
  /** Columns that go in each round: a number, or, below 1, a share of all of them; scikit-learn's `step`. */
  readonly step: number;
  /** 0, or folds of a cross-validation that finds how many columns are best; scikit-learn's RFECV. */
  readonly folds: number;
}

/** What {@link eliminate} learned; the score of a column is its rank from the bottom: those that stay have the highest. */
export interface Elimination extends Selection<"eliminate"> {
  /** With folds: for each number of columns the mean loss on rows held out (log loss, or squared error). */
  readonly losses?: readonly { readonly columns: number; readonly loss: number }[];
}

/**
 * A step for recursive feature elimination (Guyon et al. 2002): fit, drop the least important column, fit again. scikit-learn's
 * RFE and, with `folds`, RFECV. Throws `learn.bad_config` for an unknown name or a value out of range.
 *
 * @example
 * ```ts
 * eliminate({ estimator: logistic(), keep: 5 });
 * ```
 */
export function eliminate(
  config: Partial<Omit<EliminateConfig, "kind" | "estimator">> & { readonly estimator: AnyConfig },
): EliminateConfig {
  const full = withDefaults<EliminateConfig>(
    { kind: "eliminate", step: 1, folds: 0, estimator: config.estimator },
    config,
  );
  checkConfig("eliminate", full, {
    columns: columnChoiceRule,
    estimator: {
      accepts: (value) => typeof value === "object" && value !== null && typeof (value as AnyConfig).kind === "string",
      expected: "the configuration of an estimator",
    },
    keep: { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true },
    step: {
      accepts: (value) => typeof value === "number" && value > 0 && (value < 1 || Number.isInteger(value)),
      expected: "a whole number of at least 1, or a share between 0 and 1",
    },
    folds: {
      accepts: (value) => value === 0 || (Number.isInteger(value) && Number(value) >= 2),
      expected: "0, or at least 2",
    },
  });
  return full;
}

/** Recursive feature elimination. */
export const eliminateStep: Step<EliminateConfig, Elimination> = {
  kind: "eliminate",
  fit: (config, frame, given, options, learner) => {
    const target = neededTarget(config.kind, frame, given);
    const columns = chosenColumns(config, frame, ["number", "category"]);
    refuseUnlearnable(config, learner, target);
    if (columns.length === 0) throw new GyreError("learn.bad_table", "the table has no columns to eliminate");
    const keep = config.keep ?? (config.folds > 0 ? 1 : Math.max(1, Math.floor(columns.length / 2)));
    refuseIneffective(
      "eliminate",
      config.keep !== undefined && keep >= columns.length,
      "keep",
      `there are ${columns.length} columns`,
    );
    const data = weightedRows(frame, target, options);
    const inner = innerOptions(options);
    const path: PathOptions = { learner, estimator: config.estimator, step: config.step, columns, keep };
    const losses = config.folds > 0 ? lossBySize(data, { ...path, folds: config.folds }, inner) : undefined;
    const size = losses === undefined ? keep : bestSize(losses);
    const rounds = eliminationPath(data, { ...path, keep: size }, inner);
    const last = rounds[rounds.length - 1].columns;
    const scores = columns.map((name) => rounds.findLastIndex((round) => round.columns.includes(name)) + 1);
    const state: Elimination = { kind: "eliminate", columns, scores, kept: last, ...(losses && { losses }) };
    return { state, frame: selectedFrame(state, frame) };
  },
  apply: selectedFrame,
  addToGraph: selectedBlocks,
};

function refuseUnlearnable({ estimator }: EliminateConfig, learner: Learner, target: Target): void {
  const learns = learner.learns(estimator);
  if (!learns.includes(target.kind))
    throw wrongTarget(`eliminate with a ${estimator.kind}`, target, learns.join(" or "));
}
