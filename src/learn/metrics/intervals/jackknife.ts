import type { Random } from "../../../core/index.js";
import type { Units, WeightedStatistic } from "./resample.js";

/** Up to this many units each is left out in turn; above, as many parts of them drawn at random. */
const LARGEST = 200;

/**
 * The values of a weighted metric with one unit left out, unit after unit. Of a unit that weighs w one part in w goes at a time, and
 * its value stands there w times, as if it were w rows; fractions of weight are rounded. With more than 200 units 200 random parts of
 * equal size are left out instead: deviations of sums add up, so their squares and cubes estimate the same acceleration.
 */
export function jackknife(units: Units, statistic: WeightedStatistic, random: Random): Float64Array {
  const { weights, groupOf, count } = units;
  const partOf = count <= LARGEST ? undefined : randomParts(count, random);
  const left = new Float64Array(weights.length);
  const values: number[] = [];
  for (let part = 0; part < Math.min(count, LARGEST); part++) {
    let times = 1;
    for (let i = 0; i < weights.length; i++) {
      const unit = groupOf === undefined ? i : groupOf[i];
      const out = (partOf === undefined ? unit : partOf[unit]) === part;
      const single = out && groupOf === undefined && partOf === undefined;
      left[i] = out ? (single ? Math.max(0, weights[i] - 1) : 0) : weights[i];
      if (single) times = Math.round(weights[i]);
    }
    if (times === 0) continue;
    const value = statistic(left);
    for (let copy = 0; copy < times; copy++) values.push(value);
  }
  return Float64Array.from(values);
}

function randomParts(count: number, random: Random): Int32Array {
  const parts = Int32Array.from({ length: count }, (_, unit) => unit % LARGEST);
  for (let i = count - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [parts[i], parts[j]] = [parts[j], parts[i]];
  }
  return parts;
}
