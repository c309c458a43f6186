import { GyreError } from "../../../core/index.js";
import { weightedQuantile } from "../weighted-quantile.js";
import { checkedWeights, checkPairs, type Weighted, weightedMean } from "../weights.js";
import { meanOf } from "./errors.js";
import { explainedShare, isSingleRow } from "./explained.js";

type Numbers = ArrayLike<number>;

/** What the metrics of a predicted quantile take. */
export interface QuantileOptions extends Weighted {
  /** The quantile that was predicted, from 0 to 1; default the median, 0.5. */
  readonly level?: number | undefined;
}

/**
 * Mean pinball loss of a predicted quantile: level·(y − p) where y is above p, (1 − level)·(p − y) below. At 0.5 half the mean
 * absolute error. Shapes `(n)`, O(n).
 */
export function pinballLoss(actual: Numbers, predicted: Numbers, options: QuantileOptions = {}): number {
  const { level = 0.5 } = options;
  checkLevel(level);
  return meanOf(actual, predicted, options, (y, p) => (y >= p ? level * (y - p) : (1 - level) * (p - y)));
}

/**
 * D² of the pinball loss: 1 − loss / loss of the best constant, the quantile of the actual values (averaged inverted distribution
 * function). NaN of a single row. O(n log n).
 */
export function d2Pinball(actual: Numbers, predicted: Numbers, options: QuantileOptions = {}): number {
  const loss = pinballLoss(actual, predicted, options);
  if (isSingleRow(actual.length, checkedWeights(options.weights, actual.length))) return Number.NaN;
  const best = weightedQuantile(actual, options.level ?? 0.5, options);
  return explainedShare(loss, pinballLoss(actual, new Float64Array(actual.length).fill(best), options));
}

/** Share of the rows at or below their predicted quantile; near `level` where the prediction is honest. O(n). */
export function quantileCoverage(actual: Numbers, predicted: Numbers, options: Weighted = {}): number {
  return meanOf(actual, predicted, options, (y, p) => (y <= p ? 1 : 0));
}

/** How predicted intervals did. */
export interface IntervalQuality {
  /** Share of the rows inside their interval, its ends included. */
  readonly coverage: number;
  readonly meanWidth: number;
  /** Mean of width + 2/α·(distance outside), α = 1 − level: the proper score of an interval (Gneiting and Raftery 2007, eq. 43). */
  readonly score: number;
}

/**
 * Coverage, width and score of predicted central intervals [low, high] of `level`, 0.9 by default: smaller scores are better.
 * Shapes `(n)`, O(n). Throws `learn.bad_table` naming the row whose low end is above its high end.
 */
export function intervalQuality(
  actual: Numbers,
  low: Numbers,
  high: Numbers,
  options: QuantileOptions = {},
): IntervalQuality {
  const { level = 0.9 } = options;
  if (!(level > 0 && level < 1)) throw new GyreError("learn.bad_config", `level is ${level}, expected between 0 and 1`);
  checkPairs(actual, low);
  checkPairs(actual, high);
  const crossed = Array.prototype.findIndex.call(low, (value, row) => value > high[row]);
  if (crossed >= 0) {
    throw new GyreError("learn.bad_table", `the interval of row ${crossed} is [${low[crossed]}, ${high[crossed]}]`, {
      hint: "Sort the predicted quantiles of each row.",
      details: { row: crossed },
    });
  }
  const weights = checkedWeights(options.weights, actual.length);
  const mean = (of: (row: number) => number): number => weightedMean(actual.length, weights, of);
  const width = (row: number): number => high[row] - low[row];
  const outside = (row: number): number => Math.max(0, low[row] - actual[row], actual[row] - high[row]);
  return {
    coverage: mean((row) => (outside(row) === 0 ? 1 : 0)),
    meanWidth: mean(width),
    score: mean((row) => width(row) + (2 / (1 - level)) * outside(row)),
  };
}

function checkLevel(level: number): void {
  if (!(level >= 0 && level <= 1)) {
    throw new GyreError("learn.bad_config", `level is ${level}, expected a number from 0 to 1`);
  }
}
