import { describe, expect, it } from "vitest";
import { goldenFamily } from "../../../test/learn/golden.js";
import { uniforms } from "../../../test/support/learn-tables.js";
import type { Column, Table } from "../table.js";
import { classTarget, numberTarget, type Target } from "../target.js";
import { type GbdtSettings, gbdt } from "./config.js";
import { fitGbdt } from "./fit.js";
import { predictGbdtScores } from "./predict.js";

// The data of golden/learn/lightgbm-trees.py.
const N = 600;
const near = [0, 1e-35, -1e-35, 2e-35, -2e-35, 1, -1];
const [x0, x1, x2, x3, noise] = [1, 2, 3, 4, 5].map(() => new Float64Array(N));
const u = uniforms(7);
for (let i = 0; i < N; i++) {
  [x0[i], x1[i], x2[i], x3[i]] = [u(), Math.floor(9 * u()), near[Math.floor(7 * u())], u()];
  if (x3[i] < 0.2) x3[i] = Number.NaN;
  noise[i] = u();
}
const z = x0.map(
  (x, i) => 2 * x + ((5 * x1[i]) % 9) / 6 + (x2[i] > 0 ? 0.5 : 0) + (Number.isNaN(x3[i]) ? 0.9 : x3[i]) + noise[i],
);
const light = z.map((_, i) => (1 + (i % 5)) / 8);
const third = z.map((_, i) => (1 + (i % 3)) / 3);
const sorted = z.toSorted();
const above = (cut: number): Target => classTarget(Array.from(z, (value) => (value > cut ? 1 : 0)));
const binary = above((sorted[299] + sorted[300]) / 2);
const rare = above(sorted[539] + 0.1 * (sorted[540] - sorted[539]));

const numbers: Column[] = [x0, x1, x2, x3].map((values) => ({ kind: "number", values }));
const table: Table = { rows: N, names: ["x0", "x1", "x2", "x3"], columns: numbers };
const codes: Column = {
  kind: "category",
  codes: Int32Array.from(x1),
  categories: Array.from({ length: 9 }, (_, code) => `k${code}`),
};
const withKinds: Table = { ...table, columns: numbers.with(1, codes) };

const rounded = z.map((value) => Math.round((4 * value - 9) * 1000) / 1000);
const spread = z.map((value, i) => value * (2 + Math.sign(x2[i])) + (Math.abs(x2[i]) > 1.5e-35 ? 1 : 0));
const cases: [string, GbdtSettings, Table, Target, Float64Array?][] = [
  ["l1-light-weights", { loss: "absolute" }, table, numberTarget(z), light],
  ["quantile-light-weights", { loss: "quantile", quantile: 0.8 }, table, numberTarget(z), light],
  ["l2-odd-weights", {}, table, numberTarget(z), third],
  ["mape", { loss: "mape" }, table, numberTarget(rounded)],
  ["binary-smooth", { pathSmooth: 20 }, table, binary],
  ["binary-smooth-cat", { pathSmooth: 20, minDataPerGroup: 10, maxCategoriesOneHot: 1 }, withKinds, binary],
  ["near-zero", { minDataInLeaf: 3 }, table, numberTarget(spread)],
  ["rare-cat", { categorySmooth: 0.5, categoryL2: 1, minDataPerGroup: 1, learningRate: 0.5 }, withKinds, rare],
  ["max-delta-step", { loss: "poisson", maxDeltaStep: 0.3, l1: 1.5 }, table, numberTarget(z.map(Math.floor))],
  ["mono-mid", { monotone: { x0: 1, x2: -1, x3: -1 }, monotoneMethod: "intermediate", leaves: 15 }, table, binary],
];
const golden = goldenFamily("lightgbm-trees");

describe("LightGBM's rules that are easy to miss", () => {
  it.each<[string, GbdtSettings, Table, Target, Float64Array?]>(cases)(
    "%s",
    (name, settings, rows, target, weights) => {
      const expected = golden<{ first: number[]; sum: number; squares: number }>(name);
      const config = gbdt({ trees: 8, leaves: 7, compat: "lightgbm", ...settings });
      const scores = predictGbdtScores(fitGbdt(config, rows, target, { ...(weights && { weights }) }), rows);
      expected.first.forEach((score, i) => {
        expect(Math.abs(scores[i] - score)).toBeLessThan(1e-6 * Math.max(1, Math.abs(score)));
      });
      expect(Math.abs(scores.reduce((sum, score) => sum + score, 0) - expected.sum)).toBeLessThan(1e-6 * N);
      expect(scores.reduce((sum, score) => sum + score * score, 0) / expected.squares).toBeCloseTo(1, 6);
    },
  );
});
