import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../core/index.js";
import { thresholdByCost, thresholdByFBeta, thresholdByFloor } from "./index.js";

const row = fc.record({
  label: fc.constantFrom(0, 1),
  score: fc.integer({ min: 0, max: 6 }).map((k) => k / 6),
  weight: fc.integer({ min: 1, max: 3 }),
});
const rows = fc.array(row, { minLength: 1, maxLength: 20 });
const few = { replicates: 2 };

/** Every cut there is, by brute force. */
function everyCut(list: { label: number; score: number; weight: number }[]) {
  return [Number.NEGATIVE_INFINITY, ...new Set(list.map((r) => r.score)), Number.POSITIVE_INFINITY].map((threshold) => {
    const sum = (label: number, taken: boolean): number =>
      list.filter((r) => r.label === label && r.score >= threshold === taken).reduce((total, r) => total + r.weight, 0);
    return { tp: sum(1, true), fp: sum(0, true), fn: sum(1, false), tn: sum(0, false) };
  });
}

describe("against every cut", () => {
  it("no cut costs less", () => {
    const cost = fc.integer({ min: -3, max: 6 });
    fc.assert(
      fc.property(rows, cost, cost, cost, cost, (list, falsePositive, falseNegative, truePositive, trueNegative) => {
        const costs = { falsePositive, falseNegative, truePositive, trueNegative };
        const weights = list.map((r) => r.weight);
        const got = thresholdByCost(
          list.map((r) => r.label),
          list.map((r) => r.score),
          costs,
          { ...few, weights },
        );
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const least = Math.min(
          ...everyCut(list).map(
            ({ tp, fp, fn, tn }) =>
              (falsePositive * fp + falseNegative * fn + truePositive * tp + trueNegative * tn) / total,
          ),
        );
        expect(got.value).toBeCloseTo(least, 12);
      }),
    );
  });

  it("no cut has a greater F-beta, nor a greater recall above the floor of precision", () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(0.5, 1, 2), (list, beta) => {
        const options = { ...few, weights: list.map((r) => r.weight) };
        const [labels, scores] = [list.map((r) => r.label), list.map((r) => r.score)];
        const f = everyCut(list).map(
          ({ tp, fp, fn }) => ((1 + beta ** 2) * tp) / ((1 + beta ** 2) * tp + fp + beta ** 2 * fn),
        );
        const best = thresholdByFBeta(labels, scores, { ...options, beta });
        if (labels.every((label) => label === 0)) expect(best).toBeNull();
        else expect(best!.value).toBeCloseTo(Math.max(...f), 12);
        const recalls = everyCut(list)
          .filter(({ tp, fp }) => tp / (tp + fp) >= 0.75)
          .map(({ tp, fn }) => tp / (tp + fn));
        const floored = thresholdByFloor(labels, scores, { precision: 0.75 }, options);
        if (recalls.length === 0) expect(floored).toBeNull();
        else expect(floored!.value).toBeCloseTo(Math.max(...recalls), 12);
      }),
    );
  });
});

describe("a threshold", () => {
  it("lies between its neighbours and gives the outcome that it says", () => {
    const got = thresholdByCost([0, 0, 1, 1], [0.1, 0.3, 0.5, 0.9], { falsePositive: 1, falseNegative: 1 });
    expect(got.threshold).toBeCloseTo(0.4, 14);
    expect(got).toMatchObject({ truePositives: 2, falsePositives: 0, falseNegatives: 0, trueNegatives: 2, value: 0 });
  });

  it("takes none or all where that is cheapest", () => {
    const data = [
      [0, 1],
      [0.4, 0.4],
    ] as const;
    expect(thresholdByCost(...data, { falsePositive: 5, falseNegative: 1 }).threshold).toBe(Number.POSITIVE_INFINITY);
    expect(thresholdByCost(...data, { falsePositive: 1, falseNegative: 5 }).threshold).toBe(Number.NEGATIVE_INFINITY);
  });

  it("of calibrated probabilities tends to the ratio of the costs, inside its interval", () => {
    const random = createRandom("threshold");
    const scores = Array.from({ length: 20_000 }, () => random.next());
    const labels = scores.map((score) => (random.next() < score ? 1 : 0));
    const options = { replicates: 40, random: createRandom(1) };
    const got = thresholdByCost(labels, scores, { falsePositive: 1, falseNegative: 4 }, options);
    expect(got.threshold).toBeGreaterThan(0.15);
    expect(got.threshold).toBeLessThan(0.25);
    expect(got.thresholdLow).toBeLessThanOrEqual(0.2);
    expect(got.thresholdHigh).toBeGreaterThanOrEqual(0.2);
    expect(got.low).toBeLessThan(got.value);
    expect(got.high).toBeGreaterThan(got.value);
  });

  it("ignores rows of weight zero and refuses to be chosen from nothing", () => {
    const weights = [1, 0, 1];
    const got = thresholdByCost([0, 1, 1], [0.2, 0.4, 0.8], { falsePositive: 1, falseNegative: 1 }, { weights });
    expect(got.threshold).toBe(0.5);
    expect(() => thresholdByFloor([1], [1], { recall: 2 })).toThrow("the floor is 2");
    expect(() => thresholdByCost([1], [1], { falsePositive: Number.NaN, falseNegative: 1 })).toThrow(
      "falsePositive is NaN",
    );
    expect(() => thresholdByCost([], [], { falsePositive: 1, falseNegative: 1 })).toThrow("at least one row");
  });
});
