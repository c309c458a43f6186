import { wilsonInterval } from "../../math/index.js";
import { forEachScore, type SplitScores, splitScores } from "./scores.js";
import type { Weighted } from "./weights.js";

/** One bin of the reliability curve: what was predicted, what came, and the 95 % interval of what came (Wilson). */
export interface ReliabilityBin {
  readonly meanPredicted: number;
  readonly observedRate: number;
  readonly low: number;
  readonly high: number;
  /** Total weight of the rows. */
  readonly count: number;
}

const DEFAULT_BINS = 10;

/**
 * Reliability curve over at most `bins` bins of equal frequency, in ascending order of probability. Equal probabilities
 * are never parted, so many ties mean fewer bins. Shapes (n) and (n), O(n log n). Empty when there are no rows.
 */
export function reliabilityCurve(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  bins = DEFAULT_BINS,
  { weights }: Weighted = {},
): ReliabilityBin[] {
  return reliabilityCurveOf(splitScores(labels, probabilities, weights), bins);
}

/**
 * Expected calibration error: the mean over the rows of |mean predicted − observed rate| of their bin, with ten bins of
 * equal frequency (see {@link reliabilityCurve}). 0 is perfect. Never negative, so even a perfect model shows about
 * √(bins / rows) · 0.3 of chance. NaN when empty. {@link expectedCalibrationError} has other bins and norms.
 */
export function calibrationError(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { weights }: Weighted = {},
): number {
  return calibrationErrorOf(splitScores(labels, probabilities, weights));
}

/** {@link calibrationError} of probabilities that are split already. */
export function calibrationErrorOf(split: SplitScores): number {
  let sum = 0;
  let rows = 0;
  for (const { meanPredicted, observedRate, count } of reliabilityCurveOf(split, DEFAULT_BINS)) {
    sum += count * Math.abs(meanPredicted - observedRate);
    rows += count;
  }
  return sum / rows;
}

function reliabilityCurveOf(split: SplitScores, bins: number): ReliabilityBin[] {
  const rows = split.positiveWeight + split.negativeWeight;
  // A sum of fractional weights may miss the border of a bin by its rounding.
  const slack = split.weights === undefined ? 0 : rows * bins * 1e-14;
  const curve: ReliabilityBin[] = [];
  let seen = 0;
  let closed = 0;
  let positives = 0;
  let sum = 0;
  let bin = 0;
  const close = (): void => {
    const count = seen - closed;
    curve.push(binOf(positives, sum, count));
    bin = Math.floor((seen * bins + slack) / rows);
    closed = seen;
    positives = 0;
    sum = 0;
  };
  forEachScore(split, (probability, tiedPositives, tiedNegatives) => {
    seen += tiedPositives + tiedNegatives;
    positives += tiedPositives;
    sum += probability * (tiedPositives + tiedNegatives);
    if (seen * bins + slack >= (bin + 1) * rows) close();
  });
  return curve;
}

/** A bin of `count` rows, `positives` of them positive, whose probabilities add up to `sum`. */
export function binOf(positives: number, sum: number, count: number): ReliabilityBin {
  const [low, high] = wilsonInterval(Math.min(positives, count), count);
  return { meanPredicted: sum / count, observedRate: positives / count, low, high, count };
}
