import { checkedWeights, checkPairs, meanValue, type Weighted, weightedMean } from "../weights.js";

type Numbers = ArrayLike<number>;

/**
 * R², the share of the target's variance that the predictions explain: 1 − Σw(y − p)² / Σw(y − ȳ)²; 1 is perfect, 0 as good as the
 * mean, below 0 worse. Of a constant target 1 where it is met exactly, else 0. NaN of a single row. O(n).
 */
export function r2(actual: Numbers, predicted: Numbers, options: Weighted = {}): number {
  const { rows, weights } = checked(actual, predicted, options);
  if (isSingleRow(rows, weights)) return Number.NaN;
  const mean = meanValue(actual, weights);
  return explainedShare(
    weightedMean(rows, weights, (row) => (actual[row] - predicted[row]) ** 2),
    weightedMean(rows, weights, (row) => (actual[row] - mean) ** 2),
  );
}

/**
 * Explained variance: 1 − Var(y − p) / Var(y). Unlike {@link r2} it forgives a constant offset. Of a constant target 1 where the
 * errors are all equal, else 0. O(n).
 */
export function explainedVariance(actual: Numbers, predicted: Numbers, options: Weighted = {}): number {
  const { rows, weights } = checked(actual, predicted, options);
  const mean = meanValue(actual, weights);
  const errors = Float64Array.from(predicted, (p, row) => actual[row] - p);
  const offset = meanValue(errors, weights);
  return explainedShare(
    weightedMean(rows, weights, (row) => (errors[row] - offset) ** 2),
    weightedMean(rows, weights, (row) => (actual[row] - mean) ** 2),
  );
}

/** 1 − unexplained / whole; where there is nothing to explain 1 if nothing is left over, else 0. */
export function explainedShare(unexplained: number, whole: number): number {
  if (whole === 0) return unexplained === 0 ? 1 : 0;
  return 1 - unexplained / whole;
}

/** Whether there is at most one row: fewer than two that weigh anything, and not weighing as much as two. */
export function isSingleRow(rows: number, weights: Float64Array | undefined): boolean {
  if (weights === undefined) return rows < 2;
  let total = 0;
  let present = 0;
  for (const weight of weights) {
    total += weight;
    if (weight > 0) present++;
  }
  return present < 2 && total < 2;
}

function checked(actual: Numbers, predicted: Numbers, { weights }: Weighted) {
  checkPairs(actual, predicted);
  return { rows: actual.length, weights: checkedWeights(weights, actual.length) };
}
