import { createRandom, GyreError } from "../../core/index.js";
import type { AnyConfig, Learner } from "../estimator.js";
import { GREATER_IS_BETTER, type MetricName } from "../metrics/report/index.js";
import { type Frame, selectRows } from "../table.js";
import { selectTarget, type Target } from "../target.js";
import { type CrossValidation, type CrossValidationOptions, crossValidate, summariseFolds } from "./cross-validate.js";
import { type FoldResult, runFold } from "./fold-task.js";
import { planFolds } from "./plan-folds.js";

/** What {@link selectBest} takes. */
export interface SelectOptions extends Omit<CrossValidationOptions, "metrics" | "onFold"> {
  /** The metric that decides; default log loss for classes, root mean squared error for numbers, NDCG for relevance. */
  readonly metric?: MetricName | undefined;
}

/** One configuration and how it did. */
export interface Contender {
  readonly config: AnyConfig;
  /** Mean of the metric over the folds and its standard deviation. */
  readonly mean: number;
  readonly standardDeviation: number;
}

/** Which configuration did best. */
export interface Selection {
  readonly best: AnyConfig;
  readonly metric: MetricName;
  /** In the order given. */
  readonly contenders: readonly Contender[];
}

/**
 * Cross-validates each configuration on the same folds and takes the one with the best mean, of equal ones the first. Its score is
 * too good to be true, the best of several being chosen by it: {@link nestedCrossValidate} gives an honest one.
 */
export function selectBest(
  configs: readonly AnyConfig[],
  frame: Frame,
  target: Target,
  options: SelectOptions,
  learner: Learner,
): Selection {
  if (configs.length === 0) throw new GyreError("learn.bad_config", "there are no configurations to choose between");
  const metric = options.metric ?? decidingMetric(target);
  const contenders = configs.map((config): Contender => {
    const { summary } = crossValidate(config, frame, target, { ...options, metrics: [metric] }, learner);
    return { config, mean: summary[0].mean, standardDeviation: summary[0].standardDeviation };
  });
  const sign = GREATER_IS_BETTER[metric] ? 1 : -1;
  let best: Contender | undefined;
  for (const contender of contenders) {
    if (Number.isNaN(contender.mean)) continue;
    if (best === undefined || sign * contender.mean > sign * best.mean) best = contender;
  }
  if (best === undefined) throw new GyreError("learn.bad_table", `${metric} is undefined on every fold`);
  return { best: best.config, metric, contenders };
}

/** The metric that decides where none is asked for. */
export function decidingMetric(target: Target): MetricName {
  return target.kind === "class" ? "logLoss" : target.kind === "number" ? "rootMeanSquaredError" : "ndcg";
}

/** What a nested cross-validation says: the outer scores, and what was chosen in each outer fold. */
export interface NestedCrossValidation extends CrossValidation {
  readonly selections: readonly Selection[];
}

/**
 * Nested cross-validation: in each outer fold {@link selectBest} chooses on the training rows alone, by inner folds of its own, and
 * the choice is scored on the test rows. So the score is that of the whole procedure, choosing included. `folds` are the outer ones,
 * `innerFolds` (default 5) how many inner ones; groups and weights go into both.
 */
export function nestedCrossValidate(
  configs: readonly AnyConfig[],
  frame: Frame,
  target: Target,
  options: SelectOptions & {
    readonly innerFolds?: number | undefined;
    readonly metrics?: readonly MetricName[] | undefined;
  },
  learner: Learner,
): NestedCrossValidation {
  if (configs.length === 0) throw new GyreError("learn.bad_config", "there are no configurations to choose between");
  const { weights, groups } = options;
  const random = options.random ?? createRandom("nested");
  const selections: Selection[] = [];
  const results = planFolds(configs[0], frame, target, options).map((task): FoldResult => {
    const { train } = task;
    const inner: SelectOptions = {
      ...options,
      folds: options.innerFolds ?? 5,
      weights: weights === undefined ? undefined : Float64Array.from(train, (row) => weights[row]),
      groups: groups === undefined ? undefined : Float64Array.from(train, (row) => groups[row]),
      random: random.split(`inner ${task.fold}`),
    };
    const selection = selectBest(configs, selectRows(frame, train), selectTarget(target, train), inner, learner);
    selections.push(selection);
    const signal = options.signal === undefined ? {} : { signal: options.signal };
    return runFold({ ...task, config: selection.best }, learner, signal);
  });
  return { ...summariseFolds(results, target, options), selections };
}
