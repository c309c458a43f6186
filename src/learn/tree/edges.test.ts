import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { madeTable, numberTable, uniforms } from "../../../test/support/learn-tables.js";
import { encodeJson } from "../../core/index.js";
import type { GbdtModel, Tree } from "../model.js";
import type { Table } from "../table.js";
import { classTarget, numberTarget, type Target } from "../target.js";
import { type GbdtSettings, gbdt } from "./config.js";
import { fitGbdt } from "./fit.js";
import type { LeafQueue } from "./grow/leaf-queue.js";
import { createLeafQueue } from "./grow/leaf-queue.js";
import { predictGbdtScores } from "./predict.js";

const u = uniforms(31);
const { table, y } = madeTable(900, 17);
const noise = Float64Array.from(y, () => u());

/** Rows in each leaf, by walking them. */
function countsOf(model: GbdtModel, tree: Tree, rows: Table): number[] {
  const numbered = { ...tree, leaves: tree.leaves.map((_, leaf) => leaf) };
  const counts = new Array<number>(tree.leaves.length).fill(0);
  for (const leaf of predictGbdtScores({ columns: model.columns, trees: [numbered], outputs: 1 }, rows)) counts[leaf]++;
  return counts;
}

describe("leaves", () => {
  const rare = y.map((label, i) => (label === 1 && noise[i] < 0.1 ? 1 : 0));
  const cases: [GbdtSettings, Target][] = [
    [{}, classTarget(rare)],
    [{ loss: "softmax" }, classTarget(y.map((label, i) => (noise[i] < 0.06 ? 2 : label)))],
    [{ loss: "poisson" }, numberTarget(rare)],
    [{ loss: "tweedie" }, numberTarget(rare)],
    [{ loss: "gamma" }, numberTarget(noise.map((value) => value ** 4 + 1e-3))],
    [{ loss: "fair" }, numberTarget(noise)],
    [{ loss: "mape" }, numberTarget(noise.map((value) => 20 * value))],
    [{ loss: "crossEntropy" }, numberTarget(noise)],
    [{ loss: "quantile", quantile: 0.95, pathSmooth: 2 }, numberTarget(noise)],
    [{ l1: 0.2, growth: "depthWise", monotone: { a: 1 } }, classTarget(rare)],
    [{ compat: "scikit-learn" }, classTarget(rare)],
  ];
  it.each(cases)("hold at least minDataInLeaf rows each, counted one by one: %j", (settings, target) => {
    const config = gbdt({
      trees: 8,
      leaves: 20,
      minDataInLeaf: 37,
      minHessianInLeaf: 0,
      learningRate: 0.5,
      ...settings,
    });
    const model = fitGbdt(config, table, target);
    expect(model.trees.some((tree) => tree.leaves.length > 1)).toBe(true);
    for (const tree of model.trees) {
      const counts = countsOf(model, tree, table);
      expect(counts).toEqual(tree.leafWeight);
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(37);
    }
  });

  it("in a bag hold the rows of the bag, and no others", () => {
    const model = fitGbdt(gbdt({ trees: 6, rowFraction: 0.3 }), table, classTarget(y));
    for (const tree of model.trees) expect(tree.leafWeight?.reduce((sum, n) => sum + n, 0)).toBe(270);
  });

  it("may be as many as 65,536, at a cost that grows with their number", () => {
    const n = 12_000;
    const [a, b] = [251, 241].map((size) => Array.from({ length: n }, (_, i) => (i * 7919) % size));
    const config = gbdt({ trees: 1, leaves: 65_536, minDataInLeaf: 1, minDataInBin: 1, minHessianInLeaf: 0 });
    const made = numberTable(a, b);
    const target = numberTarget(Float64Array.from({ length: n }, (_, i) => Math.sin(i)));
    const model = fitGbdt(config, made, target);
    expect(model.trees[0].leaves.length).toBeGreaterThan(8000);
    expect(Math.max(...countsOf(model, model.trees[0], made))).toBeLessThan(8);
  });

  it("come up by gain, then by number, level by level if asked to", () => {
    type Leaf = Parameters<LeafQueue["push"]>[0];
    const drawn = fc.array(fc.record({ gain: fc.integer({ min: 1, max: 5 }), depth: fc.nat(3) }), { maxLength: 40 });
    fc.assert(
      fc.property(drawn, fc.boolean(), (rows, byDepth) => {
        const leaves = rows.map(
          ({ gain, depth }, number) => ({ number, depth, candidate: { gain } }) as unknown as Leaf,
        );
        const queue = createLeafQueue(byDepth);
        for (const leaf of leaves) queue.push(leaf);
        // One that has lost its division is passed over.
        const gone = leaves.filter((leaf) => leaf.number % 7 === 3);
        for (const leaf of gone) leaf.candidate = null;
        const expected = leaves
          .filter((leaf) => leaf.candidate !== null)
          .sort(
            (p, q) => (byDepth ? p.depth - q.depth : 0) || q.candidate!.gain - p.candidate!.gain || p.number - q.number,
          );
        expect(expected.map(() => queue.take(leaves)?.number)).toEqual(expected.map(({ number }) => number));
        expect(queue.take(leaves)).toBeNull();
      }),
      { seed: 4 },
    );
  });
});

describe("tables of unusual shape", () => {
  it("of one row give its label", () => {
    const one = numberTable([3], [Number.NaN]);
    expect(predictGbdtScores(fitGbdt(gbdt(), one, numberTarget([7])), one)).toEqual(Float64Array.of(7));
  });

  it("with more columns than rows are learned from", () => {
    const columns = Array.from({ length: 300 }, () => Array.from({ length: 20 }, () => u()));
    columns[170] = Array.from({ length: 20 }, (_, i) => i);
    const wide = numberTable(...columns);
    const target = numberTarget(Float64Array.from({ length: 20 }, (_, i) => (i < 9 ? -1 : 1)));
    const model = fitGbdt(gbdt({ trees: 5, minDataInLeaf: 2, minDataInBin: 1 }), wide, target);
    expect(model.trees[0].column[0]).toBe(170);
  });

  it("with 70,000 categories keep the frequent ones, whatever their codes; the rest, codes below 0 and new ones go right", () => {
    const n = 140_000;
    const codes = Int32Array.from({ length: n }, (_, i) => (i % 2 === 0 ? (i >> 1) % 70_000 : 65_000 + ((i >> 1) % 3)));
    const categories = Array.from({ length: 70_000 }, (_, code) => `k${code}`);
    const many: Table = { rows: n, names: ["k"], columns: [{ kind: "category", codes, categories }] };
    const target = numberTarget(Float64Array.from(codes, (code) => (code === 65_001 ? 1 : 0)));
    const model = fitGbdt(gbdt({ trees: 1, leaves: 2 }), many, target);
    expect(model.trees[0].leftCodes[0]).toEqual([65_001]);
    const others: Table = {
      rows: 4,
      names: ["k"],
      columns: [{ kind: "category", codes: Int32Array.of(0, 1, -1, -7), categories: ["k65001", "new"] }],
    };
    const [known, ...rest] = predictGbdtScores(model, others);
    expect(known).toBeGreaterThan(rest[0]);
    expect(new Set(rest).size).toBe(1);
  });

  it("in two bins are divided at 0 or at the middle of the values", () => {
    const signed = Array.from({ length: 100 }, (_, i) => i - 50.5);
    const target = numberTarget(Float64Array.from(signed, Math.sign));
    const [tree] = fitGbdt(gbdt({ trees: 1, maxBins: 2 }), numberTable(signed), target).trees;
    expect(tree.threshold).toHaveLength(1);
    expect(Math.abs(tree.threshold[0])).toBeLessThan(1e-30);
  });

  it("of more than a million rows are divided in parts, to the same leaves", () => {
    const n = 2 ** 20 + 4001;
    const made = numberTable(Array.from({ length: n }, (_, i) => (i * 7919) % 100));
    const target = numberTarget(Float64Array.from({ length: n }, (_, i) => Math.sqrt((i * 7919) % 100)));
    const config = gbdt({ trees: 2, leaves: 4, learningRate: 1 });
    const model = fitGbdt(config, made, target);
    for (const tree of model.trees) expect(countsOf(model, tree, made)).toEqual(tree.leafWeight);
  });

  it("in three bins give the same bits with little memory", () => {
    const model = (memory: "fast" | "small"): string =>
      encodeJson(fitGbdt(gbdt({ trees: 5, memory, maxBins: 3 }), table, classTarget(y)));
    expect(model("small")).toBe(model("fast"));
  });
});
