import type { ClassTarget } from "../../target.js";
import type { Objective } from "../objective.js";
import { totalWeight } from "./order-free-sum.js";
import { multiply } from "./point-objective.js";

const MIN_SHARE = 1e-15;

/**
 * The log loss of K classes over the softmax of K scores: gradient p − [y = k], hessian K / (K − 1)·p·(1 − p), the factor of
 * Friedman (2001, section 4.6), as in LightGBM. With K = 2 it counts each row as one score of the two-class loss would.
 */
export function softmaxObjective(
  target: ClassTarget,
  weights: Float64Array | undefined,
  startWeights: Float64Array | undefined,
): Objective {
  const { codes, classes } = target;
  const n = codes.length;
  const k = classes.length;
  const factor = k > 1 ? k / (k - 1) : 1;
  const probabilities = new Float64Array(k * n);
  return {
    outputs: k,
    link: "softmax",
    start: classShares(target, startWeights).map((share) => Math.log(Math.max(MIN_SHARE, share))),
    constantHessian: false,
    prepare: (scores) => fillSoftmax(scores, k, probabilities),
    gradients: (_scores, output, gradient, hessian) => {
      for (let i = 0; i < n; i++) {
        const p = probabilities[output * n + i];
        gradient[i] = p - (codes[i] === output ? 1 : 0);
        hessian[i] = factor * p * (1 - p);
      }
      multiply(gradient, hessian, weights);
    },
  };
}

/** The share of each class among the rows, by weight. */
export function classShares({ codes, classes }: ClassTarget, weights?: Float64Array): Float64Array {
  const total = totalWeight(codes.length, weights);
  return Float64Array.from(classes, (_, k) => {
    const own = Float64Array.from(codes, (code, i) => (code === k ? (weights?.[i] ?? 1) : 0));
    return totalWeight(0, own) / total;
  });
}

/** Softmax of the K scores of each row, both output-major; the largest score is taken away first, so that nothing overflows. */
export function fillSoftmax(scores: Float64Array, k: number, probabilities: Float64Array): void {
  const n = scores.length / k;
  for (let i = 0; i < n; i++) {
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
