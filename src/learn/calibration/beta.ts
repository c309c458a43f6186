import { examplesOf } from "./examples.js";
import { sigmoid } from "./sigmoid.js";
import { fitSmallLogistic, type SmallLogistic } from "./small-logistic.js";

/** log(p′ / (1 − p′)) = a·ln p − b·ln(1 − p) + c with a, b ≥ 0; a = b = 1, c = 0 leaves probabilities as they are. */
export interface BetaMap {
  readonly kind: "beta";
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** Probabilities nearer to 0 or 1 are taken as this far from it. */
export const BETA_CLIP = 1e-12;

/** ln p and −ln(1 − p) of a probability and of its complement. */
export function betaInputs(p: number, complement: number): readonly [number, number] {
  return [Math.log(Math.max(p, BETA_CLIP)), -Math.log(Math.max(complement, BETA_CLIP))];
}

/**
 * Beta calibration of probabilities (Kull, Silva Filho and Flach, 2017): the logistic regression on (ln p, −ln(1 − p)) without a
 * penalty; where a coefficient comes out negative, it is 0 and the rest is fitted again. Shapes (n). Throws `learn.bad_table`.
 *
 * @example
 * ```ts
 * const map = fitBeta(probabilities, labels);
 * ```
 */
export function fitBeta(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  weights?: Float64Array,
): BetaMap {
  return fitBetaPairs(
    probabilities,
    Float64Array.from(probabilities, (p) => 1 - p),
    outcomes,
    weights,
  );
}

/** {@link fitBeta} with the complements 1 − p beside the probabilities, so that those near 1 keep their digits. */
export function fitBetaPairs(
  probabilities: ArrayLike<number>,
  complements: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  weights?: Float64Array,
): BetaMap {
  const places = Float64Array.from(probabilities, (p, i) => (p >= 0 && p <= 1 ? i : Number.NaN));
  const examples = examplesOf(places, outcomes, weights);
  const inputs = Array.from(examples.scores, (i) => betaInputs(probabilities[i], complements[i]));
  const [x, y] = [0, 1].map((side) => Float64Array.from(inputs, (pair) => pair[side]));
  const rest = { outcomes: examples.outcomes, weights: examples.weights };
  const both = fitSmallLogistic({ columns: [x, y], ...rest });
  const [a, b] = both.coefficients;
  if (a >= 0 && b >= 0) return mapOf(both, a, b);
  const candidates: BetaMap[] = [];
  const onlyA = fitSmallLogistic({ columns: [x], ...rest });
  const onlyB = fitSmallLogistic({ columns: [y], ...rest });
  if (b < 0 && onlyA.coefficients[0] >= 0) candidates.push(mapOf(onlyA, onlyA.coefficients[0], 0));
  if (a < 0 && onlyB.coefficients[0] >= 0) candidates.push(mapOf(onlyB, 0, onlyB.coefficients[0]));
  if (candidates.length === 2) return onlyA.loss <= onlyB.loss ? candidates[0] : candidates[1];
  return candidates[0] ?? mapOf(fitSmallLogistic({ columns: [], ...rest }), 0, 0);
}

/** Calibrated probabilities, (n). */
export function applyBeta({ a, b, c }: BetaMap, probabilities: ArrayLike<number>): Float64Array {
  return Float64Array.from(probabilities, (p) => {
    const [x, y] = betaInputs(p, 1 - p);
    return sigmoid(a * x + b * y + c);
  });
}

function mapOf({ intercept }: SmallLogistic, a: number, b: number): BetaMap {
  return { kind: "beta", a, b, c: intercept };
}
