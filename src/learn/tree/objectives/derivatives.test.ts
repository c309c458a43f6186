import { describe, expect, it } from "vitest";
import { uniforms } from "../../../../test/support/learn-tables.js";
import { classTarget, numberTarget, relevanceTarget, selectTarget, type Target } from "../../target.js";
import { type GbdtSettings, gbdt } from "../config.js";
import type { Objective } from "../objective.js";
import { createObjective } from "./create-objective.js";
import { lossMetric } from "./metric.js";
import { multiply } from "./point-objective.js";

const n = 60;
const u = uniforms(11);
const signed = numberTarget(Array.from({ length: n }, () => 6 * u() - 3));
const counts = numberTarget(Array.from({ length: n }, () => Math.floor(4 * u())));
const positive = numberTarget(Array.from({ length: n }, () => 0.1 + 3 * u()));
const shares = numberTarget(Array.from({ length: n }, () => u()));
const twoClasses = classTarget(Array.from({ length: n }, () => (u() < 0.4 ? "yes" : "no")));
const threeClasses = classTarget(Array.from({ length: n }, () => Math.floor(3 * u())));
const scores = Float64Array.from({ length: 3 * n }, () => 3 * u() - 1.5);
const weights = Float64Array.from({ length: n }, () => 1 + Math.floor(3 * u()));

interface Case {
  readonly settings: GbdtSettings;
  readonly target: Target;
  /** hessian / second derivative, where the hessian says anything. */
  readonly curvature?: number;
}
const cases: readonly Case[] = [
  { settings: { loss: "squared" }, target: signed, curvature: 1 },
  { settings: { loss: "absolute" }, target: signed },
  { settings: { loss: "huber", huberDelta: 0.7 }, target: signed },
  { settings: { loss: "fair", fairC: 0.8 }, target: signed, curvature: 1 },
  { settings: { loss: "quantile", quantile: 0.8 }, target: signed },
  { settings: { loss: "mape" }, target: signed },
  { settings: { loss: "poisson", poissonMaxDeltaStep: 0 }, target: counts, curvature: 1 },
  { settings: { loss: "poisson" }, target: counts, curvature: Math.exp(0.7) },
  { settings: { loss: "gamma" }, target: positive, curvature: 1 },
  { settings: { loss: "tweedie", tweediePower: 1.6 }, target: counts, curvature: 1 },
  { settings: { loss: "logistic" }, target: twoClasses, curvature: 1 },
  { settings: { loss: "crossEntropy" }, target: shares, curvature: 1 },
  { settings: { loss: "softmax" }, target: threeClasses, curvature: 3 / 2 },
];

/** All derivatives, output-major. */
function derivativesOf(objective: Objective, at: Float64Array): { gradient: Float64Array; hessian: Float64Array } {
  const rows = at.length / objective.outputs;
  const gradient = new Float64Array(at.length);
  const hessian = new Float64Array(at.length);
  objective.prepare?.(at);
  for (let k = 0; k < objective.outputs; k++) {
    const [from, to] = [k * rows, (k + 1) * rows];
    const pairs = [gradient.subarray(from, to), hessian.subarray(from, to)] as const;
    objective.gradients(at, k, ...pairs);
    multiply(...pairs, objective.weights);
  }
  return { gradient, hessian };
}

for (const { settings, target, curvature } of cases) {
  const config = gbdt(settings);
  const rows = { target, weights };
  const objective = createObjective(config, rows);
  const at = scores.slice(0, n * objective.outputs);
  const { gradient, hessian } = derivativesOf(objective, at);
  const step = 1e-5;

  describe(`loss ${JSON.stringify(settings)}`, () => {
    it("has the gradient that its finite differences have", () => {
      const metric = lossMetric(config, rows);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (let i = 0; i < at.length; i++) {
        const slope = (metric.of(at.with(i, at[i] + step)) - metric.of(at.with(i, at[i] - step))) / (2 * step);
        expect(gradient[i]).toBeCloseTo(total * slope, 4);
      }
    });

    if (curvature !== undefined) {
      it(`has ${curvature} times the second derivative as its hessian`, () => {
        for (let i = 0; i < at.length; i++) {
          const [high, low] = [step, -step].map((by) => derivativesOf(objective, at.with(i, at[i] + by)).gradient[i]);
          expect(hessian[i]).toBeCloseTo((curvature * (high - low)) / (2 * step), 4);
        }
      });
    } else {
      it("has the weight as its hessian", () => {
        expect(hessian).toEqual(weights);
      });
    }

    it("starts where no constant score is better", () => {
      const metric = lossMetric(config, rows);
      const constant = (by: number): number =>
        metric.of(at.map((_, i) => objective.start[Math.floor(i / n)] + (i < n ? by : 0)));
      // Huber's and Fair's start from the mean; a quantile between two rows is the best but for their distance.
      if (settings.loss === "huber" || settings.loss === "fair") return;
      for (const by of settings.loss === "quantile" ? [1, -1] : [0.01, -0.01, 1, -1])
        expect(constant(by)).toBeGreaterThanOrEqual(constant(0) - 1e-12);
    });

    it("takes weight 2 as the row twice and weight 0 as its absence", () => {
      const twice = [...weights.keys()].flatMap((row) => new Array<number>(weights[row]).fill(row));
      const other = createObjective(config, { target: selectTarget(target, Int32Array.from(twice)) });
      other.start.forEach((value, k) => {
        expect(value).toBe(objective.start[k]);
      });
      const leaf = Int32Array.of(3, 8, 9, 20, 21, 33);
      if (objective.renewLeaf === undefined || other.renewLeaf === undefined) return;
      const otherScores = Float64Array.from(twice, (row) => at[row]);
      const otherLeaf = Int32Array.from(twice.keys()).filter((i) => leaf.includes(twice[i]));
      expect(other.renewLeaf(otherLeaf, otherScores, 0)).toBe(objective.renewLeaf(leaf, at, 0));
    });
  });
}

describe("start scores", () => {
  it("do not depend on the order of the rows, to the last bit", () => {
    const order = Int32Array.from({ length: n }, (_, i) => (i * 37) % n);
    for (const { settings, target } of cases) {
      const config = gbdt(settings);
      const moved = createObjective(config, {
        target: selectTarget(target, order),
        weights: Float64Array.from(order, (row) => weights[row] / 3),
      });
      const start = createObjective(config, { target, weights: weights.map((weight) => weight / 3) }).start;
      expect(moved.start).toEqual(start);
    }
  });

  it("of one class only are ±34.5, and of a class without rows the logarithm of 1e-15", () => {
    const ones = selectTarget(
      twoClasses,
      Int32Array.from(twoClasses.codes.keys()).filter((i) => twoClasses.codes[i] === 1),
    );
    expect(createObjective(gbdt(), { target: ones }).start[0]).toBeCloseTo(34.54, 2);
    const noTwo = { ...threeClasses, codes: threeClasses.codes.map((code) => code % 2) };
    expect(createObjective(gbdt(), { target: noTwo }).start[2]).toBeCloseTo(Math.log(1e-15), 12);
  });
});

describe("a score equal to its target", () => {
  const at = (settings: GbdtSettings): number =>
    derivativesOf(createObjective(gbdt(settings), { target: numberTarget([2]) }), Float64Array.of(2)).gradient[0];

  it("counts as too much for a quantile, as LightGBM has it, and as right elsewhere", () => {
    expect(at({ loss: "quantile", quantile: 0.75 })).toBe(0.25);
    expect(at({ loss: "absolute" })).toBe(0);
    expect(at({ loss: "mape" })).toBe(0);
  });
});

describe("scores that ran away", () => {
  it("give finite derivatives, whose squares over many rows are finite too", () => {
    for (const { settings, target } of cases) {
      const objective = createObjective(gbdt(settings), { target });
      for (const extreme of [-1e6, -800, 800, 1e6]) {
        const { gradient, hessian } = derivativesOf(objective, new Float64Array(n * objective.outputs).fill(extreme));
        for (const value of [...gradient, ...hessian]) expect(Number.isFinite((value * 1e7) ** 2)).toBe(true);
      }
    }
  });
});

describe("LambdaRank", () => {
  it("says nothing about a query without relevant rows or with one row", () => {
    const target = relevanceTarget([0, 0, 0, 2, 1, 0], [4, 4, 4, 9, 7, 7]);
    const { gradient } = derivativesOf(createObjective(gbdt(), { target }), Float64Array.of(1, 2, 3, 1, 1, 2));
    expect(gradient.slice(0, 4)).toEqual(new Float64Array(4));
    expect(gradient[4]).toBeLessThan(0);
    expect(gradient[4]).toBe(-gradient[5]);
  });

  it("has the gradient 0 over each query", () => {
    const target = relevanceTarget(
      Array.from({ length: n }, () => Math.floor(4 * u())),
      Array.from({ length: n }, (_, i) => i % 7),
    );
    const { gradient, hessian } = derivativesOf(createObjective(gbdt(), { target }), scores.slice(0, n));
    for (let query = 0; query < 7; query++) {
      const sum = gradient.reduce((all, g, i) => (i % 7 === query ? all + g : all), 0);
      expect(sum).toBeCloseTo(0, 12);
    }
    for (const h of hessian) expect(h).toBeGreaterThanOrEqual(0);
  });
});
