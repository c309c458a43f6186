import { describe, expect, it } from "vitest";
import { madeTable, numberTable, selectColumns, uniforms } from "../../../test/support/learn-tables.js";
import { createRandom, encodeJson, GyreError } from "../../core/index.js";
import type { GbdtModel, Tree } from "../model.js";
import { selectRows, type Table } from "../table.js";
import { classTarget, numberTarget, selectTarget, type Target } from "../target.js";
import { binTable, type KernelChoice } from "./bins/bin-table.js";
import { boostTrees } from "./boost/boost.js";
import { type GbdtSettings, gbdt } from "./config.js";
import { fitGbdt, type GbdtFitOptions } from "./fit.js";
import { createObjective } from "./objectives/index.js";
import { predictGbdtScores } from "./predict.js";

const { table, y } = madeTable(1301, 5);
const target = classTarget(y);
const u = uniforms(77);
const amounts = numberTarget(Array.from({ length: 1301 }, (_, i) => 3 * y[i] + u()));

/** 180 columns, two of which matter: several blocks. */
const wide: Table = ((): Table => {
  const columns = Array.from({ length: 180 }, () => Array.from({ length: 300 }, () => Math.floor(60 * u()) - 20));
  return numberTable(...columns);
})();
const wideTarget = numberTarget(
  Array.from({ length: 300 }, (_, i) => {
    const [a, b] = [wide.columns[151], wide.columns[30]];
    return a.kind === "number" && b.kind === "number" ? a.values[i] + (b.values[i] > 3 ? 40 : 0) : 0;
  }),
);

function modelOf(
  settings: GbdtSettings,
  options: GbdtFitOptions = {},
  rows = table,
  labels: Target = target,
): GbdtModel {
  return fitGbdt(gbdt({ trees: 8, leaves: 12, ...settings }), rows, labels, options);
}

function grown(choice: KernelChoice, settings: GbdtSettings, rows: Table, labels: Target): Tree[] {
  const config = gbdt({ trees: 4, leaves: 10, ...settings });
  const binned = binTable(rows, config, {}, choice);
  const objective = createObjective(config, { target: labels });
  return boostTrees({ config, binned, objective, constraints: {} }, { random: createRandom(1) });
}

describe("the engine", () => {
  it("grows the same trees, byte for byte, with plain kernels as with WebAssembly", () => {
    for (const settings of [
      {},
      { l2: 2, columnFraction: 0.6 },
      { rowFraction: 0.7 },
      { goss: {}, trees: 12 },
      { l1: 1 },
    ]) {
      expect(grown("plain", settings, table, target)).toEqual(grown("wasm", settings, table, target));
      expect(grown("plain", settings, table, amounts)).toEqual(grown("wasm", settings, table, amounts));
    }
    expect(grown("plain", {}, wide, wideTarget)).toEqual(grown("wasm", {}, wide, wideTarget));
    expect(grown("plain", { rowFraction: 0.5 }, wide, wideTarget)).toEqual(
      grown("wasm", { rowFraction: 0.5 }, wide, wideTarget),
    );
  });

  it("grows the same trees with little memory", () => {
    const settings = { minDataInLeaf: 3, leaves: 80, trees: 2 };
    expect(encodeJson(modelOf({ ...settings, memory: "small" }))).toBe(encodeJson(modelOf(settings)));
    // 80 leaves of 180 columns need 58 MB of histograms: some are given up and made again.
    const small = modelOf({ ...settings, memory: "small" }, {}, wide, wideTarget);
    expect(encodeJson(small)).toBe(encodeJson(modelOf(settings, {}, wide, wideTarget)));
  });

  it("finds its two columns among many in several blocks", () => {
    const model = modelOf({ trees: 15 }, {}, wide, wideTarget);
    const order = Array.from(model.gain.keys()).sort((a, b) => model.gain[b] - model.gain[a]);
    expect(new Set(order.slice(0, 2))).toEqual(new Set([151, 30]));
  });

  it("adds up to the scores that it grew on, also for rows outside the bag", () => {
    for (const settings of [{ rowFraction: 0.4, trees: 8 }, { goss: {}, learningRate: 0.5, trees: 8 }, { trees: 8 }]) {
      const one = modelOf(settings, { random: createRandom(4) });
      const first = modelOf({ ...settings, trees: 5 }, { random: createRandom(4) });
      // Going on from the scores of a prediction is going on from those of the training.
      const more = modelOf({ ...settings, trees: 3 }, { random: createRandom(4), from: first });
      expect(more.trees.length).toBe(one.trees.length);
      const expected = predictGbdtScores(one, table);
      const farthest = predictGbdtScores(more, table).reduce(
        (far, s, i) => Math.max(far, Math.abs(s - expected[i])),
        0,
      );
      expect(farthest).toBeLessThan(1e-8);
    }
  });

  it("goes on from a model as if it had never stopped", () => {
    const whole = modelOf({ trees: 9 });
    const part = modelOf({ trees: 4 });
    expect(modelOf({ trees: 5 }, { from: part })).toEqual(whole);
    const other = modelOf({ trees: 2 }, {}, selectColumns(table, [0, 1]));
    expect(() => modelOf({ trees: 2 }, { from: other })).toThrow(/other columns/);
  });

  it("stops between nodes when it is cancelled", () => {
    let looks = 0;
    const signal = {
      get aborted(): boolean {
        return ++looks > 20;
      },
    };
    expect(() => modelOf({ trees: 1, leaves: 200, minDataInLeaf: 1 }, { signal })).toThrow(GyreError);
    expect(looks).toBe(21);
  });

  it("does not depend on the unit of the target", () => {
    const model = modelOf({ trees: 6 }, {}, table, amounts);
    for (const unit of [2 ** -40, 2 ** 30]) {
      const scaled = modelOf({ trees: 6 }, {}, table, numberTarget(amounts.values.map((value) => value * unit)));
      scaled.trees.forEach((tree, t) => {
        expect(tree.threshold).toEqual(model.trees[t].threshold);
        expect(tree.leaves).toEqual(model.trees[t].leaves.map((leaf) => leaf * unit));
      });
    }
  });

  it("tells when bins and trees are done", () => {
    const seen: string[] = [];
    modelOf({}, { onPhase: (done) => seen.push(done), onRound: (round) => seen.push(String(round)) });
    expect(seen).toEqual(["bins", ..."12345678", "trees"]);
  });
});

describe("weights", () => {
  const weights = Float64Array.from({ length: 1301 }, (_, i) => i % 4);
  const repeated = Int32Array.from(Array.from(weights).flatMap((weight, i) => new Array(weight).fill(i)));

  it("of two are rows that come twice, of zero rows that are absent, to the last bit", () => {
    for (const labels of [target, amounts]) {
      const weighted = modelOf({ minDataInLeaf: 25 }, { weights }, table, labels);
      const twice = modelOf({ minDataInLeaf: 25 }, {}, selectRows(table, repeated), selectTarget(labels, repeated));
      weighted.trees.forEach((tree, t) => {
        expect(tree).toEqual(twice.trees[t]);
      });
    }
  });

  it("do not make the order of the rows matter", () => {
    const order = Int32Array.from({ length: 1301 }, (_, i) => (i * 700) % 1301);
    const fractions = weights.map((weight, i) => weight + 0.1 * (i % 7));
    const shuffled = Float64Array.from(order, (row) => fractions[row]);
    const model = modelOf({ minDataInLeaf: 5 }, { weights: fractions });
    const other = modelOf(
      { minDataInLeaf: 5 },
      { weights: shuffled },
      selectRows(table, order),
      selectTarget(target, order),
    );
    expect(encodeJson(other)).toBe(encodeJson(model));
  });
});

describe("every leaf holds minDataInLeaf rows", () => {
  // A few rows with rare labels: hessians tell little of counts.
  const n = 2500;
  const rare = Float64Array.from({ length: n }, (_, i) => (i % 97 === 0 ? 1 : 0));
  const columns = Array.from({ length: 6 }, (_, j) =>
    Array.from({ length: n }, (_, i) => (rare[i] === 1 && j < 2 ? 5 + u() : 6 * u())),
  );
  const rareTable = numberTable(...columns);
  const rareTarget: Target = { kind: "class", codes: Int32Array.from(rare), classes: ["no", "yes"] };

  const countsOf = (model: GbdtModel, tree: Tree): number[] => {
    const one = { ...model, trees: [{ ...tree, leaves: tree.leaves.map((_, leaf) => leaf) }] };
    const counts = new Array<number>(tree.leaves.length).fill(0);
    for (const leaf of predictGbdtScores(one, rareTable)) counts[leaf]++;
    return counts;
  };

  it("and is given its true number of rows, with and without weights, plain rules or not", () => {
    const weights = new Float64Array(n).fill(1).map((_, i) => (i % 5 === 0 ? 0.25 : 1));
    for (const settings of [{}, { l1: 0.01 }, { columnFraction: 0.5 }, { rowFraction: 0.8 }] as const) {
      for (const given of [{}, { weights }]) {
        const model = modelOf(
          { trees: 12, minDataInLeaf: 50, minHessianInLeaf: 0, ...settings },
          given,
          rareTable,
          rareTarget,
        );
        for (const tree of model.trees) {
          for (const weight of tree.leafWeight ?? []) expect(weight).toBeGreaterThanOrEqual(50 - 1e-9);
          if ("weights" in given || "rowFraction" in settings) continue;
          expect(tree.leafWeight).toEqual(countsOf(model, tree));
        }
      }
    }
  });

  it("where LightGBM's rounded counts leave fewer", () => {
    const model = modelOf(
      { trees: 12, minDataInLeaf: 50, minHessianInLeaf: 0, compat: "lightgbm" },
      {},
      rareTable,
      rareTarget,
    );
    const fewest = Math.min(...model.trees.flatMap((tree) => countsOf(model, tree)));
    expect(fewest).toBeLessThan(50);
  });
});

describe("constraints", () => {
  it("keep predictions in order in monotone columns", () => {
    for (const monotoneMethod of ["basic", "intermediate"] as const) {
      for (const compat of ["exact", "lightgbm"] as const) {
        const model = modelOf({ trees: 12, monotone: { a: 1, b: -1 }, monotoneMethod, compat });
        for (let row = 0; row < 1301; row += 260) {
          const grid = { rows: 60, names: table.names, columns: table.columns };
          for (const [moved, sign] of [
            [0, 1],
            [1, -1],
          ]) {
            const columns = grid.columns.map((column, j) => {
              if (column.kind === "category") return { ...column, codes: new Int32Array(60).fill(column.codes[row]) };
              const values = new Float64Array(60).fill(column.values[row]);
              return { kind: "number" as const, values: j === moved ? values.map((_, i) => 2 * i - 60) : values };
            });
            const scores = predictGbdtScores(model, { ...grid, columns });
            for (let i = 1; i < 60; i++) expect(sign * (scores[i] - scores[i - 1])).toBeGreaterThanOrEqual(-1e-12);
          }
        }
      }
    }
  });

  it("keep the columns of a branch within one list", () => {
    const lists = [
      ["a", "d"],
      ["b", "c"],
    ];
    const model = modelOf({ interactions: lists });
    const visit = (tree: Tree, node: number, used: readonly string[]): void => {
      if (node < 0) return;
      const branch = [...used, table.names[tree.column[node]]];
      expect(lists.some((list) => branch.every((name) => list.includes(name)))).toBe(true);
      visit(tree, tree.left[node], branch);
      visit(tree, tree.right[node], branch);
    };
    for (const tree of model.trees) visit(tree, 0, []);
  });

  it("grow level by level when asked to", () => {
    const model = modelOf({ growth: "depthWise", leaves: 8, minDataInLeaf: 1 });
    const depthOf = (tree: Tree, node: number): number =>
      node < 0 ? 0 : 1 + Math.max(depthOf(tree, tree.left[node]), depthOf(tree, tree.right[node]));
    for (const tree of model.trees) expect(depthOf(tree, 0)).toBe(3);
  });

  it("draw other columns for each node", () => {
    const model = modelOf({ columnFractionByNode: 0.3, trees: 1, leaves: 30 });
    expect(new Set(model.trees[0].column).size).toBe(5);
  });

  it("limit what a leaf may say", () => {
    const model = modelOf({ maxDeltaStep: 0.2, trees: 3 });
    for (const tree of model.trees.slice(1)) {
      for (const leaf of tree.leaves) expect(Math.abs(leaf)).toBeLessThanOrEqual(0.02 + 1e-12);
    }
  });
});
