import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { madeTable, numberTable, selectColumns } from "../../../test/support/learn-tables.js";
import { createRandom, encodeJson, GyreError } from "../../core/index.js";
import type { GbdtModel } from "../model.js";
import { selectRows, type Table } from "../table.js";
import { type GbdtConfig, gbdt } from "./config.js";
import { fitGbdt, type GbdtFitOptions } from "./fit.js";
import { predictGbdtScores } from "./predict.js";

const { table, y } = madeTable(1200, 5);

function trained(config: GbdtConfig, rows: Table, labels: Float64Array, options: GbdtFitOptions = {}): GbdtModel {
  const target = { kind: "class", codes: Int32Array.from(labels), classes: ["0", "1"] } as const;
  return fitGbdt(config, rows, target, options);
}

const small = gbdt({ trees: 12, leaves: 9, minDataInLeaf: 10 });

function shuffled(n: number, seed: number): Int32Array {
  const random = createRandom(seed);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof GyreError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "nothing thrown";
}

describe("a fit of boosted trees", () => {
  it("gives the same model, byte for byte, whatever the order of the rows", () => {
    const model = encodeJson(trained(small, table, y));
    for (const seed of [1, 2, 3]) {
      const order = shuffled(table.rows, seed);
      const labels = Float64Array.from(order, (row) => y[row]);
      expect(encodeJson(trained(small, selectRows(table, order), labels))).toBe(model);
    }
  });

  it("does not depend on the order of the columns", () => {
    const order = [3, 0, 4, 2, 1];
    const scores = predictGbdtScores(trained(small, table, y), table);
    const other = selectColumns(table, order);
    expect(predictGbdtScores(trained(small, other, y), other)).toEqual(scores);
  });

  it("does not change when every row comes twice and the minimum of rows and λ are doubled", () => {
    const plain = gbdt({ trees: 8, leaves: 8, minDataInLeaf: 7, l2: 0.5 });
    const numbers = selectColumns(table, [0, 1, 2]);
    const twice = selectRows(
      numbers,
      Int32Array.from({ length: 2 * table.rows }, (_, i) => i >> 1),
    );
    const labels = Float64Array.from({ length: 2 * table.rows }, (_, i) => y[i >> 1]);
    const scores = predictGbdtScores(trained(plain, numbers, y), numbers);
    const doubled = predictGbdtScores(trained({ ...plain, minDataInLeaf: 14, l2: 1 }, twice, labels), numbers);
    doubled.forEach((score, i) => {
      expect(score).toBeCloseTo(scores[i], 9);
    });
  });

  it("takes any strictly rising change of a number without changing the scores", () => {
    const bent: Table = {
      ...table,
      columns: table.columns.map((column) =>
        column.kind === "number" ? { kind: "number", values: column.values.map((x) => Math.exp(x / 20)) } : column,
      ),
    };
    const scores = predictGbdtScores(trained(small, table, y), table);
    expect(predictGbdtScores(trained(small, bent, y), bent)).toEqual(scores);
  });

  it("draws the same columns from the same seed and others from another", () => {
    const config = { ...small, columnFraction: 0.4 };
    const fitted = (seed: number): string => encodeJson(trained(config, table, y, { random: createRandom(seed) }));
    expect(fitted(1)).toBe(fitted(1));
    expect(fitted(1)).not.toBe(fitted(2));
  });

  it("lowers the training loss with every round", () => {
    const model = trained(gbdt({ trees: 30, leaves: 7 }), table, y);
    let before = Number.POSITIVE_INFINITY;
    for (let round = 1; round <= 30; round++) {
      const scores = predictGbdtScores({ ...model, trees: model.trees.slice(0, round) }, table);
      const loss = scores.reduce(
        (sum, s, i) => sum + Math.log1p(Math.exp(-Math.abs(s))) + Math.max(s, 0) - y[i] * s,
        0,
      );
      expect(loss).toBeLessThan(before);
      before = loss;
    }
  });

  it("respects the limits on leaves and depth", () => {
    const model = trained(gbdt({ trees: 5, leaves: 20, maxDepth: 3, minDataInLeaf: 1 }), table, y);
    for (const tree of model.trees) {
      expect(tree.leaves.length).toBeLessThanOrEqual(8);
      expect(tree.column.length).toBe(tree.leaves.length - 1);
    }
  });

  it("reports every round and stops when cancelled", () => {
    const seen: number[] = [];
    const controller = new AbortController();
    const onRound = (round: number, of: number): void => {
      expect(of).toBe(12);
      seen.push(round);
      if (round === 3) controller.abort();
    };
    expect(codeOf(() => trained(small, table, y, { onRound, signal: controller.signal }))).toContain("core.cancelled");
    expect(seen).toEqual([1, 2, 3]);
  });

  it("predicts with NaN, infinities and huge numbers without ever giving NaN", () => {
    const extreme = fc.constantFrom(
      Number.NaN,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      1e308,
      -1e308,
      5e-324,
      -0,
      0,
      1,
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(extreme, fc.constantFrom(0, 1)), { minLength: 2, maxLength: 40 }), (rows) => {
        const made = numberTable(rows.map(([x]) => x));
        const labels = Float64Array.from(rows, ([, label]) => label);
        const model = trained(gbdt({ trees: 3, leaves: 8, minDataInLeaf: 1, l2: 0.1 }), made, labels);
        for (const score of predictGbdtScores(model, made)) expect(score).not.toBeNaN();
      }),
      { numRuns: 100, seed: 3 },
    );
  });

  it("tells infinities and neighbouring doubles apart like any other values", () => {
    const next = 1 + Number.EPSILON;
    const pairs: [number, number][] = [
      [1, next],
      [1e308, Number.POSITIVE_INFINITY],
      [Number.NEGATIVE_INFINITY, -1e308],
      [1e308, 1.5e308],
    ];
    for (const [low, high] of pairs) {
      const made = numberTable(Array.from({ length: 40 }, (_, i) => (i % 2 ? high : low)));
      const labels = Float64Array.from({ length: 40 }, (_, i) => i % 2);
      const scores = predictGbdtScores(trained(gbdt({ trees: 1 }), made, labels), made);
      expect(scores[0]).toBeLessThan(0);
      expect(scores[1]).toBeGreaterThan(0);
    }
  });
});

describe("a table with little in it", () => {
  const labels = Float64Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 1 : 0));

  it("gives the log-odds of the labels when all columns are constant or missing", () => {
    const made = numberTable(new Array(60).fill(7), new Array(60).fill(Number.NaN));
    const model = trained(small, made, labels);
    expect(model.trees).toHaveLength(1);
    expect(predictGbdtScores(model, made)[5]).toBeCloseTo(Math.log(20 / 40), 12);
  });

  it("gives the constant score ±34.5 when all labels are alike", () => {
    const made = numberTable(Array.from({ length: 60 }, (_, i) => i));
    const ones = predictGbdtScores(trained(small, made, new Float64Array(60).fill(1)), made);
    const zeros = predictGbdtScores(trained(small, made, new Float64Array(60)), made);
    expect(ones[0]).toBeCloseTo(34.54, 1);
    expect(zeros[0]).toBeCloseTo(-34.54, 1);
  });

  it("is refused with the column and the row when it is malformed", () => {
    const made = numberTable(Array.from({ length: 60 }, (_, i) => i));
    const withLabel = (row: number, label: number): Float64Array => labels.with(row, label);
    expect(codeOf(() => trained(small, made, withLabel(4, -1)))).toBe(
      "learn.bad_table: the class of row 4 is the code -1, expected 0 … 1",
    );
    expect(codeOf(() => trained(small, made, withLabel(9, 2)))).toContain("row 9 is the code 2");
    expect(codeOf(() => trained(small, made, labels.slice(1)))).toContain("59 labels for 60 rows");
    expect(codeOf(() => trained(small, numberTable([]), new Float64Array(0)))).toContain("no rows");
    expect(codeOf(() => trained(small, { rows: 60, names: [], columns: [] }, labels))).toContain("no columns");
    expect(codeOf(() => trained(small, { ...made, rows: 59 }, labels))).toContain('column "x0" has 60 values');
    const codes = new Int32Array(60).with(7, 3);
    const coded: Table = { rows: 60, names: ["city"], columns: [{ kind: "category", codes, categories: ["a"] }] };
    expect(codeOf(() => trained(small, coded, labels))).toContain('column "city" has the category code 3 in row 7');
  });

  it("does not hide a hyperparameter that is out of range or misspelt", () => {
    expect(codeOf(() => gbdt({ trees: 0 }))).toBe(
      "learn.bad_config: gbdt: trees is 0, expected a whole number between 1 and 100000",
    );
    expect(codeOf(() => gbdt({ learningRate: 0 }))).toContain(
      "learningRate is 0, expected a number above 0 and at most 1",
    );
    expect(codeOf(() => gbdt({ maxBins: 256 }))).toContain("maxBins");
    expect(codeOf(() => gbdt({ l2: Number.NaN }))).toContain("l2 is NaN");
    const misspelt = { learningrate: 0.1 } as object;
    expect(codeOf(() => gbdt(misspelt))).toContain('no hyperparameter "learningrate"');
  });
});
