import { describe, expect, it } from "vitest";
import { goldenTable, goldenValue } from "../../../../test/support/golden-learn.js";
import { createRandom } from "../../../core/index.js";
import { normalQuantile } from "../../../math/index.js";
import { goldenMetrics } from "../golden.fixture.js";
import {
  acceleration,
  betaQuantile,
  bootstrapInterval,
  jackknife,
  proportionInterval,
  regularizedBeta,
  studentSurvival,
} from "./index.js";
import { resampler } from "./resample.js";

interface Distributions {
  readonly beta: number[][];
  readonly student: number[][];
  readonly clopper: number[][];
  readonly wilson: number[][];
}
const distributions = goldenMetrics<Distributions>("distributions");
const mean =
  (values: readonly number[]) =>
  (weights: Float64Array): number => {
    let sum = 0;
    let total = 0;
    values.forEach((value, i) => {
      sum += weights[i] * value;
      total += weights[i];
    });
    return sum / total;
  };

describe("distributions against SciPy", () => {
  it.each(distributions.beta)("beta at %d with %d and %d", (x, a, b, want) => {
    expect(regularizedBeta(x, a, b) / want).toBeCloseTo(1, 11);
    expect(betaQuantile(want, a, b)).toBeCloseTo(x, 9);
  });
  it.each(distributions.student)("Student at %d with %d degrees", (t, degrees, want) => {
    expect(studentSurvival(t, degrees) / want).toBeCloseTo(1, 10);
  });
  it.each(distributions.clopper)("Clopper and Pearson of %d in %d", (k, n, level, low, high) => {
    const got = proportionInterval(k, n, { level, method: "clopperPearson" });
    expect(got[0]).toBeCloseTo(low, 11);
    expect(got[1]).toBeCloseTo(high, 11);
  });
  it.each(distributions.wilson)("Wilson of %d in %d", (k, n, level, low, high) => {
    const got = proportionInterval(k, n, { level });
    expect(got[0]).toBeCloseTo(low, 12);
    expect(got[1]).toBeCloseTo(high, 12);
    expect(got[0]).toBeGreaterThanOrEqual(0);
  });
  it("Wilson of the shared reference value, cut to [0, 1]", () => {
    const [low, high] = goldenValue<number[]>("wilson");
    const got = proportionInterval(47, 50);
    expect(got[0]).toBeCloseTo(low, 13);
    expect(got[1]).toBeCloseTo(high, 13);
    expect(proportionInterval(0, 20)[0]).toBe(0);
    expect(proportionInterval(20, 20)[1]).toBe(1);
    expect(proportionInterval(0, 0)).toEqual([0, 1]);
    expect(() => proportionInterval(3, 2)).toThrow("3 successes in 2 trials");
  });
});

describe("the bootstrap", () => {
  const golden = goldenMetrics<{ values: number[]; interval: number[]; acceleration: number }>("bca");

  it("has SciPy's acceleration exactly and its BCa interval but for chance", () => {
    const units = { weights: new Float64Array(golden.values.length).fill(1), count: golden.values.length };
    const left = jackknife(units, mean(golden.values), createRandom(1));
    expect(acceleration(left)).toBeCloseTo(golden.acceleration, 13);
    const got = bootstrapInterval(golden.values.length, mean(golden.values), {
      method: "bca",
      replicates: 20_000,
      random: createRandom(2),
    });
    const width = golden.interval[1] - golden.interval[0];
    expect(Math.abs(got.low - golden.interval[0])).toBeLessThan(0.03 * width);
    expect(Math.abs(got.high - golden.interval[1])).toBeLessThan(0.04 * width);
  });

  it("agrees with the shared reference value but for its 1999 resamples' chance", () => {
    const values = [...goldenTable("diabetes").y.slice(0, 30)];
    const [low, high] = goldenValue<number[]>("bca");
    const got = bootstrapInterval(30, mean(values), { method: "bca", replicates: 9999, random: createRandom(5) });
    expect(Math.abs(got.low - low)).toBeLessThan(0.06 * (high - low));
    expect(Math.abs(got.high - high)).toBeLessThan(0.06 * (high - low));
  });

  it("takes a row of weight two for two rows and a row of weight zero for none, bit for bit", () => {
    const values = [1, 5, 2, 8, 4];
    const weights = [2, 1, 0, 1, 3];
    const repeated = values.flatMap((value, i) => Array<number>(weights[i]).fill(value));
    for (const method of ["percentile", "bca", "reflected"] as const) {
      const options = { method, replicates: 300, random: createRandom(3) };
      const a = bootstrapInterval(5, mean(values), { ...options, weights });
      const b = bootstrapInterval(7, mean(repeated), { ...options, random: createRandom(3) });
      expect(a.low).toBeCloseTo(b.low, 12);
      expect(a.high).toBeCloseTo(b.high, 12);
    }
  });

  it("draws groups whole, so dependent rows widen the interval", () => {
    const random = createRandom(8);
    const effect = Array.from({ length: 40 }, () => normalQuantile(random.next()));
    const values = Array.from({ length: 400 }, (_, i) => effect[Math.floor(i / 10)] + 0.1 * random.next());
    const groups = values.map((_, i) => Math.floor(i / 10));
    const width = (options: object): number => {
      const { low, high } = bootstrapInterval(400, mean(values), { random: createRandom(1), ...options });
      return high - low;
    };
    expect(width({ groups }) / width({})).toBeGreaterThan(2.4);
  });

  // 300 samples; a 90 % interval misses 30 times on average, more than 50 times with a chance below 0.1 %.
  it("covers the truth about as often as stated", () => {
    const random = createRandom("cover");
    let missed = 0;
    for (let repeat = 0; repeat < 300; repeat++) {
      const values = Array.from({ length: 60 }, () => random.next());
      const { low, high } = bootstrapInterval(60, mean(values), { level: 0.9, replicates: 200, random });
      if (low > 0.5 || high < 0.5) missed++;
    }
    expect(missed).toBeLessThanOrEqual(50);
    expect(missed).toBeGreaterThan(10);
  });

  it("says NaN where all resamples agree under BCa, or most are undefined", () => {
    expect(bootstrapInterval(3, mean([2, 2, 2]), { method: "bca" }).low).toBeNaN();
    expect(bootstrapInterval(3, () => Number.NaN).low).toBeNaN();
    expect(() => bootstrapInterval(3, mean([1, 2, 3]), { replicates: 1 })).toThrow("replicates is 1");
  });

  it.each([[1], [0.5], [40.5]])("draws Poisson numbers with mean and variance %d", (weight) => {
    const weights = new Float64Array(30_001).fill(weight);
    const into = new Float64Array(weights.length);
    resampler(weights, createRandom(4))(into);
    const average = into.reduce((sum, value) => sum + value, 0) / into.length;
    const variance = into.reduce((sum, value) => sum + (value - average) ** 2, 0) / into.length;
    expect(Math.abs(average / weight - 1)).toBeLessThan(5 / Math.sqrt(30_001 * weight));
    expect(Math.abs(variance / weight - 1)).toBeLessThan(0.05);
    expect(into.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
  });
});
