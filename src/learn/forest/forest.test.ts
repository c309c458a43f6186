import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenTable, goldenValue } from "../../../test/support/golden-learn.js";
import { madeTable, numberTable } from "../../../test/support/learn-tables.js";
import { leafByDefinition } from "../../../test/support/random-trees.js";
import { createRandom, decodeJson, encodeJson } from "../../core/index.js";
import type { Learner } from "../estimator.js";
import { selectRows, type Table } from "../table.js";
import { classTarget, numberTarget, selectTarget, type Target } from "../target.js";
import {
  decisionTree,
  decisionTreeEstimator,
  extraTrees,
  extraTreesEstimator,
  type ForestConfig,
  fitForest,
  predictForest,
  pruningPath,
  randomForest,
  randomForestEstimator,
} from "./index.js";
import type { ForestModel } from "./model.js";

const wine = goldenTable("wine");
const wineClasses = classTarget(wine.y);
const diabetes = goldenTable("diabetes");
const progress = numberTarget(diabetes.y);

const valuesOf = (model: ForestModel, table: Table): Float64Array => {
  const said = predictForest(model, table);
  return said.kind === "class" ? said.probabilities : said.values;
};
const numbersOf = (table: Table, column: number): Float64Array => {
  const found = table.columns[column];
  return found.kind === "number" ? found.values : new Float64Array(0);
};

describe("a decision tree", () => {
  it("is scikit-learn's on the wines: columns, thresholds and nodes", () => {
    const [nodes, columns, thresholds] = goldenValue<[number, number[], number[], number]>("tree");
    const [tree] = fitForest(decisionTree({ maxDepth: 3 }), wine.table, wineClasses).trees;
    expect(tree.column.length + tree.leafWeight!.length).toBe(nodes);
    // The reference counts depth first: the root, its left child, and the left child of that.
    expect([0, tree.left[0], tree.left[tree.left[0]]].map((node) => tree.column[node])).toEqual(columns.slice(0, 3));
    // The reference keeps the values of the table in 32 bits.
    expect(Math.abs(tree.threshold[0] - thresholds[0])).toBeLessThan(1e-6);
    expect(Math.abs(tree.threshold[tree.left[0]] - thresholds[1])).toBeLessThan(1e-6);
  });

  it("is pruned in scikit-learn's steps", () => {
    const [steps, lastBut] = goldenValue<[number, number]>("tree-ccp");
    const path = pruningPath(decisionTree(), wine.table, wineClasses);
    expect(path).toHaveLength(steps);
    expect(path.at(-2)!.alpha).toBeCloseTo(lastBut, 12);
    for (const { alpha, leaves } of path.slice(1)) {
      const config = decisionTree({ ccpAlpha: alpha + 1e-12 });
      expect(fitForest(config, wine.table, wineClasses).trees[0].column.length + 1).toBe(leaves);
    }
  });

  it("splits every node where the impurity falls most, by the definition", () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom("gini", "entropy", "squared"), (seed, criterion) => {
        const { table, target, impurity } = randomProblem(seed, criterion);
        const model = fitForest(decisionTree({ criterion }), table, target);
        const [tree] = model.trees;
        const visit = (node: number, rows: readonly number[]): void => {
          const best = bestDecrease(table, rows, impurity);
          if (node < 0) {
            expect(impurity(rows) < 1e-12 || best < 0).toBe(true);
            return;
          }
          const [left, right] = partByTree(tree, node, table, rows);
          const reached = decrease(rows, left, right, impurity);
          expect(reached).toBeGreaterThan(best - 1e-9);
          expect(tree.gain![node]).toBeCloseTo(reached, 9);
          expect(tree.nodeWeight![node]).toBe(rows.length);
          visit(tree.left[node], left);
          visit(tree.right[node], right);
        };
        visit(tree.column.length === 0 ? -1 : 0, [...Array(table.rows).keys()]);
      }),
      { numRuns: 60 },
    );
  });

  it("gives each leaf the shares, or the exact mean, of its rows", () => {
    const model = fitForest(decisionTree({ maxDepth: 4 }), diabetes.table, progress);
    const [tree] = model.trees;
    const byLeaf = new Map<number, number[]>();
    for (let i = 0; i < diabetes.table.rows; i++) {
      const leaf = leafByDefinition(tree, diabetes.table, i);
      byLeaf.set(leaf, [...(byLeaf.get(leaf) ?? []), diabetes.y[i]]);
    }
    for (const [leaf, values] of byLeaf) {
      expect(tree.leaves[leaf]).toBe(values.reduce((sum, value) => sum + value, 0) / values.length);
      expect(tree.leafWeight![leaf]).toBe(values.length);
    }
  });

  it("keeps neighbouring doubles, infinities and the largest numbers apart", () => {
    const x = [
      Number.NEGATIVE_INFINITY,
      -1e308,
      -5e-324,
      0,
      5e-324,
      1,
      1 + 2 ** -52,
      1e308,
      1.7e308,
      Number.POSITIVE_INFINITY,
    ];
    const table = numberTable(x);
    const y = x.map((_, i) => (i % 2 === 0 ? 1e308 : -1e308));
    expect([...valuesOf(fitForest(decisionTree(), table, numberTarget(y)), table)]).toEqual(y);
    const alike = classTarget(x.map((_, i) => i % 2));
    expect([...valuesOf(fitForest(decisionTree(), table, alike), table)]).toEqual(
      x.flatMap((_, i) => (i % 2 === 0 ? [1, 0] : [0, 1])),
    );
  });

  it("learns what no single split shows", () => {
    const table = numberTable([0, 0, 1, 1], [0, 1, 0, 1]);
    const model = fitForest(decisionTree(), table, classTarget(["a", "b", "b", "a"]));
    expect([...valuesOf(model, table)]).toEqual([1, 0, 0, 1, 0, 1, 1, 0]);
  });

  it("sends missing values where they fit, and those that training did not see to the heavier side", () => {
    const y = classTarget([0, 0, 0, 1, 1, 1, 1]);
    const seen = numberTable([1, 2, 3, Number.NaN, Number.NaN, 4, 5]);
    const model = fitForest(decisionTree(), seen, y);
    expect([...valuesOf(model, numberTable([Number.NaN, 1, 9]))]).toEqual([0, 1, 1, 0, 0, 1]);
    const unseen = fitForest(decisionTree(), numberTable([1, 2, 3, 4, 5, 6, 7]), y);
    expect([...valuesOf(unseen, numberTable([Number.NaN]))]).toEqual([0, 1]);
    const only = fitForest(decisionTree(), numberTable([1, 1, 1, Number.NaN]), classTarget([0, 0, 0, 1]));
    expect([...valuesOf(only, numberTable([7, Number.POSITIVE_INFINITY, Number.NaN]))]).toEqual([1, 0, 1, 0, 0, 1]);
  });

  it("divides categories by their mean target; unknown and missing ones go with the missing or the heavier side", () => {
    const categories = ["p", "q", "r", "s"];
    const column = (codes: number[]): Table => ({
      rows: codes.length,
      names: ["c"],
      columns: [{ kind: "category", categories, codes: Int32Array.from(codes) }],
    });
    const y = numberTarget([1, 9, 1, 9, 9, 1, 9]);
    const model = fitForest(decisionTree({ maxDepth: 1 }), column([0, 1, 2, 3, 1, 0, 3]), y);
    expect([...valuesOf(model, column([0, 1, 2, 3, -1]))]).toEqual([1, 9, 1, 9, 9]);
    const missing = fitForest(decisionTree(), column([0, 1, -1, -1]), numberTarget([9, 1, 9, 9]));
    expect([...valuesOf(missing, column([0, 1, -1]))]).toEqual([9, 1, 9]);
  });

  it("finds the best of all divisions of categories, for two classes and for numbers", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(4), fc.nat(1), fc.nat(9)), { minLength: 2, maxLength: 40 }), (rows) => {
        const codes = Int32Array.from(rows, ([code]) => code);
        const table: Table = {
          rows: rows.length,
          names: ["c"],
          columns: [{ kind: "category", categories: ["a", "b", "c", "d", "e"], codes }],
        };
        const all = [...rows.keys()];
        for (const k of [1, 2]) {
          const labels = rows.map((row) => row[k]);
          // Gini is twice the variance of labels 0 and 1.
          const impurity = (of: readonly number[]): number =>
            (k === 1 ? 2 : 1) * variance(of.map((row) => labels[row]));
          const subsets = Array.from({ length: 31 }, (_, set) => all.filter((row) => (set >> codes[row]) & 1));
          const possible = subsets.filter((left) => left.length > 0 && left.length < all.length);
          const best = possible.map((left) =>
            decrease(
              all,
              left,
              all.filter((row) => !left.includes(row)),
              impurity,
            ),
          );
          const [tree] = fitForest(
            decisionTree({ maxDepth: 1 }),
            table,
            k === 1 ? classTarget(labels) : numberTarget(labels),
          ).trees;
          expect(tree.gain![0] ?? 0).toBeCloseTo(Math.max(0, ...best), 9);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("holds to its limits", () => {
    const limits = { maxLeafNodes: 9, minSamplesLeaf: 12, maxDepth: 5, minImpurityDecrease: 1 };
    const [tree] = fitForest(decisionTree(limits), diabetes.table, progress).trees;
    expect(tree.leafWeight!.length).toBeLessThanOrEqual(9);
    expect(Math.min(...tree.leafWeight!)).toBeGreaterThanOrEqual(12);
    expect(Math.min(...tree.gain!) / 442).toBeGreaterThanOrEqual(1);
    const [grown] = fitForest(decisionTree({ minSamplesSplit: 50 }), diabetes.table, progress).trees;
    expect(Math.min(...grown.nodeWeight!)).toBeGreaterThanOrEqual(50);
    const [bestFirst] = fitForest(decisionTree({ maxLeafNodes: 2 }), diabetes.table, progress).trees;
    expect(bestFirst.leaves).toHaveLength(2);
  });
});

describe("a forest", () => {
  const { table, y } = madeTable(400, 11);
  const target = classTarget(y);
  const amounts = numberTarget(y.map((label, i) => label * 3 + numbersOf(table, 0)[i] / 100));
  const configs: readonly ForestConfig[] = [
    decisionTree({ ccpAlpha: 0.002 }),
    randomForest({ trees: 5, oobScore: true }),
    extraTrees({ trees: 5, maxFeatures: 0.5 }),
  ];

  it("does not depend on the order of the rows, to the last bit, and comes again from the same seed", () => {
    const order = shuffled(table.rows, 3);
    for (const config of configs) {
      for (const labels of [target, amounts]) {
        const options = { random: createRandom("forest"), weights: y.map((label) => 1 + 0.37 * label) };
        const model = fitForest(config, table, labels, options);
        const weights = options.weights.map((_, i) => options.weights[order[i]]);
        const other = fitForest(config, selectRows(table, order), selectTarget(labels, order), { ...options, weights });
        expect(other).toEqual(model);
        expect(fitForest(config, table, labels, options)).toEqual(model);
      }
    }
  });

  it("takes a weight of 2 for the row twice where no rows are drawn, and 0 for its absence always", () => {
    const weights = Float64Array.from(y, (_, i) => i % 3);
    const repeated = Int32Array.from([...weights].flatMap((weight, i) => Array<number>(weight).fill(i)));
    const present = Int32Array.from(weights.keys()).filter((i) => weights[i] > 0);
    const settings = { minSamplesLeaf: 4, maxBins: 20, trees: 3, bootstrap: false, classWeight: "none" as const };
    for (const labels of [target, amounts]) {
      const { trees: _, bootstrap: __, ...one } = settings;
      for (const config of [randomForest(settings), extraTrees(settings), decisionTree(one)]) {
        const weighted = fitForest(config, table, labels, { weights });
        expect(fitForest(config, selectRows(table, repeated), selectTarget(labels, repeated))).toEqual(weighted);
      }
      const config = randomForest({ trees: 3, oobScore: true });
      const rest = { weights: weights.filter((weight) => weight > 0) };
      const without = fitForest(config, selectRows(table, present), selectTarget(labels, present), rest);
      expect(without).toEqual(fitForest(config, table, labels, { weights }));
    }
  });

  it("is plain data that JSON carries, and leaves its input alone", () => {
    const before = structuredClone(table);
    for (const config of configs) {
      const model = fitForest(config, table, target);
      expect(decodeJson(encodeJson(model))).toEqual(model);
    }
    expect(table).toEqual(before);
  });

  it("says by the rows left out how well it predicts others, and which columns matter", () => {
    const model = fitForest(randomForest({ trees: 60, oobScore: true }), wine.table, wineClasses);
    expect(model.outOfBag!.score).toBeGreaterThan(0.95);
    expect(model.outOfBag!.coverage).toBe(1);
    expect(model.importance.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    const rows = valuesOf(model, wine.table);
    for (let i = 0; i < rows.length; i += 3) expect(rows[i] + rows[i + 1] + rows[i + 2]).toBeCloseTo(1, 12);
    const numbers = fitForest(extraTrees({ trees: 60, bootstrap: true, oobScore: true }), diabetes.table, progress);
    // scikit-learn's over six seeds: mean 0.45, standard deviation 0.008 with 100 trees.
    expect(numbers.outOfBag!.score).toBeGreaterThan(0.38);
    expect(numbers.outOfBag!.score).toBeLessThan(0.52);
  });

  it("weights classes: balanced means that each class counts as much", () => {
    const rare = classTarget(Array.from({ length: 60 }, (_, i) => (i % 6 === 0 ? "rare" : "often")));
    const blind = numberTable(Array(60).fill(1));
    const share = (classWeight: "balanced" | Record<string, number>): number =>
      valuesOf(fitForest(decisionTree({ classWeight }), blind, rare), blind)[1];
    expect(share("balanced")).toBeCloseTo(0.5, 12);
    expect(share({ rare: 10 })).toBeCloseTo(100 / 150, 12);
  });

  it("can be told how many rows to draw and how many columns to try", () => {
    const few = fitForest(randomForest({ trees: 3, maxSamples: 0.1, oobScore: true }), table, target);
    for (const tree of few.trees) expect(tree.nodeWeight![0]).toBe(40);
    expect(few.outOfBag!.coverage).toBeGreaterThan(0.99);
    for (const maxFeatures of ["sqrt", "log2", "all", 2, 0.4] as const) {
      expect(fitForest(randomForest({ trees: 1, maxFeatures }), table, target).trees[0].column.length).toBeGreaterThan(
        20,
      );
    }
  });

  it("is learned, read and weighed by its estimator", () => {
    const learner = {} as Learner;
    const model = randomForestEstimator.fit(randomForest({ trees: 3 }), table, target, {}, learner);
    expect(model).toEqual(fitForest(randomForest({ trees: 3 }), table, target));
    expect(randomForestEstimator.predict(model, table, learner)).toEqual(predictForest(model, table));
    expect(randomForestEstimator.importance!(model, learner)).toEqual(model.importance);
    expect(extraTreesEstimator.learns(extraTrees({ criterion: "entropy" }), learner)).toEqual(["class"]);
    expect(decisionTreeEstimator.learns(decisionTree(), learner)).toEqual(["class", "number"]);
    expect(() => decisionTreeEstimator.fit({ ...decisionTree(), maxDepth: 0 }, table, target, {}, learner)).toThrow(
      /maxDepth is 0/,
    );
  });

  it("accepts constant and missing columns, one class, one row", () => {
    const dull = numberTable([1, 1, 1], [Number.NaN, Number.NaN, Number.NaN]);
    for (const make of [randomForest, extraTrees]) {
      expect([...valuesOf(fitForest(make({ trees: 2 }), dull, classTarget(["a", "a", "a"])), dull)]).toEqual([1, 1, 1]);
      expect([
        ...valuesOf(fitForest(make({ trees: 2, bootstrap: false }), dull, numberTarget([1, 2, 6])), dull),
      ]).toEqual([3, 3, 3]);
    }
  });

  it("refuses what would have no effect or cannot be learned, with the reason", () => {
    expect(() => extraTrees({ oobScore: true })).toThrow(/oobScore would have no effect: bootstrap is false/);
    expect(() => randomForest({ bootstrap: false, maxSamples: 0.5 })).toThrow(/maxSamples would have no effect/);
    expect(() => decisionTree({ maxDepht: 3 } as never)).toThrow(/Did you mean|no hyperparameter "maxDepht"/);
    const fitting =
      (config: ForestConfig, labels: Target = target) =>
      () =>
        fitForest(config, table, labels);
    expect(fitting(decisionTree({ criterion: "squared" }))).toThrow(/not for a target of classes/);
    expect(fitting(decisionTree({ criterion: "gini" }), amounts)).toThrow(/not for a target of numbers/);
    expect(fitting(decisionTree({ classWeight: "balanced" }), amounts)).toThrow(/the target has no classes/);
    expect(fitting(decisionTree({ classWeight: { 2: 3 } }))).toThrow(/class "2"/);
    expect(fitting(decisionTree({ maxFeatures: 6 }))).toThrow(/the table has 5 columns/);
    expect(() => fitForest(randomForest(), table, target, { signal: { aborted: true } })).toThrow(/cancelled/);
  });
});

type Impurity = (rows: readonly number[]) => number;

function randomProblem(seed: number, criterion: "gini" | "entropy" | "squared") {
  const random = createRandom(seed);
  const rows = 2 + random.int(30);
  const column = (): number[] =>
    Array.from({ length: rows }, () => (random.next() < 0.15 ? Number.NaN : random.int(7)));
  const table = numberTable(column(), column(), column());
  const labels = Array.from({ length: rows }, () => random.int(criterion === "squared" ? 9 : 3));
  const shares = (of: readonly number[]): number[] =>
    [0, 1, 2].map((k) => of.filter((row) => labels[row] === k).length / of.length);
  const impurities: Record<typeof criterion, Impurity> = {
    gini: (of) => 1 - shares(of).reduce((sum, p) => sum + p * p, 0),
    entropy: (of) => shares(of).reduce((sum, p) => sum - (p > 0 ? p * Math.log2(p) : 0), 0),
    squared: (of) => variance(of.map((row) => labels[row])),
  };
  const target: Target = criterion === "squared" ? numberTarget(labels) : classTarget(labels);
  return { table, target, impurity: impurities[criterion] };
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

function decrease(
  rows: readonly number[],
  left: readonly number[],
  right: readonly number[],
  impurity: Impurity,
): number {
  return rows.length * impurity(rows) - left.length * impurity(left) - right.length * impurity(right);
}

/** Over every column, every threshold between two values, and both sides for missing ones; −1 where there is none. */
function bestDecrease(table: Table, rows: readonly number[], impurity: Impurity): number {
  let best = -1;
  for (let c = 0; c < table.columns.length; c++) {
    const values = numbersOf(table, c);
    for (const threshold of [...new Set(rows.map((row) => values[row]))].filter((value) => !Number.isNaN(value))) {
      for (const missingLeft of [true, false]) {
        const isLeft = (row: number): boolean => (Number.isNaN(values[row]) ? missingLeft : values[row] <= threshold);
        const [left, right] = [rows.filter(isLeft), rows.filter((row) => !isLeft(row))];
        if (left.length > 0 && right.length > 0) best = Math.max(best, decrease(rows, left, right, impurity));
      }
    }
  }
  return best;
}

function partByTree(tree: ForestModel["trees"][number], node: number, table: Table, rows: readonly number[]) {
  const values = numbersOf(table, tree.column[node]);
  const isLeft = (row: number): boolean =>
    Number.isNaN(values[row]) ? tree.missingLeft[node] : values[row] <= tree.threshold[node];
  return [rows.filter(isLeft), rows.filter((row) => !isLeft(row))] as const;
}

function shuffled(length: number, seed: number): Int32Array {
  const random = createRandom(seed);
  const order = Int32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
