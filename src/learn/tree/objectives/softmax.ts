import type { ClassTarget } from "../../target.js";
import type { Objective } from "../objective.js";
import { totalWeight } from "./order-free-sum.js";
import { multiply } from "./point-objective.js";

const MIN_SHARE = 1e-15;
const ROWS_BETWEEN_LOOKS = 2 ** 18;

/** What else decides on derivatives and start. */
export interface SoftmaxOptions {
  /** What the derivatives of each row are multiplied by. */
  readonly ofRow?: Float64Array | undefined;
  /** What the share of each class is multiplied by for the first scores. */
  readonly start?: readonly number[] | undefined;
  /** Leaves the factor K / (K − 1) out, and takes first scores whose mean is 0. */
  readonly isScikitLearn?: boolean;
  /** Called now and then; throws when the fit is cancelled. */
  readonly look?: (() => void) | undefined;
}

/**
 * The log loss of K classes over the softmax of K scores: gradient p − [y = k], hessian K / (K − 1)·p·(1 − p), the factor of
 * Friedman (2001, section 4.6), as in LightGBM. With K = 2 it counts each row as one score of the two-class loss would.
 */
export function softmaxObjective(
  target: ClassTarget,
  weights: Float64Array | undefined,
  { ofRow, start, isScikitLearn, look }: SoftmaxOptions,
): Objective {
  const { codes, classes } = target;
  const n = codes.length;
  const k = classes.length;
  const factor = k > 1 && !isScikitLearn ? k / (k - 1) : 1;
  const probabilities = new Float64Array(k * n);
  const first = classShares(target, weights, start).map((share) => Math.log(Math.max(MIN_SHARE, share)));
  return {
    outputs: k,
    link: "softmax",
    ...(weights && { weights }),
    start: isScikitLearn ? centred(first) : first,
    constantHessian: false,
    prepare: (scores) => fillSoftmax(scores, k, probabilities, look),
    gradients: (_scores, output, gradient, hessian) => {
      look?.();
      for (let i = 0; i < n; i++) {
        const p = probabilities[output * n + i];
        gradient[i] = p - (codes[i] === output ? 1 : 0);
        hessian[i] = factor * p * (1 - p);
      }
      multiply(gradient, hessian, ofRow);
    },
  };
}

function centred(scores: Float64Array): Float64Array {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return scores.map((score) => score - mean);
}

/** The share of each class among the rows, by weight and by a factor for each class. */
export function classShares(
  { codes, classes }: ClassTarget,
  weights?: Float64Array,
  factors?: readonly number[],
): Float64Array {
  const totals = Float64Array.from(classes, (_, k) => {
    const own = Float64Array.from(codes, (code, i) => (code === k ? (weights?.[i] ?? 1) : 0));
    return totalWeight(0, own) * (factors?.[k] ?? 1);
  });
  const total = factors === undefined ? totalWeight(codes.length, weights) : totals.reduce((sum, own) => sum + own, 0);
  return totals.map((own) => own / total);
}

/** Softmax of the K scores of each row, both output-major; the largest score is taken away first, so that nothing overflows. */
export function fillSoftmax(scores: Float64Array, k: number, probabilities: Float64Array, look?: () => void): void {
  const n = scores.length / k;
  for (let i = 0; i < n; i++) {
    if (i % ROWS_BETWEEN_LOOKS === 0) look?.();
    let largest = Number.NEGATIVE_INFINITY;
    for (let at = i; at < scores.length; at += n) largest = Math.max(largest, scores[at]);
    let sum = 0;
    for (let at = i; at < scores.length; at += n) {
      probabilities[at] = Math.exp(scores[at] - largest);
      sum += probabilities[at];
    }
    for (let at = i; at < scores.length; at += n) probabilities[at] /= sum;
  }
}
