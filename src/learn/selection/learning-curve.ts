import { createRandom, GyreError } from "../../core/index.js";
import type { AnyConfig, Learner } from "../estimator.js";
import type { MetricName } from "../metrics/report/index.js";
import type { Frame } from "../table.js";
import type { Target } from "../target.js";
import { constantLoss } from "./constant-loss.js";
import { summaryOf } from "./cross-validate.js";
import { shuffle } from "./fold.js";
import { type FoldResult, type FoldTask, runFold } from "./fold-task.js";
import { planFolds } from "./plan-folds.js";
import { decidingMetric, type SelectOptions } from "./select-best.js";
import { beatsConstant, type Limit, limitInWords, limitOf, lossOf, shown } from "./verdict.js";

/** What {@link learningCurve} takes. */
export interface LearningCurveOptions extends SelectOptions {
  /** Shares of each fold's training rows, rising; default 0.1, 0.25, 0.5, 0.75, 1. */
  readonly shares?: readonly number[] | undefined;
}

/** A model trained on some of the rows: means over the folds. */
export interface LearningPoint {
  readonly trainRows: number;
  readonly train: number;
  readonly test: number;
  readonly testStandardDeviation: number;
}

/** How a model does with more and more rows, and what that says. */
export interface LearningCurve {
  readonly metric: MetricName;
  readonly points: readonly LearningPoint[];
  readonly limit: Limit;
  /** Whether more rows like these would help. */
  readonly moreRowsHelp: boolean;
  /** The verdict in words. */
  readonly sentences: readonly string[];
}

/**
 * Learning curve: cross-validation with growing random parts of each fold's training rows; smaller parts lie inside larger ones. The
 * verdict on bias and variance is that of {@link limitOf} at the last point. More rows help where the test loss still falls from the
 * last but one point to the last: as a share of it, on average over the folds, by more than 1 % and by more than twice the standard
 * error.
 */
export function learningCurve(
  config: AnyConfig,
  frame: Frame,
  target: Target,
  options: LearningCurveOptions,
  learner: Learner,
): LearningCurve {
  const { shares = [0.1, 0.25, 0.5, 0.75, 1] } = options;
  if (shares.length < 2 || shares.some((share, i) => !(share > (shares[i - 1] ?? 0) && share <= 1))) {
    throw new GyreError(
      "learn.bad_config",
      `shares are ${shares.join(", ")}, expected two or more rising numbers up to 1`,
    );
  }
  const metric = options.metric ?? decidingMetric(target);
  const tasks = planFolds(config, frame, target, { ...options, metrics: [metric] }).map(shuffledTask);
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const byShare = shares.map((share) => tasks.map((task) => runFold(partOf(task, share), learner, signal)));
  const points = byShare.map((results) => pointOf(results, metric));
  const last = points[points.length - 1];
  const losses = {
    train: lossOf(metric, last.train),
    test: lossOf(metric, last.test),
    constant: constantLoss(tasks, metric),
  };
  const limit = limitOf(losses);
  const moreRowsHelp = stillFalling(byShare[byShare.length - 2], byShare[byShare.length - 1], metric);
  const sentences = [limitInWords(limit, losses, metric), moreRowsInWords(moreRowsHelp, points, metric)];
  if (!beatsConstant(losses)) sentences.unshift(NOTHING_HOLDS);
  return { metric, points, limit, moreRowsHelp, sentences };
}

const NOTHING_HOLDS = "The model predicts other rows no better than a constant would: it has found nothing that holds.";

function moreRowsInWords(help: boolean, points: readonly LearningPoint[], metric: MetricName): string {
  const [before, last] = points.slice(-2);
  const change = `${metric} on other rows went from ${shown(before.test)} with ${Math.round(before.trainRows)} rows to ${shown(last.test)} with ${Math.round(last.trainRows)}`;
  return help ? `More rows would help: ${change}.` : `More rows would hardly help: ${change}.`;
}

function shuffledTask(task: FoldTask): FoldTask {
  return { ...task, train: shuffle(task.train.slice(), createRandom(task.seed).split("part")), scoreTrain: true };
}

function partOf(task: FoldTask, share: number): FoldTask {
  const rows = Math.max(1, Math.round(share * task.train.length));
  return { ...task, train: task.train.slice(0, rows).sort() };
}

/** Means over the folds of a point. */
export function pointOf(results: readonly FoldResult[], metric: MetricName): LearningPoint {
  const test = summaryOf(
    metric,
    results.map(({ scores }) => scores),
  );
  return {
    trainRows: results.reduce((sum, { trainRows }) => sum + trainRows, 0) / results.length,
    train: summaryOf(
      metric,
      results.map(({ trainScores = [] }) => trainScores),
    ).mean,
    test: test.mean,
    testStandardDeviation: test.standardDeviation,
  };
}

function stillFalling(before: readonly FoldResult[], after: readonly FoldResult[], metric: MetricName): boolean {
  const gains = before.map(({ scores }, i) => {
    const loss = lossOf(metric, scores[0].value);
    return loss === 0 ? 0 : 1 - lossOf(metric, after[i].scores[0].value) / loss;
  });
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const squares = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0);
  const error = Math.sqrt(squares / Math.max(1, gains.length - 1) / gains.length);
  return mean > 2 * error && mean > 0.01;
}
