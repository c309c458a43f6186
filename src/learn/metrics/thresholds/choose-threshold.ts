import { createRandom, GyreError } from "../../../core/index.js";
import { type BootstrapOptions, bootstrapReplicates, intervalOf, unitsOf } from "../intervals/bootstrap.js";
import { bestCut, type Objective, type Outcome, outcomeAt, rankedRows } from "./ranked.js";

type Numbers = ArrayLike<number>;

/** What each kind of decision costs; a benefit is a negative cost. Right decisions cost nothing by default. */
export interface DecisionCosts {
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly truePositive?: number | undefined;
  readonly trueNegative?: number | undefined;
}

/** A threshold and what comes of it; rows with a score of at least `threshold` are taken as positive. */
export interface ThresholdChoice extends Outcome {
  /** Infinity: better take no row as positive; −Infinity: all. */
  readonly threshold: number;
  /** Where the threshold falls on resamples of the rows. */
  readonly thresholdLow: number;
  readonly thresholdHigh: number;
  /** What was asked for, at the threshold: mean cost of a row, F-beta, recall or precision. */
  readonly value: number;
  /** Interval of the value with the threshold held; since it was chosen on the same rows, expect a little less on others. */
  readonly low: number;
  readonly high: number;
}

/**
 * The threshold of least mean cost, exactly over all cuts. `labels` (0, 1) and `scores` `(n)`. Without benefits and with calibrated
 * probabilities it tends to falsePositive / (falsePositive + falseNegative). O(n log n), and O(n) for each of 200 resamples. Throws
 * `learn.bad_table` without rows.
 *
 * @example
 * ```ts
 * const { threshold } = thresholdByCost(labels, probabilities, { falsePositive: 1, falseNegative: 20 });
 * ```
 */
export function thresholdByCost(
  labels: Numbers,
  scores: Numbers,
  costs: DecisionCosts,
  options: BootstrapOptions = {},
): ThresholdChoice {
  const { falsePositive, falseNegative, truePositive = 0, trueNegative = 0 } = costs;
  for (const [name, cost] of Object.entries(costs)) {
    if (cost !== undefined && !Number.isFinite(cost))
      throw new GyreError("learn.bad_config", `the cost ${name} is ${cost}`);
  }
  const cost = (o: Outcome): number =>
    (falsePositive * o.falsePositives +
      falseNegative * o.falseNegatives +
      truePositive * o.truePositives +
      trueNegative * o.trueNegatives) /
    (o.falsePositives + o.falseNegatives + o.truePositives + o.trueNegatives);
  const chosen = choice({ labels, scores, value: cost, merit: (o) => -cost(o) }, options);
  if (chosen === null)
    throw new GyreError("learn.bad_table", "a threshold needs at least one row that weighs anything");
  return chosen;
}

/**
 * The threshold of the greatest F-beta (β = 1 by default), exactly over all cuts; null without positives. See
 * {@link thresholdByCost}.
 */
export function thresholdByFBeta(
  labels: Numbers,
  scores: Numbers,
  options: BootstrapOptions & { readonly beta?: number | undefined } = {},
): ThresholdChoice | null {
  const { beta = 1 } = options;
  if (!(beta >= 0 && beta < Number.POSITIVE_INFINITY)) {
    throw new GyreError("learn.bad_config", `beta is ${beta}, expected a number ≥ 0`);
  }
  const square = beta * beta;
  const fBeta = ({ truePositives: t, falsePositives, falseNegatives }: Outcome): number =>
    t + falseNegatives === 0
      ? Number.NaN
      : ((1 + square) * t) / ((1 + square) * t + falsePositives + square * falseNegatives);
  return choice({ labels, scores, value: fBeta, merit: fBeta }, options);
}

/** A floor under precision or recall. */
export type Floor = { readonly precision: number } | { readonly recall: number };

/**
 * The threshold with the greatest recall whose precision is at least `floor.precision`, or with the greatest precision whose recall
 * is at least `floor.recall`; null where no cut reaches the floor. See {@link thresholdByCost}.
 */
export function thresholdByFloor(
  labels: Numbers,
  scores: Numbers,
  floor: Floor,
  options: BootstrapOptions = {},
): ThresholdChoice | null {
  const least = "precision" in floor ? floor.precision : floor.recall;
  if (!(least >= 0 && least <= 1)) throw new GyreError("learn.bad_config", `the floor is ${least}, expected 0 to 1`);
  const precision = (o: Outcome): number => o.truePositives / (o.truePositives + o.falsePositives);
  const recall = (o: Outcome): number => o.truePositives / (o.truePositives + o.falseNegatives);
  const [bound, value] = "precision" in floor ? [precision, recall] : [recall, precision];
  return choice({ labels, scores, value, merit: (o) => (bound(o) >= least ? value(o) : Number.NaN) }, options);
}

interface Question {
  readonly labels: Numbers;
  readonly scores: Numbers;
  readonly value: Objective;
  readonly merit: Objective;
}

function choice({ labels, scores, value, merit }: Question, options: BootstrapOptions): ThresholdChoice | null {
  const ranked = rankedRows(labels, scores);
  const units = unitsOf(labels.length, options);
  const cut = bestCut(ranked, units.weights, merit);
  if (cut === undefined) return null;
  const { threshold } = cut;
  const [thresholds, values] = bootstrapReplicates(
    units,
    [
      (weights) => bestCut(ranked, weights, merit)?.threshold ?? Number.NaN,
      (weights) => value(outcomeAt(ranked, weights, threshold)),
    ],
    { ...options, replicates: options.replicates ?? 200, random: options.random ?? createRandom("threshold") },
  );
  const outcome = outcomeAt(ranked, units.weights, threshold);
  const [thresholdLow, thresholdHigh] = rankInterval(thresholds, options.level ?? 0.95);
  return {
    threshold,
    thresholdLow,
    thresholdHigh,
    ...intervalOf(value(outcome), values, { level: options.level }),
    ...outcome,
  };
}

/** Quantiles without interpolation, since thresholds may be infinite. */
function rankInterval(values: Float64Array, level: number): readonly [number, number] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return [at((1 - level) / 2), at((1 + level) / 2)];
}
