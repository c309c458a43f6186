import { describe, expect, it } from "vitest";
import golden from "../../golden/core/random.json" with { type: "json" };
import { createRandom } from "./index.js";

const draw = (seed: number | string, count: number): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.next());
};
/** The largest distance between the empirical distribution and the uniform one. */
const kolmogorovDistance = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.max(...sorted.map((value, i) => Math.max(value - i / sorted.length, (i + 1) / sorted.length - value)));
};
const correlation = (a: readonly number[], b: readonly number[]): number =>
  (12 * a.reduce((sum, value, i) => sum + (value - 0.5) * (b[i] - 0.5), 0)) / a.length;

describe("a random stream", () => {
  it.each(golden.streams)("of seed $seed is that of the reference program", ({ seed, next }) => {
    expect(draw(seed, next.length)).toEqual(next);
  });

  it("is uniform in [0, 1), also for neighbouring seeds (chance of false alarm below 1 in 10⁶)", () => {
    const n = 10_000;
    // P(√n·D > 2.7) ≈ 2·exp(−2·2.7²) ≈ 9·10⁻⁷
    for (const seed of [0, 1, "flights"]) {
      const values = draw(seed, n);
      expect(kolmogorovDistance(values)).toBeLessThan(2.7 / Math.sqrt(n));
      expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    }
    const firsts = Array.from({ length: n }, (_, seed) => draw(seed, 1)[0]);
    expect(kolmogorovDistance(firsts)).toBeLessThan(2.7 / Math.sqrt(n));
  });

  it("draws whole numbers below a bound evenly (χ² with 9 degrees of freedom, chance below 1 in 10⁶)", () => {
    const random = createRandom(5);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 50_000; i++) counts[random.int(10)]++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0);
    expect(chiSquare).toBeLessThan(46);
    expect(chiSquare).toBeGreaterThan(0.2);
  });

  it("split by name is another stream, uncorrelated with its parent and its siblings", () => {
    const n = 20_000;
    const root = createRandom(1);
    const streams = [root, root.split("a"), root.split("b"), root.split("a").split("b"), createRandom(2)];
    const drawn = streams.map((random) => Array.from({ length: n }, () => random.next()));
    for (let i = 0; i < drawn.length; i++) {
      for (let j = 0; j < i; j++) expect(Math.abs(correlation(drawn[i], drawn[j]))).toBeLessThan(5 / Math.sqrt(n));
    }
  });

  it("split does not depend on how much was drawn, and drawing not on splits", () => {
    const [fresh, used] = [createRandom(3), createRandom(3)];
    for (let i = 0; i < 7; i++) used.next();
    expect(used.split("x").next()).toBe(fresh.split("x").next());
    expect(draw(3, 8)[7]).toBe(used.next());
  });
});
