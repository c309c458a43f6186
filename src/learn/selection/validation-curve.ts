import { GyreError } from "../../core/index.js";
import type { AnyConfig, Learner } from "../estimator.js";
import type { MetricName } from "../metrics/report/index.js";
import type { Frame } from "../table.js";
import type { Target } from "../target.js";
import { constantLoss } from "./constant-loss.js";
import { runFold } from "./fold-task.js";
import { type LearningPoint, pointOf } from "./learning-curve.js";
import { planFolds } from "./plan-folds.js";
import { decidingMetric, type SelectOptions } from "./select-best.js";
import { type Limit, limitOf, lossOf, shown } from "./verdict.js";

/** A hyperparameter and the configurations that differ by it. */
export interface Sweep {
  readonly name: string;
  readonly values: readonly (number | string)[];
  readonly configOf: (value: number | string) => AnyConfig;
}

/** How a model does with one value of the hyperparameter. */
export interface ValidationPoint extends LearningPoint {
  readonly value: number | string;
  readonly limit: Limit;
}

/** How a model does with each value, and what that says. */
export interface ValidationCurve {
  readonly name: string;
  readonly metric: MetricName;
  readonly points: readonly ValidationPoint[];
  /** The value with the best mean over the folds, of equal ones the first. */
  readonly best: number | string;
  /** The verdict in words. */
  readonly sentences: readonly string[];
}

/**
 * Validation curve: cross-validation on the same folds for each value of a hyperparameter. A value other than the best whose test loss
 * is more than 1 % above the best one's is too simple where its training loss is higher too (bias), too flexible where its training
 * loss is lower (variance).
 */
export function validationCurve(
  sweep: Sweep,
  frame: Frame,
  target: Target,
  options: SelectOptions,
  learner: Learner,
): ValidationCurve {
  if (sweep.values.length === 0)
    throw new GyreError("learn.bad_config", `there are no values of ${sweep.name} to compare`);
  const metric = options.metric ?? decidingMetric(target);
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  let constant: number | undefined;
  const points = sweep.values.map((value): ValidationPoint => {
    const tasks = planFolds(sweep.configOf(value), frame, target, { ...options, metrics: [metric] });
    const point = pointOf(
      tasks.map((task) => runFold({ ...task, scoreTrain: true }, learner, signal)),
      metric,
    );
    const losses = { train: lossOf(metric, point.train), test: lossOf(metric, point.test) };
    constant ??= constantLoss(tasks, metric);
    return { value, ...point, limit: limitOf({ ...losses, constant }) };
  });
  const best = points.reduce((a, b) => (lossOf(metric, b.test) < lossOf(metric, a.test) ? b : a));
  return { name: sweep.name, metric, points, best: best.value, sentences: inWords(sweep.name, metric, points, best) };
}

function inWords(
  name: string,
  metric: MetricName,
  points: readonly ValidationPoint[],
  best: ValidationPoint,
): string[] {
  const test = (point: ValidationPoint): number => lossOf(metric, point.test);
  const train = (point: ValidationPoint): number => lossOf(metric, point.train);
  const worse = points.filter((point) => test(point) > 1.01 * test(best));
  const listed = (some: readonly ValidationPoint[]): string => some.map(({ value }) => value).join(", ");
  const simple = worse.filter((point) => train(point) > train(best));
  const flexible = worse.filter((point) => train(point) < train(best));
  const sentences = [`${name} = ${best.value} does best: ${metric} ${shown(best.test)} on rows not trained on.`];
  if (simple.length > 0) {
    sentences.push(`Bias dominates at ${name} = ${listed(simple)}: training rows and others are both predicted worse.`);
  }
  if (flexible.length > 0) {
    sentences.push(
      `Variance dominates at ${name} = ${listed(flexible)}: training rows are predicted better, others worse.`,
    );
  }
  if (worse.length === 0) sentences.push(`The choice of ${name} hardly matters between ${listed(points)}.`);
  if (points.length > 1 && (best === points[0] || best === points[points.length - 1]) && worse.length > 0) {
    sentences.push(`The best value is at the end of the list: try values beyond ${best.value}.`);
  }
  return sentences;
}
