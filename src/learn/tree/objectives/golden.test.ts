import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { classTarget, numberTarget, relevanceTarget, type Target } from "../../target.js";
import { type GbdtSettings, gbdt } from "../config.js";
import { createObjective } from "./create-objective.js";
import { multiply } from "./point-objective.js";

interface ByWeight<T> {
  readonly plain: T;
  readonly weighted: T;
}
interface Derivatives {
  readonly gradient: number[];
  readonly hessian: number[];
}
// Made by golden/learn/boosting.py with LightGBM 4.7.0.
const golden: {
  readonly scores: number[];
  readonly weights: number[];
  readonly groups: number[];
  readonly targets: Readonly<Record<string, number[]>>;
  readonly starts: Readonly<Record<string, ByWeight<number>>>;
  readonly derivatives: Readonly<Record<string, ByWeight<Derivatives>>>;
  readonly renewed: Readonly<Record<string, ByWeight<[number, number]>>>;
} = JSON.parse(readFileSync(new URL("../../../../golden/learn/boosting.json", import.meta.url), "utf8"));

const scores = Float64Array.from(golden.scores);
const n = scores.length;
const queries = golden.groups.flatMap((rows, query) => new Array<number>(rows).fill(query));
const targetOf: Readonly<Record<string, () => Target>> = {
  binary: () => classTarget(golden.targets.binary),
  relevances: () => relevanceTarget(golden.targets.relevances, queries),
};
const cases: readonly (readonly [string, string, GbdtSettings])[] = [
  ["absolute", "numbers", { loss: "absolute" }],
  ["squared", "numbers", { loss: "squared" }],
  ["huber", "numbers", { loss: "huber", huberDelta: 0.9 }],
  ["fair", "numbers", { loss: "fair", fairC: 1.5 }],
  ["quantile", "numbers", { loss: "quantile", quantile: 0.25 }],
  ["mape", "numbers", { loss: "mape" }],
  ["poisson", "counts", { loss: "poisson" }],
  ["gamma", "positive", { loss: "gamma" }],
  ["tweedie", "counts", { loss: "tweedie", tweediePower: 1.3 }],
  ["logistic", "binary", { loss: "logistic" }],
  ["crossEntropy", "shares", { loss: "crossEntropy" }],
  ["lambdarank", "relevances", { loss: "lambdarank" }],
  ["lambdarankPlain", "relevances", { loss: "lambdarank", lambdarank: { truncation: 3, normalize: false } }],
];

for (const kind of ["plain", "weighted"] as const) {
  const weights = kind === "weighted" ? { weights: Float64Array.from(golden.weights) } : {};
  for (const [name, targetName, settings] of cases) {
    const target = targetOf[targetName]?.() ?? numberTarget(golden.targets[targetName]);
    const lightgbm = createObjective(gbdt({ ...settings, compat: "lightgbm" }), { target, ...weights });
    const exact = createObjective(gbdt(settings), { target, ...weights });

    describe(`loss ${name}, ${kind}, against LightGBM`, () => {
      it("starts from the same score", () => {
        expect(lightgbm.start[0]).toBeCloseTo(golden.starts[name][kind], 6);
        if (kind === "plain" && name !== "mape") expect(exact.start[0]).toBeCloseTo(golden.starts[name][kind], 6);
      });

      const expected = golden.derivatives[name]?.[kind];
      if (expected !== undefined)
        it("has the same derivatives", () => {
          // LightGBM reads LambdaRank's logistic function from a table.
          const digits = name.startsWith("lambdarank") ? 4 : 6;
          for (const objective of [lightgbm, exact]) {
            const gradient = new Float64Array(n);
            const hessian = new Float64Array(n);
            objective.prepare?.(scores);
            objective.gradients(scores, 0, gradient, hessian);
            multiply(gradient, hessian, objective.weights);
            gradient.forEach((g, i) => {
              expect(g).toBeCloseTo(expected.gradient[i], digits - 1);
              if (expected.hessian[i] !== 0) expect(hessian[i]).toBeCloseTo(expected.hessian[i], digits - 1);
            });
          }
        });

      const renewed = golden.renewed[name]?.[kind];
      if (renewed !== undefined)
        it("renews leaves to the same values", () => {
          const leaves = [Int32Array.from([0, 1, 2, 3, 4, 5, 6]), Int32Array.from([7, 8, 9, 10, 11])];
          leaves.forEach((rows, leaf) => {
            expect(lightgbm.renewLeaf?.(rows, scores, 0)).toBeCloseTo(renewed[leaf], 6);
            if (kind === "plain" && name !== "mape") {
              expect(exact.renewLeaf?.(rows, scores, 0)).toBeCloseTo(renewed[leaf], 6);
            }
          });
        });
    });
  }
}
