import type { WeightedStatistic } from "../intervals/resample.js";

/** One metric of some rows, ready to be computed for any weights of them. */
export interface Measure {
  readonly name: MetricName;
  readonly of: WeightedStatistic;
  /** Its interval by formula, for the base weights and rows that do not depend on each other; without one it is bootstrapped. */
  readonly formula?: Formula;
  /** How the bootstrap is read; `none` where resampling says nothing of the metric. Default percentile. */
  readonly bootstrap?: "percentile" | "reflected" | "none";
}

/** An interval by formula and the name of the formula. */
export interface Formula {
  readonly method: string;
  readonly interval: (level: number) => readonly [low: number, high: number];
}

/** Whether more of a metric is better; its keys are all metrics that a report can hold. */
export const GREATER_IS_BETTER = {
  rocAuc: true,
  averagePrecision: true,
  logLoss: false,
  brier: false,
  accuracy: true,
  balancedAccuracy: true,
  precision: true,
  recall: true,
  f1: true,
  f1Macro: true,
  f1Weighted: true,
  matthewsCorrelation: true,
  cohenKappa: true,
  calibrationError: false,
  rootMeanSquaredError: false,
  meanSquaredError: false,
  meanAbsoluteError: false,
  medianAbsoluteError: false,
  meanAbsolutePercentageError: false,
  maxError: false,
  r2: true,
  explainedVariance: true,
  ndcg: true,
  ndcgAt10: true,
  meanAveragePrecision: true,
  meanReciprocalRank: true,
} as const satisfies Record<string, boolean>;

/** The name of a metric of a report. */
export type MetricName = keyof typeof GREATER_IS_BETTER;
