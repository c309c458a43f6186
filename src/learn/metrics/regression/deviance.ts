import { GyreError } from "../../../core/index.js";
import { checkedWeights, checkPairs, meanValue, type Weighted, weightedMean } from "../weights.js";
import { isSingleRow } from "./explained.js";

type Numbers = ArrayLike<number>;

/** What the deviances take: the power of the variance function, 0 normal, 1 Poisson, 2 Gamma, between 1 and 2 compound Poisson. */
export interface TweedieOptions extends Weighted {
  /** At most 0, or at least 1; default 0. */
  readonly power?: number | undefined;
}

/**
 * Mean Tweedie deviance, twice the loss of likelihood against a perfect prediction (Jørgensen 1987). Throws `learn.bad_table`
 * naming the row of a value outside the distribution's range: Poisson and compound Poisson need actual ≥ 0 and predicted > 0,
 * Gamma and above both > 0, below 0 predicted > 0. Shapes `(n)`, O(n).
 */
export function tweedieDeviance(actual: Numbers, predicted: Numbers, options: TweedieOptions = {}): number {
  const { power = 0 } = options;
  checkPairs(actual, predicted);
  checkRange(actual, predicted, power);
  const weights = checkedWeights(options.weights, actual.length);
  return weightedMean(actual.length, weights, (row) => unitDeviance(actual[row], predicted[row], power));
}

/** Mean Poisson deviance: 2·(y·ln(y/p) − y + p). */
export function poissonDeviance(actual: Numbers, predicted: Numbers, options: Weighted = {}): number {
  return tweedieDeviance(actual, predicted, { ...options, power: 1 });
}

/** Mean Gamma deviance: 2·(ln(p/y) + y/p − 1). */
export function gammaDeviance(actual: Numbers, predicted: Numbers, options: Weighted = {}): number {
  return tweedieDeviance(actual, predicted, { ...options, power: 2 });
}

/**
 * D², the share of the deviance explained: 1 − deviance / deviance of the mean; {@link r2} for power 0. NaN of a single row
 * and where the mean is perfect.
 */
export function d2Tweedie(actual: Numbers, predicted: Numbers, options: TweedieOptions = {}): number {
  const deviance = tweedieDeviance(actual, predicted, options);
  const weights = checkedWeights(options.weights, actual.length);
  if (isSingleRow(actual.length, weights)) return Number.NaN;
  const mean = meanValue(actual, weights);
  const whole = weightedMean(actual.length, weights, (row) =>
    actual[row] === mean ? 0 : unitDeviance(actual[row], mean, options.power ?? 0),
  );
  return whole === 0 ? Number.NaN : 1 - deviance / whole;
}

function unitDeviance(y: number, p: number, power: number): number {
  if (power === 0) return (y - p) * (y - p);
  if (power === 1) return 2 * ((y === 0 ? 0 : y * Math.log(y / p)) - y + p);
  if (power === 2) return 2 * (Math.log(p / y) + y / p - 1);
  const one = 1 - power;
  const two = 2 - power;
  return 2 * (Math.max(y, 0) ** two / (one * two) - (y * p ** one) / one + p ** two / two);
}

function checkRange(actual: Numbers, predicted: Numbers, power: number): void {
  if (Number.isNaN(power) || (power > 0 && power < 1)) {
    throw new GyreError("learn.bad_config", `the power is ${power}, expected at most 0 or at least 1`, {
      hint: "No Tweedie distribution has a power between 0 and 1.",
    });
  }
  if (power === 0) return;
  for (let row = 0; row < actual.length; row++) {
    const low = power >= 2 ? actual[row] <= 0 : power >= 1 && actual[row] < 0;
    if (!low && predicted[row] > 0) continue;
    const what = low
      ? `the actual value of row ${row} is ${actual[row]}`
      : `the prediction of row ${row} is ${predicted[row]}`;
    const expected = low && power < 2 ? "at least 0" : "more than 0";
    throw new GyreError("learn.bad_table", `${what}, expected ${expected} for power ${power}`, { details: { row } });
  }
}
