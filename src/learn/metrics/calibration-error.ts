import { GyreError } from "../../core/index.js";
import { type BinningOptions, calibrationCurve } from "./calibration-curve.js";
import { checkProbabilities } from "./class-probability-loss.js";
import type { ReliabilityBin } from "./reliability.js";

type Numbers = ArrayLike<number>;

/** How a calibration error is measured; "the" expected calibration error does not exist, so state these with the number. */
export interface CalibrationErrorOptions extends BinningOptions {
  /** 1: mean |gap| over the rows; 2: root of the mean squared gap; `max`: the largest gap. Default 1. */
  readonly norm?: 1 | 2 | "max" | undefined;
  /** For norm 2: takes from each squared gap what chance alone adds, rate·(1 − rate)/(rows − 1) (Kumar, Liang and Ma 2019). */
  readonly debiased?: boolean | undefined;
}

/**
 * Calibration error of probabilities of a binary outcome: the gap between mean probability and rate of the bins, ten of equal width
 * by default. `labels` (0, 1) and `probabilities` `(n)`. NaN without rows.
 *
 * @example
 * ```ts
 * expectedCalibrationError([0, 1], [0.2, 0.8]); // 0.2
 * ```
 */
export function expectedCalibrationError(
  labels: Numbers,
  probabilities: Numbers,
  options: CalibrationErrorOptions = {},
): number {
  return errorOf(calibrationCurve(labels, probabilities, options), options);
}

/**
 * Calibration error for K classes: `codes` `(n)`, `probabilities` `(n, K)` row-major. `topLabel` asks whether the likeliest class
 * comes as often as its probability says; `classwise` is the mean over the classes of each one's own error.
 */
export function classCalibrationError(
  codes: Numbers,
  probabilities: Numbers,
  options: CalibrationErrorOptions & { readonly of?: "topLabel" | "classwise" | undefined } = {},
): number {
  const classes = checkProbabilities(codes, probabilities);
  if (options.of !== "classwise") {
    const top = Array.from(codes, (_code, row) => likeliestOf(probabilities, row, classes));
    return expectedCalibrationError(
      top.map((c, row) => (c === codes[row] ? 1 : 0)),
      top.map((c, row) => probabilities[row * classes + c]),
      options,
    );
  }
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    const labels = Array.from(codes, (code) => (code === c ? 1 : 0));
    const scores = Array.from(codes, (_code, row) => probabilities[row * classes + c]);
    sum += expectedCalibrationError(labels, scores, options);
  }
  return sum / classes;
}

function likeliestOf(probabilities: Numbers, row: number, classes: number): number {
  let best = 0;
  for (let c = 1; c < classes; c++) {
    if (probabilities[row * classes + c] > probabilities[row * classes + best]) best = c;
  }
  return best;
}

function errorOf(curve: readonly ReliabilityBin[], { norm = 1, debiased = false }: CalibrationErrorOptions): number {
  if (debiased && norm !== 2) {
    throw new GyreError("learn.bad_config", "debiased would have no effect: only norm 2 has a known bias");
  }
  if (curve.length === 0) return Number.NaN;
  const total = curve.reduce((sum, { count }) => sum + count, 0);
  const gap = ({ meanPredicted, observedRate }: ReliabilityBin): number => Math.abs(meanPredicted - observedRate);
  if (norm === "max") return Math.max(...curve.map(gap));
  const term = (bin: ReliabilityBin): number => {
    if (norm === 1) return gap(bin);
    if (!debiased) return gap(bin) ** 2;
    return bin.count < 2 ? 0 : gap(bin) ** 2 - (bin.observedRate * (1 - bin.observedRate)) / (bin.count - 1);
  };
  const mean = curve.reduce((sum, bin) => sum + bin.count * term(bin), 0) / total;
  return norm === 1 ? mean : Math.sqrt(Math.max(0, mean));
}
