import type { Random } from "../../../core/index.js";
import { normalQuantile } from "../../../math/index.js";

/** Above this mean a Poisson number is taken from its normal limit. */
const LARGE_MEAN = 30;

/** Up to this many units are drawn one by one. */
const MOST_UNITS = 20_000;

/** Cumulative probabilities of the Poisson distribution with mean 1; the ends are above any uniform number. */
const POISSON_ONE = poissonTable();

/** A metric of rows as a function of how much each one weighs, `(n)`; every metric of this folder can be one. */
export type WeightedStatistic = (weights: Float64Array) => number;

/** What is drawn together, and what the rows weigh. */
export interface Units {
  /** Base weights of the rows `(n)`. */
  readonly weights: Float64Array;
  /** The group of each row, from 0; absent where each row is its own. */
  readonly groupOf?: Int32Array;
  readonly count: number;
}

/** Draws of how often each unit stands in a resample: `draw(into)` fills `into` `(units)`. */
export type Resampler = (into: Float64Array) => void;

/**
 * Resamples of units that weigh `weights`. Whole weights are drawn as the classical bootstrap draws them: as many units as they weigh
 * together, with replacement; then a unit of weight two is two units. Fractional weights, and more than 20,000 units, get each a
 * Poisson number with its weight as mean, which is what the former tends to.
 */
export function resampler(weights: Float64Array, random: Random): Resampler {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const whole = weights.every((weight) => Number.isInteger(weight));
  return whole && total <= MOST_UNITS
    ? multinomialResampler(weights, total, random)
    : poissonResampler(weights, random);
}

/** Resamples in which each unit stands a Poisson number of times, its weight on average. One draw for two units of weight 1. */
function poissonResampler(weights: Float64Array, random: Random): Resampler {
  if (weights.every((weight) => weight === 1)) return poissonOneResampler(random);
  const empty = weights.map((weight) => Math.exp(-weight));
  return (into) => {
    for (let i = 0; i < into.length; i++) {
      into[i] = weights[i] > LARGE_MEAN ? largePoisson(weights[i], random) : poisson(weights[i], empty[i], random);
    }
  };
}

function multinomialResampler(weights: Float64Array, total: number, random: Random): Resampler {
  const units = new Int32Array(total);
  let at = 0;
  weights.forEach((weight, unit) => {
    units.fill(unit, at, at + weight);
    at += weight;
  });
  return (into) => {
    into.fill(0);
    for (let draw = 0; draw < total; draw++) into[units[Math.floor(random.next() * total)]]++;
  };
}

function poissonOneResampler(random: Random): Resampler {
  return (into) => {
    for (let i = 0; i < into.length; i += 2) {
      // 53 random bits give two numbers of 26.
      const bits = random.next() * 67_108_864;
      const first = Math.floor(bits);
      into[i] = countBelow(first / 67_108_864);
      if (i + 1 < into.length) into[i + 1] = countBelow(bits - first);
    }
  };
}

function countBelow(uniform: number): number {
  let count = 0;
  while (uniform >= POISSON_ONE[count]) count++;
  return count;
}

function poisson(mean: number, empty: number, random: Random): number {
  let uniform = random.next();
  let chance = empty;
  let count = 0;
  while (uniform >= chance && chance > 0) {
    uniform -= chance;
    count++;
    chance *= mean / count;
  }
  return count;
}

function largePoisson(mean: number, random: Random): number {
  const z = normalQuantile(Math.max(random.next(), Number.MIN_VALUE));
  return Math.max(0, Math.round(mean + Math.sqrt(mean) * z + (z * z - 1) / 6));
}

function poissonTable(): Float64Array {
  const table = new Float64Array(24).fill(2);
  let chance = Math.exp(-1);
  let sum = 0;
  for (let count = 0; count < 20; count++) {
    sum += chance;
    table[count] = sum;
    chance /= count + 1;
  }
  return table;
}
