import { createRandom, GyreError, type Random } from "../../core/index.js";
import type { AnyConfig, Learner } from "../estimator.js";
import type { CancelSignal } from "../fit-options.js";
import { type MetricLine, type MetricName, metricReport } from "../metrics/report/index.js";
import { selectPrediction } from "../metrics/select-prediction.js";
import type { Prediction } from "../prediction.js";
import type { Frame } from "../table.js";
import { selectTarget, type Target, targetRows } from "../target.js";
import { type FoldResult, runFold, type Score } from "./fold-task.js";
import { type PlanOptions, planFolds } from "./plan-folds.js";

/** What {@link crossValidate} takes. */
export interface CrossValidationOptions extends PlanOptions {
  readonly signal?: CancelSignal | undefined;
  /** Called after each fold. */
  readonly onFold?: ((result: FoldResult, of: number) => void) | undefined;
  /** Of the pooled intervals; default 0.95. */
  readonly level?: number | undefined;
}

/** The scores of one fold. */
export interface FoldScores {
  readonly fold: number;
  readonly trainRows: number;
  readonly testRows: number;
  readonly scores: readonly Score[];
}

/** A metric over the folds: plain mean and standard deviation (n − 1), without folds where it is NaN. */
export interface FoldSummary {
  readonly name: MetricName;
  readonly mean: number;
  readonly standardDeviation: number;
}

/** What a cross-validation says. */
export interface CrossValidation {
  readonly folds: readonly FoldScores[];
  readonly summary: readonly FoldSummary[];
  /** Metrics of all out-of-fold predictions together, with intervals. */
  readonly pooled: readonly MetricLine[];
  /** Out of fold, for each row of the frame; the mean over the folds that tested it, NaN where none did. */
  readonly prediction: Prediction;
}

/**
 * Cross-validation of `config`: a fit for each fold, scored on the rows it has not seen, weights used in the fits and in the scores.
 * Runs the folds one after the other; to run them elsewhere use {@link planFolds}, {@link runFold} and {@link summariseFolds}. Throws
 * `core.cancelled` once `signal` is aborted.
 *
 * @example
 * ```ts
 * const { pooled } = crossValidate(gbdt({ trees: 50 }), frame, target, { folds: 5, random }, learner);
 * ```
 */
export function crossValidate(
  config: AnyConfig,
  frame: Frame,
  target: Target,
  options: CrossValidationOptions,
  learner: Learner,
): CrossValidation {
  const tasks = planFolds(config, frame, target, options);
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const results = tasks.map((task) => {
    const result = runFold(task, learner, signal);
    options.onFold?.(result, tasks.length);
    return result;
  });
  return summariseFolds(results, target, options);
}

/** What {@link summariseFolds} takes; the same as the plan was made with. */
export interface SummaryOptions {
  readonly weights?: Float64Array | undefined;
  readonly groups?: ArrayLike<number> | undefined;
  readonly random?: Random | undefined;
  readonly metrics?: readonly MetricName[] | undefined;
  readonly level?: number | undefined;
}

/** Brings the results of all tasks of a plan together; their order does not matter. */
export function summariseFolds(
  results: readonly FoldResult[],
  target: Target,
  options: SummaryOptions,
): CrossValidation {
  if (results.length === 0) throw new GyreError("learn.bad_table", "there are no folds to summarise");
  const ordered = [...results].sort((a, b) => a.fold - b.fold);
  const { prediction, tested } = outOfFold(ordered, targetRows(target));
  const pick = <T extends ArrayLike<number>>(values: T | undefined): Float64Array | undefined =>
    values === undefined ? undefined : Float64Array.from(tested, (row) => values[row]);
  const pooled = metricReport(selectTarget(target, tested), selectPrediction(prediction, tested), {
    weights: pick(options.weights),
    groups: pick(options.groups),
    random: (options.random ?? createRandom("crossValidate")).split("intervals"),
    metrics: options.metrics,
    level: options.level,
  });
  return {
    folds: ordered.map(({ fold, trainRows, test, scores }) => ({ fold, trainRows, testRows: test.length, scores })),
    summary: ordered[0].scores.map(({ name }) =>
      summaryOf(
        name,
        ordered.map(({ scores }) => scores),
      ),
    ),
    pooled,
    prediction,
  };
}

/** Mean and standard deviation of a metric over lists of scores. */
export function summaryOf(name: MetricName, lists: readonly (readonly Score[])[]): FoldSummary {
  const values = lists
    .map((scores) => scores.find((score) => score.name === name)?.value ?? Number.NaN)
    .filter((value) => !Number.isNaN(value));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { name, mean, standardDeviation: values.length < 2 ? Number.NaN : Math.sqrt(squares / (values.length - 1)) };
}

interface OutOfFold {
  readonly prediction: Prediction;
  /** Rows that some fold tested, ascending. */
  readonly tested: Int32Array;
}

function outOfFold(results: readonly FoldResult[], rows: number): OutOfFold {
  const first = results[0].prediction;
  const width = first.kind === "class" ? first.classes.length : 1;
  const sums = new Float64Array(rows * width);
  const times = new Int32Array(rows);
  for (const { test, prediction } of results) {
    const values = prediction.kind === "class" ? prediction.probabilities : prediction.values;
    test.forEach((row, i) => {
      times[row]++;
      for (let c = 0; c < width; c++) sums[row * width + c] += values[i * width + c];
    });
  }
  const means = sums.map((sum, at) => sum / times[Math.floor(at / width)]);
  const tested = Int32Array.from(times.keys()).filter((row) => times[row] > 0);
  return {
    prediction: first.kind === "class" ? { ...first, probabilities: means } : { kind: "number", values: means },
    tested,
  };
}
