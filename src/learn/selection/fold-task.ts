import { createRandom } from "../../core/index.js";
import type { AnyConfig, Learner } from "../estimator.js";
import { type CancelSignal, checkNotCancelled } from "../fit-options.js";
import { type MetricName, metricValues } from "../metrics/report/index.js";
import type { Prediction } from "../prediction.js";
import { type Frame, selectRows } from "../table.js";
import { selectTarget, type Target } from "../target.js";

/** What is learned from, the same for every fold: plain data. */
export interface FoldData {
  readonly frame: Frame;
  readonly target: Target;
  readonly weights?: Float64Array;
}

/** One fit and its test: plain data that can be sent to another thread. Tasks may run anywhere and in any order. */
export interface FoldTask {
  readonly fold: number;
  readonly config: AnyConfig;
  /** Shared by all tasks of a plan. */
  readonly data: FoldData;
  readonly train: Int32Array;
  readonly test: Int32Array;
  /** Seed of the fit's chance. */
  readonly seed: number;
  /** Metrics to score by; default all of the target's kind. */
  readonly metrics?: readonly MetricName[];
  /** Also predict and score the training rows, for curves. Default false. */
  readonly scoreTrain?: boolean;
}

/** A metric and its value. */
export interface Score {
  readonly name: MetricName;
  readonly value: number;
}

/** What came of a task: plain data. */
export interface FoldResult {
  readonly fold: number;
  readonly test: Int32Array;
  readonly trainRows: number;
  /** Of the test rows, in their order; classes are those of the target, in its order. */
  readonly prediction: Prediction;
  readonly scores: readonly Score[];
  readonly trainScores?: readonly Score[];
}

/**
 * Fits on the training rows of `task` and scores the test rows, with their weights in both. The same task gives the same result
 * wherever it runs. Throws what the fit throws.
 */
export function runFold(
  task: FoldTask,
  learner: Learner,
  options: { readonly signal?: CancelSignal } = {},
): FoldResult {
  checkNotCancelled(options);
  const { frame, target, weights } = task.data;
  const weightsOf = (rows: Int32Array): { weights?: Float64Array } =>
    weights === undefined ? {} : { weights: Float64Array.from(rows, (row) => weights[row]) };
  const model = learner.fit(task.config, selectRows(frame, task.train), selectTarget(target, task.train), {
    ...weightsOf(task.train),
    ...options,
    random: createRandom(task.seed),
  });
  const predicted = (rows: Int32Array): Prediction =>
    inClassesOf(target, learner.predict(model, selectRows(frame, rows)));
  const scored = (rows: Int32Array, prediction: Prediction): Score[] =>
    metricValues(selectTarget(target, rows), prediction, { ...weightsOf(rows), metrics: task.metrics });
  const prediction = predicted(task.test);
  const result = {
    fold: task.fold,
    test: task.test,
    trainRows: task.train.length,
    prediction,
    scores: scored(task.test, prediction),
  };
  return task.scoreTrain === true ? { ...result, trainScores: scored(task.train, predicted(task.train)) } : result;
}

/** The prediction with a column for each class of the target; a class that the model never saw has probability 0. */
function inClassesOf(target: Target, prediction: Prediction): Prediction {
  if (target.kind !== "class" || prediction.kind !== "class") return prediction;
  const from = target.classes.map((name) => prediction.classes.indexOf(name));
  const k = prediction.classes.length;
  if (from.length === k && from.every((place, i) => place === i)) return prediction;
  const rows = prediction.probabilities.length / k;
  const probabilities = new Float64Array(rows * from.length);
  for (let row = 0; row < rows; row++) {
    from.forEach((place, c) => {
      probabilities[row * from.length + c] = place < 0 ? 0 : prediction.probabilities[row * k + place];
    });
  }
  return { kind: "class", classes: target.classes, probabilities };
}
