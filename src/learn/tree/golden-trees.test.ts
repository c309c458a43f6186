import { describe, expect, it } from "vitest";
import { type GoldenTree, lightgbmCase, lightgbmData, lightgbmTable } from "../../../test/support/lightgbm-cases.js";
import type { GbdtModel, Tree } from "../model.js";
import type { Table } from "../table.js";
import { classTarget, numberTarget, relevanceTarget, type Target } from "../target.js";
import { type GbdtSettings, gbdt } from "./config.js";
import { fitGbdt } from "./fit.js";
import { predictGbdtScores } from "./predict.js";

const data = lightgbmData();
const rows = 500;
const numbers = numberTarget(data.l2);
const classes = classTarget(data.classes);
const binary = classTarget(data.l2.map((z) => z).map((_, i) => data.binary[i]));
const queries = Array.from({ length: rows }, (_, i) => Math.floor(i / 10));
const weights = Float64Array.from({ length: rows }, (_, i) => 1 + (i % 3));
const twos = new Float64Array(rows).fill(2);

interface Case {
  readonly name: string;
  readonly settings: GbdtSettings;
  readonly target?: Target;
  readonly weights?: Float64Array;
  /** LightGBM reads λ from a table and sums pairs in single precision: scores agree to this. */
  readonly within?: number;
}

const cases: readonly Case[] = [
  { name: "l2", settings: {} },
  { name: "l2-weights", settings: {}, weights },
  { name: "l2-reg", settings: { l1: 2, l2: 5, minGain: 0.5, maxDepth: 3 } },
  { name: "l2-smooth", settings: { pathSmooth: 10 } },
  { name: "l2-mono", settings: { monotone: { x0: 1, x1: -1 } } },
  { name: "l2-mono-mid", settings: { monotone: { x0: 1, x1: -1 }, monotoneMethod: "intermediate" } },
  {
    name: "l2-interact",
    settings: {
      interactions: [
        ["x0", "x1"],
        ["x2", "x4"],
      ],
    },
  },
  { name: "l2-bins16", settings: { maxBins: 16 } },
  { name: "l2-zero", settings: {} },
  { name: "l2-nomissing", settings: { useMissing: false } },
  { name: "l1", settings: { loss: "absolute" } },
  { name: "l1-w2", settings: { loss: "absolute" }, weights: twos },
  { name: "huber", settings: { loss: "huber", huberDelta: 0.5 } },
  { name: "quantile", settings: { loss: "quantile", quantile: 0.9 } },
  { name: "poisson", settings: { loss: "poisson" }, target: numberTarget(data.counts) },
  { name: "gamma", settings: { loss: "gamma" }, target: numberTarget(data.counts.map((count) => count + 1)) },
  { name: "tweedie", settings: { loss: "tweedie", tweediePower: 1.3 }, target: numberTarget(data.counts) },
  { name: "binary", settings: {}, target: binary },
  { name: "binary-unbal", settings: { classWeight: { "0": 254 / 246 } }, target: binary },
  { name: "multiclass", settings: {}, target: classes },
  { name: "cat", settings: { minDataPerGroup: 20 } },
  { name: "cat-onehot", settings: { maxCategoriesOneHot: 32 } },
  { name: "cat-default", settings: {} },
  { name: "lambdarank", settings: {}, target: relevanceTarget(data.classes, queries), within: 1e-4 },
  { name: "extra-check-rf", settings: { leaves: 31, minDataInLeaf: 5, maxBins: 63 } },
];

/** The sizes of the leaves and the rows in them, as row sets: mirrored splits and thresholds amid empty bins are the same division. */
function leafOfRow(tree: Tree, table: Table, row: number): number {
  let node = tree.column.length === 0 ? -1 : 0;
  while (node >= 0) {
    const column = table.columns[tree.column[node]];
    const codes = tree.leftCodes[node];
    const value = column.kind === "number" ? column.values[row] : column.codes[row];
    const isLeft = codes
      ? codes.includes(value)
      : Number.isNaN(value)
        ? tree.missingLeft[node]
        : value <= tree.threshold[node];
    node = isLeft ? tree.left[node] : tree.right[node];
  }
  return ~node;
}

function goldenLeaf(tree: GoldenTree, table: Table, row: number): GoldenTree & { v: number } {
  if ("v" in tree) return tree;
  const column = table.columns[table.names.indexOf(`x${tree.f}`)];
  const value = column.kind === "number" ? column.values[row] : column.codes[row];
  const sees = tree.miss === "None" && Number.isNaN(value) ? 0 : value;
  const isLeft =
    tree.op === "=="
      ? String(tree.t).split("||").includes(String(sees))
      : Number.isNaN(sees)
        ? tree.dl
        : sees <= Number(tree.t);
  return goldenLeaf(isLeft ? tree.l : tree.r, table, row);
}

function goldenSplits(tree: GoldenTree): { f: number; gain: number; n: number }[] {
  if ("v" in tree) return [];
  return [{ f: tree.f, gain: tree.gain, n: tree.n }, ...goldenSplits(tree.l), ...goldenSplits(tree.r)];
}

function ownSplits(
  model: GbdtModel,
  tree: Tree,
  node = tree.column.length === 0 ? -1 : 0,
): { f: number; gain: number; n: number }[] {
  if (node < 0) return [];
  const here = {
    f: Number(model.columns[tree.column[node]].name.slice(1)),
    gain: tree.gain?.[node] ?? Number.NaN,
    n: tree.nodeWeight?.[node] ?? Number.NaN,
  };
  return [here, ...ownSplits(model, tree, tree.left[node]), ...ownSplits(model, tree, tree.right[node])];
}

/** x3 as a category. */
function withCategory(cols: readonly number[]): Table {
  const table = lightgbmTable(data, cols);
  const categories = Array.from({ length: 12 }, (_, code) => String(code));
  const codes = Int32Array.from(data.columns[3]);
  return {
    ...table,
    columns: table.columns.map((column, i) => (cols[i] === 3 ? { kind: "category", codes, categories } : column)),
  };
}

describe("trees like LightGBM's, split by split", () => {
  it.each(cases)("$name", ({ name, settings, target = numbers, weights: given, within = 1e-6 }) => {
    const golden = lightgbmCase(name);
    const table = name.startsWith("cat") ? withCategory(golden.cols) : lightgbmTable(data, golden.cols);
    const config = gbdt({ leaves: 7, trees: golden.rounds, ...settings, compat: "lightgbm" });
    const model = fitGbdt(config, table, target, given === undefined ? {} : { weights: given });
    golden.trees.forEach((tree, t) => {
      const expected = goldenSplits(tree);
      const own = ownSplits(model, model.trees[t]);
      expect(own.map(({ f, n }) => [f, n])).toEqual(expected.map(({ f, n }) => [f, n]));
      own.forEach(({ gain }, i) => {
        expect(Math.abs(gain / expected[i].gain - 1)).toBeLessThan(within === 1e-6 ? 2e-5 : 5e-3);
      });
      for (let row = 0; row < rows; row++) {
        const value = model.trees[t].leaves[leafOfRow(model.trees[t], table, row)];
        expect(Math.abs(value - goldenLeaf(tree, table, row).v)).toBeLessThan(within);
      }
    });
    const scores = predictGbdtScores(model, table);
    golden.raw5.forEach((raw, i) => {
      [raw].flat().forEach((score, k) => {
        expect(Math.abs(scores[k * rows + i] - score)).toBeLessThan(within);
      });
    });
    const sum = scores.reduce((all, score) => all + score, 0);
    expect(Math.abs(sum - golden.rawsum)).toBeLessThan(scores.length * within);
  });
});
