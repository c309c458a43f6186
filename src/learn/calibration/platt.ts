import { examplesOf } from "./examples.js";
import { sigmoid } from "./sigmoid.js";
import { fitSmallLogistic } from "./small-logistic.js";

/** p = 1 / (1 + e^(a·f + b)), in Platt's letters: `a` is negative where a larger score means a likelier event. */
export interface PlattMap {
  readonly kind: "platt";
  readonly a: number;
  readonly b: number;
}

/**
 * Platt's map from scores f to probabilities (Platt, 1999; Lin, Lin and Weng, 2007): the logistic regression on the score whose
 * outcomes are drawn in to (N₊ + 1) / (N₊ + 2) and 1 / (N₋ + 2), N being weights. Shapes (n). Throws `learn.bad_table`.
 *
 * @example
 * ```ts
 * const map = fitPlatt(scores, labels);
 * const probabilities = applyPlatt(map, scores);
 * ```
 */
export function fitPlatt(scores: ArrayLike<number>, outcomes: ArrayLike<number>, weights?: Float64Array): PlattMap {
  const examples = examplesOf(scores, outcomes, weights);
  let positive = 0;
  let negative = 0;
  examples.outcomes.forEach((outcome, i) => {
    positive += examples.weights[i] * outcome;
    negative += examples.weights[i] * (1 - outcome);
  });
  const [high, low] = [(positive + 1) / (positive + 2), 1 / (negative + 2)];
  const drawnIn = examples.outcomes.map((outcome) => outcome * high + (1 - outcome) * low);
  const fitted = fitSmallLogistic({ columns: [examples.scores], outcomes: drawnIn, weights: examples.weights });
  return { kind: "platt", a: 0 - fitted.coefficients[0], b: 0 - fitted.intercept };
}

/** Probabilities of scores, (n). */
export function applyPlatt({ a, b }: PlattMap, scores: ArrayLike<number>): Float64Array {
  return Float64Array.from(scores, (score) => sigmoid(-(a * score + b)));
}
