import { GyreError } from "../../core/index.js";

/**
 * log P(class): of the chances that were asked for, else of the shares of the weight, or equal ones. A class without rows has
 * −Infinity: nothing is known of it. Throws `learn.bad_config` when there are not as many chances as classes.
 */
export function logPriors(
  classWeights: readonly number[],
  asked: readonly number[] | undefined,
  uniform = false,
): Float64Array {
  if (asked !== undefined && asked.length !== classWeights.length) {
    throw new GyreError(
      "learn.bad_config",
      `there are ${asked.length} prior chances for ${classWeights.length} classes`,
    );
  }
  const total = classWeights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(classWeights, (weight, k) => {
    if (weight === 0) return Number.NEGATIVE_INFINITY;
    if (asked !== undefined) return Math.log(asked[k]);
    return uniform ? -Math.log(classWeights.length) : Math.log(weight / total);
  });
}

/** Adds the log priors to the log likelihoods (n, K) in place, then makes them probabilities: e^(a − max) over their sum. */
export function toProbabilities(joint: Float64Array, priors: Float64Array): Float64Array {
  const k = priors.length;
  for (let at = 0; at < joint.length; at += k) {
    let max = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < k; c++) max = Math.max(max, (joint[at + c] += priors[c]));
    let sum = 0;
    for (let c = 0; c < k; c++) sum += joint[at + c] = Math.exp(joint[at + c] - max);
    for (let c = 0; c < k; c++) joint[at + c] /= sum;
  }
  return joint;
}
