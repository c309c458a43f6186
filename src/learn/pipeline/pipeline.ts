import { GyreError } from "../../core/index.js";
import { checkConfig, type Rule } from "../check-config.js";
import type { AnyConfig, AnyModel, Estimator, Learner } from "../estimator.js";
import type { FitOptions, Validation } from "../fit-options.js";
import type { ModelColumn } from "../model-column.js";
import { columnNamed } from "../preprocess/choose-columns.js";
import type { StepConfig, StepState } from "../step.js";
import { stepOf } from "../steps.js";
import type { Frame } from "../table.js";
import { columnsRead } from "./columns-read.js";
import { applySteps, fitSteps } from "./fit-steps.js";

/** Steps one after the other, then an estimator on what they make of the columns. */
export interface PipelineConfig {
  readonly kind: "pipeline";
  readonly steps: readonly StepConfig[];
  readonly estimator: AnyConfig;
}

/** The columns as they are before the first step, what each step learned, and the model behind them. */
export interface PipelineModel {
  readonly kind: "pipeline";
  readonly columns: readonly ModelColumn[];
  readonly steps: readonly StepState[];
  readonly model: AnyModel;
}

const isKinded = (value: unknown): boolean =>
  typeof value === "object" && value !== null && typeof (value as { readonly kind?: unknown }).kind === "string";

const rules: Readonly<Record<string, Rule>> = {
  steps: { accepts: (value) => Array.isArray(value) && value.every(isKinded), expected: "a list of steps" },
  estimator: { accepts: isKinded, expected: "an estimator's configuration" },
};

/**
 * Preprocessing and an estimator as one estimator, so that cross-validation fits the steps anew on each training part. Throws
 * `learn.bad_config` for an unknown step.
 *
 * @example
 * ```ts
 * const config = pipeline({ steps: [impute(), oneHot(), scale()], estimator: logistic() });
 * ```
 */
export function pipeline(config: Omit<PipelineConfig, "kind">): PipelineConfig {
  const full: PipelineConfig = { kind: "pipeline", steps: config.steps, estimator: config.estimator };
  checkConfig("pipeline", { ...full, ...config }, rules);
  if (!isKinded(config.estimator)) throw new GyreError("learn.bad_config", "pipeline: the estimator is missing");
  for (const { kind } of full.steps) stepOf(kind);
  return full;
}

/**
 * Fits the steps on the training rows and the estimator on what they give; target encodings of the training rows come from inner
 * folds. Weights and the signal go to all of them, and the rows for early stopping are transformed as new rows are. The model reads
 * the raw columns; a category that a step has never seen reaches it as unknown, not as missing.
 */
export const pipelineEstimator: Estimator<PipelineConfig, PipelineModel> = {
  kind: "pipeline",
  learns: ({ estimator }, learner) => learner.learns(estimator),
  fit(config, frame, target, options, learner) {
    const { states, frame: transformed } = fitSteps(config.steps, frame, target, options, learner);
    const inner = optionsAfter(states, options, learner);
    const model = learner.fit(config.estimator, transformed, target, inner);
    return { kind: "pipeline", columns: columnsRead(states, model.columns, frame, learner), steps: states, model };
  },
  predict({ columns, steps, model }, frame, learner) {
    return learner.predict(model, applySteps(steps, rawColumns(columns, frame), learner));
  },
  addToGraph({ steps, model }, graph, learner) {
    const transformed = steps.reduce((blocks, state) => stepOf(state.kind).addToGraph(state, blocks, learner), graph);
    return learner.addToGraph(model, transformed);
  },
};

function optionsAfter(states: readonly StepState[], options: FitOptions, learner: Learner): FitOptions {
  const { validation } = options;
  if (validation === undefined) return options;
  const after: Validation = { ...validation, frame: applySteps(states, validation.frame, learner) };
  return { ...options, validation: after };
}

/** The columns that the model reads and no others, in its order. */
function rawColumns(columns: readonly ModelColumn[], frame: Frame): Frame {
  const picked = columns.map(({ name, kind }) => {
    const column = columnNamed(frame, name, "the pipeline");
    if (column.kind === kind) return column;
    throw new GyreError(
      "learn.bad_table",
      `column "${name}" is a ${column.kind}, the pipeline was fitted on a ${kind}`,
      {
        details: { column: name },
      },
    );
  });
  return { rows: frame.rows, names: columns.map(({ name }) => name), columns: picked };
}
