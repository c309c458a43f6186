import { GyreError } from "../../core/index.js";
import { clipOf } from "./probability-loss.js";
import { checkedWeights, type Weighted, weightedMean } from "./weights.js";

type Numbers = ArrayLike<number>;

/**
 * Mean negative log-probability, in nats, of the class that came: `codes` `(n)`, `probabilities` `(n, K)` row-major, cut to
 * [2⁻⁵², 1−2⁻⁵²] (2⁻²³ in a Float32Array). Rows are not rescaled: one that does not add up to 1 is an error. O(n·K).
 */
export function classLogLoss(codes: Numbers, probabilities: Numbers, options: Weighted = {}): number {
  const classes = checkProbabilities(codes, probabilities);
  const clip = clipOf(probabilities);
  return weightedMean(codes.length, checkedWeights(options.weights, codes.length), (row) => {
    return -Math.log(Math.min(1 - clip, Math.max(clip, probabilities[row * classes + codes[row]])));
  });
}

/**
 * Mean over the rows of Σ over the classes of (probability − came true)², from 0 to 2 (Brier 1950); `scaleByHalf` gives 0 to 1, for
 * two classes the same as {@link brier}, and is the default there. Shapes as in {@link classLogLoss}.
 */
export function classBrier(
  codes: Numbers,
  probabilities: Numbers,
  options: Weighted & { readonly scaleByHalf?: boolean | undefined } = {},
): number {
  const classes = checkProbabilities(codes, probabilities);
  const mean = weightedMean(codes.length, checkedWeights(options.weights, codes.length), (row) =>
    brierOfRow(probabilities, row, { classes, code: codes[row] }),
  );
  return (options.scaleByHalf ?? classes === 2) ? mean / 2 : mean;
}

/** Σ over the classes of (probability − came true)² of a row. */
export function brierOfRow(
  probabilities: Numbers,
  row: number,
  { classes, code }: { readonly classes: number; readonly code: number },
): number {
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += (probabilities[row * classes + c] - (c === code ? 1 : 0)) ** 2;
  return sum;
}

/**
 * Refuses what is not a table of probabilities, and returns its number of classes. Throws `learn.bad_table` naming the row where
 * one is outside [0, 1], the row does not add up to 1 (within 2.5·10⁻⁸; 3.5·10⁻⁴ in single precision), or the code is no class.
 */
export function checkProbabilities(codes: Numbers, probabilities: Numbers): number {
  const n = codes.length;
  if (n === 0) return 2;
  const classes = probabilities.length / n;
  if (!Number.isInteger(classes) || classes < 1) {
    throw new GyreError("learn.bad_table", `${probabilities.length} probabilities cannot be shared by ${n} rows`);
  }
  const tolerance = Math.sqrt(clipOf(probabilities)) + 1e-8;
  for (let row = 0; row < n; row++) {
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const p = probabilities[row * classes + c];
      if (!(p >= 0 && p <= 1)) throw badRow(row, `a probability of row ${row} is ${p}, expected 0 to 1`);
      sum += p;
    }
    if (Math.abs(sum - 1) > tolerance)
      throw badRow(row, `the probabilities of row ${row} add up to ${sum}, expected 1`);
    if (!(Number.isInteger(codes[row]) && codes[row] >= 0 && codes[row] < classes)) {
      throw badRow(row, `the class of row ${row} is ${codes[row]}, expected 0 … ${classes - 1}`);
    }
  }
  return classes;
}

function badRow(row: number, message: string): GyreError {
  return new GyreError("learn.bad_table", message, { details: { row } });
}
