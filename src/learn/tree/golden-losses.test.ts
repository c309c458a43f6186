import { describe, expect, it } from "vitest";
import { type GoldenTree, lightgbmCase, lightgbmData, lightgbmTable } from "../../../test/support/lightgbm-cases.js";
import type { Tree } from "../model.js";
import { classTarget, numberTarget, relevanceTarget, type Target } from "../target.js";
import { type GbdtSettings, gbdt } from "./config.js";
import { fitGbdt } from "./fit.js";
import { predictGbdtScores } from "./predict.js";

const data = lightgbmData();
const queries = Array.from({ length: 500 }, (_, i) => Math.floor(i / 10));
const numbers = numberTarget(data.l2);
const counts = numberTarget(data.counts);

const cases: [string, GbdtSettings, Target, Float64Array?][] = [
  ["l1", { loss: "absolute" }, numbers],
  ["l1-w2", { loss: "absolute" }, numbers, new Float64Array(500).fill(2)],
  ["huber", { loss: "huber", huberDelta: 0.5 }, numbers],
  ["quantile", { loss: "quantile", quantile: 0.9 }, numbers],
  ["poisson", { loss: "poisson" }, counts],
  ["gamma", { loss: "gamma" }, numberTarget(data.counts.map((count) => count + 1))],
  ["tweedie", { loss: "tweedie", tweediePower: 1.3 }, counts],
  ["multiclass", { loss: "softmax" }, classTarget(data.classes)],
  ["lambdarank", { loss: "lambdarank" }, relevanceTarget(data.classes, queries)],
];

/** Splits from the root down, left before right, with the leaves' values. */
function goldenWalk(tree: GoldenTree): (number | string)[] {
  if ("v" in tree) return [`leaf ${tree.n}`, tree.v];
  const here = [`x${tree.f}`, String(tree.t)];
  return [...here, ...goldenWalk(tree.l), ...goldenWalk(tree.r)];
}

function ownWalk(tree: Tree, names: readonly string[], node = 0): (number | string)[] {
  if (node < 0) return [`leaf ${tree.leafWeight?.[~node]}`, tree.leaves[~node]];
  const children = [tree.left[node], tree.right[node]].flatMap((child) => ownWalk(tree, names, child));
  return [names[tree.column[node]], String(tree.threshold[node]), ...children];
}

describe("the losses against LightGBM, split by split", () => {
  it.each<[string, GbdtSettings, Target, Float64Array?]>(cases)("%s", (name, settings, target, weights) => {
    const golden = lightgbmCase(name);
    const table = lightgbmTable(data, golden.cols);
    const config = gbdt({ ...settings, leaves: 7, trees: golden.rounds, compat: "lightgbm" });
    const model = fitGbdt(config, table, target, weights === undefined ? {} : { weights });
    const outputs = target.kind === "class" ? target.classes.length : 1;
    expect(model.trees).toHaveLength(golden.rounds * outputs);

    golden.trees.forEach((tree, t) => {
      const expected = goldenWalk(tree);
      ownWalk(model.trees[t], table.names).forEach((item, i) => {
        if (typeof item === "number") expect(item).toBeCloseTo(expected[i] as number, 6);
        else if (!item.startsWith("leaf")) expect(item).toBe(expected[i]);
      });
    });
    const scores = predictGbdtScores(model, table);
    golden.raw5.forEach((raw, i) => {
      [raw].flat().forEach((score, k) => {
        expect(scores[k * 500 + i]).toBeCloseTo(score, 6);
      });
    });
    const sum = scores.reduce((all, score) => all + score, 0);
    expect(Math.abs(sum - golden.rawsum) / 500).toBeLessThan(1e-7 * outputs);
    expect(model.splits).toEqual(golden.importance_split);
    golden.importance_gain.forEach((amount, i) => {
      expect(Math.abs(model.gain[i] - amount)).toBeLessThanOrEqual(1e-5 * amount);
    });
  });
});
