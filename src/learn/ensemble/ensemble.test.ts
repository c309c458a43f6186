import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { learnerOf } from "../../../test/learn/learner.js";
import { runModel } from "../../../test/learn/run-graph.js";
import { numberTable } from "../../../test/support/learn-tables.js";
import { createRandom, decodeJson, encodeJson } from "../../core/index.js";
import { gaussianBayes, gaussianBayesEstimator } from "../bayes/index.js";
import { calibrated, calibratedEstimator } from "../calibration/index.js";
import type { AnyConfig } from "../estimator.js";
import { nearestNeighbours, nearestNeighboursEstimator } from "../neighbours/index.js";
import type { Prediction } from "../prediction.js";
import { selectRows, type Table } from "../table.js";
import { classTarget, numberTarget, selectTarget, type Target } from "../target.js";
import {
  bagging,
  baggingEstimator,
  innerFolds,
  stacking,
  stackingEstimator,
  voting,
  votingEstimator,
} from "./index.js";
import { bootstrapSample, rowPool, shareSample } from "./sample-rows.js";
import { stackedAnswers } from "./stacking.js";

const learner = learnerOf([
  gaussianBayesEstimator,
  nearestNeighboursEstimator,
  calibratedEstimator,
  baggingEstimator,
  votingEstimator,
  stackingEstimator,
]);
const near = nearestNeighbours({ neighbours: 3, weights: "distance" });

/** Numbers on a coarse grid, so that some rows are equal; classes or numbers to learn, and weights 0 … 3. */
function made(seed: number, rows: number, classes: number): { table: Table; target: Target; weights: Float64Array } {
  const random = createRandom(seed);
  const column = (): number[] => Array.from({ length: rows }, () => random.int(9) / 4);
  const [a, b, c] = [column(), column(), column()];
  const sum = a.map((value, i) => value + b[i] * c[i] + random.next() / 50);
  const edges = [...sum].sort((x, y) => x - y);
  const cuts = Array.from({ length: classes }, (_, k) => edges[Math.floor((k * rows) / Math.max(1, classes))]);
  const labels = sum.map((value) => "abcd"[cuts.findLastIndex((cut) => value >= cut)]);
  const weights = Float64Array.from({ length: rows }, (_, i) => (i < 8 ? 1 : random.int(4)));
  return { table: numberTable(a, b, c), target: classes === 0 ? numberTarget(sum) : classTarget(labels), weights };
}

const numbersOf = (prediction: Prediction): Float64Array =>
  prediction.kind === "class" ? prediction.probabilities : prediction.values;

const CONFIGS: readonly [string, AnyConfig][] = [
  ["bagging", bagging({ estimator: near, members: 4 })],
  [
    "bagging of shares",
    bagging({ estimator: near, members: 4, bootstrap: false, rowFraction: 0.6, columnFraction: 0.7 }),
  ],
  ["voting", voting({ estimators: [near, nearestNeighbours({ metric: "manhattan" })], weights: [1, 2.5] })],
  [
    "stacking",
    stacking({ estimators: [near, nearestNeighbours({ neighbours: 9 })], final: nearestNeighbours(), folds: 3 }),
  ],
  [
    "stacking with columns",
    stacking({ estimators: [near], final: nearestNeighbours({ standardise: true }), passThrough: true }),
  ],
  [
    "an ensemble of ensembles",
    voting({ estimators: [bagging({ estimator: near, members: 2 }), stacking({ estimators: [near], final: near })] }),
  ],
];

describe.each(CONFIGS)("%s", (_, config) => {
  it("does not hang on the order of the rows, and counts a weight of two as the row twice", () => {
    for (const classes of [0, 2, 3]) {
      const { table, target, weights } = made(1, 70, classes);
      const asked = made(2, 20, classes).table;
      const options = { random: createRandom(5) };
      const rows = Int32Array.from(Array.from(weights).flatMap((weight, row) => new Array<number>(weight).fill(row)));
      const weighted = learner.predict(learner.fit(config, table, target, { ...options, weights }), asked);
      for (const order of [rows, rows.slice().reverse()]) {
        const model = learner.fit(config, selectRows(table, order), selectTarget(target, order), options);
        numbersOf(learner.predict(model, asked)).forEach((value, at) => {
          expect(numbersOf(weighted)[at]).toBeCloseTo(value, 10);
        });
      }
    }
  });

  it("exports to the same answers, comes back from JSON, and has the same bits for the same seed", async () => {
    for (const classes of [0, 1, 2, 3]) {
      const { table, target } = made(3, 60, classes);
      const asked = made(4, 25, classes).table;
      const model = learner.fit(config, table, target, { random: createRandom(7) });
      const here = numbersOf(learner.predict(model, asked));
      const there = numbersOf(await runModel(learner, model, asked));
      expect(there.length).toBe(here.length);
      here.forEach((value, at) => {
        expect(Math.abs(there[at] - value)).toBeLessThanOrEqual(1e-12 * Math.max(1e-9, Math.abs(value)));
      });
      expect(learner.fit(config, table, target, { random: createRandom(7) })).toEqual(model);
      expect(learner.predict(decodeJson(encodeJson(model)) as typeof model, asked)).toEqual(
        learner.predict(model, asked),
      );
    }
  });
});

describe("bagging", () => {
  const data = made(11, 200, 3);
  it("draws units of weight: as many as there are, none of weight 0, each row in proportion", () => {
    const pool = rowPool({ frame: data.table, target: data.target, weights: data.weights }, createRandom(1));
    const total = data.weights.reduce((sum, weight) => sum + weight, 0);
    const seen = new Float64Array(200);
    for (let s = 0; s < 400; s++) {
      const { rows, weights } = bootstrapSample(pool, 1, createRandom(s));
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(total);
      expect(weights.every(Number.isInteger)).toBe(true);
      rows.forEach((row, i) => {
        seen[row] += weights[i] / 400;
      });
    }
    // A mean of 400 Poisson counts of mean w has standard deviation √(w / 400); six of them for all 200 rows.
    seen.forEach((mean, row) => {
      expect(Math.abs(mean - data.weights[row])).toBeLessThanOrEqual(6 * Math.sqrt(data.weights[row] / 400));
    });
  });

  it("draws larger units where the weights add up to more than could be drawn", () => {
    const weights = data.weights.map((weight) => weight * 1e290);
    const pool = rowPool({ frame: data.table, target: data.target, weights }, createRandom(1));
    const { rows, weights: drawn } = bootstrapSample(pool, 1, createRandom(2));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    expect(drawn.reduce((sum, weight) => sum + weight, 0) / total).toBeCloseTo(1, 9);
    rows.forEach((row, i) => {
      expect(drawn[i] / weights[row]).toBeCloseTo(1, 1);
    });
  });

  it("without replacement takes about the share of the weight, whole rows only", () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.05, max: 1, noNaN: true }), (seed, share) => {
        const { table, target, weights } = made(seed, 80, 2);
        const pool = rowPool({ frame: table, target, weights }, createRandom(seed));
        const sample = shareSample(pool, share, createRandom(seed + 1));
        const taken = sample.weights.reduce((sum, weight) => sum + weight, 0);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        expect(Math.abs(taken - share * total)).toBeLessThanOrEqual(12);
        sample.rows.forEach((row, i) => {
          expect(sample.weights[i]).toBe(weights[row]);
        });
        expect(new Set(sample.rows).size).toBe(sample.rows.length);
      }),
      { numRuns: 40 },
    );
  });

  it("of one member on everything is that member; of many it varies less than one", () => {
    const { table, target } = made(12, 150, 0);
    const asked = made(13, 60, 0);
    const alone = bagging({ estimator: near, members: 1, bootstrap: false });
    expect(numbersOf(learner.predict(learner.fit(alone, table, target, {}), asked.table))).toEqual(
      numbersOf(learner.predict(learner.fit(near, table, target, {}), asked.table)),
    );
    const error = (config: AnyConfig): number => {
      const said = numbersOf(learner.predict(learner.fit(config, table, target, {}), asked.table));
      const truth = (asked.target as Target & { kind: "number" }).values;
      return said.reduce((sum, value, i) => sum + (value - truth[i]) ** 2, 0);
    };
    const one = nearestNeighbours({ neighbours: 1 });
    expect(error(bagging({ estimator: one, members: 30 }))).toBeLessThan(error(one));
  });
});

describe("voting", () => {
  const { table, target } = made(21, 60, 3);
  const asked = made(22, 30, 3).table;
  const estimators = [near, gaussianBayes(), nearestNeighbours({ neighbours: 15 })];

  it("is the weighted mean of the members' probabilities, or the share of their votes", () => {
    const members = estimators.map((config) =>
      numbersOf(learner.predict(learner.fit(config, table, target, {}), asked)),
    );
    const weights = [1, 0, 3];
    const said = (how: "soft" | "hard") =>
      numbersOf(learner.predict(learner.fit(voting({ estimators, weights, voting: how }), table, target, {}), asked));
    const [soft, hard] = [said("soft"), said("hard")];
    soft.forEach((p, at) => {
      expect(p).toBeCloseTo((members[0][at] + 3 * members[2][at]) / 4, 14);
      const row = Math.floor(at / 3) * 3;
      const vote = (m: number): number => {
        const own = Array.from(members[m].slice(row, row + 3));
        return own.indexOf(Math.max(...own)) === at - row ? 1 : 0;
      };
      expect(hard[at]).toBeCloseTo((vote(0) + 3 * vote(2)) / 4, 14);
    });
  });

  it("exports votes too", async () => {
    const model = learner.fit(voting({ estimators, voting: "hard" }), table, target, {});
    expect(numbersOf(await runModel(learner, model, asked))).toEqual(numbersOf(learner.predict(model, asked)));
  });

  it("refuses weights that do not fit, votes for numbers, and a relevance", () => {
    expect(() => voting({ estimators, weights: [1, 2] })).toThrow(/expected 3 of them/);
    expect(() => voting({ estimators: [] })).toThrow(/one or more/);
    const numbers = made(21, 60, 0).target;
    expect(() => learner.fit(voting({ estimators: [near], voting: "hard" }), table, numbers, {})).toThrow(
      /voting would have no effect/,
    );
    const relevance: Target = { kind: "relevance", values: new Float64Array(60), queries: new Int32Array(60) };
    expect(() => learner.fit(voting({ estimators }), table, relevance, {})).toThrow(/learns classes and numbers/);
  });
});

describe("stacking", () => {
  it("shows the final estimator no answer of a model that has seen the row or its label", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 59 }), (seed, row) => {
        const random = createRandom(seed);
        const table = numberTable(Array.from({ length: 60 }, () => random.next()));
        const values = Array.from({ length: 60 }, () => random.next());
        const config = stacking({ estimators: [nearestNeighbours({ neighbours: 1 })], final: near });
        const weights = new Float64Array(60).fill(1);
        const [answers] = stackedAnswers(
          config,
          { frame: table, target: numberTarget(values), weights },
          { random },
          learner,
        );
        // One nearest neighbour knows every row that it has seen by heart: no answer is the row's own.
        expect(answers[row]).not.toBe(values[row]);
        expect(values).toContain(answers[row]);
      }),
      { numRuns: 40 },
    );
  });

  it("learns whom to trust: a member of noise does no harm", () => {
    const random = createRandom(31);
    const { table, target } = made(31, 300, 0);
    const test = made(32, 100, 0);
    const noise = (rows: number) => ({
      kind: "number" as const,
      values: Float64Array.from({ length: rows }, () => random.next()),
    });
    const withNoise = (of: Table): Table => ({
      rows: of.rows,
      names: [...of.names, "noise"],
      columns: [...of.columns, noise(of.rows)],
    });
    const onNoise = bagging({
      estimator: nearestNeighbours({ neighbours: 1 }),
      columnFraction: 0.25,
      members: 3,
      bootstrap: false,
    });
    const config = stacking({ estimators: [near, onNoise], final: nearestNeighbours({ neighbours: 10 }) });
    const said = numbersOf(learner.predict(learner.fit(config, withNoise(table), target, {}), withNoise(test.table)));
    const truth = (test.target as Target & { kind: "number" }).values;
    const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
    const error = (of: (i: number) => number): number => truth.reduce((sum, value, i) => sum + (value - of(i)) ** 2, 0);
    expect(error((i) => said[i])).toBeLessThan(0.3 * error(() => mean));
  });

  it("names its columns apart from the table's own", () => {
    const { table, target } = made(41, 40, 3);
    const odd = { ...table, names: ["member 0: a", "member ", "x"] };
    const config = stacking({ estimators: [near], final: near, passThrough: true });
    const model = learner.fit(config, odd, target, {}) as ReturnType<typeof stackingEstimator.fit>;
    expect(model.answers).toEqual([["_member 0: a", "_member 0: b", "_member 0: c"]]);
    expect(model.columns.map(({ name }) => name)).toEqual(odd.names);
  });
});

describe("inner folds", () => {
  it("part every class evenly, keep equal rows together, and leave rows of weight 0 out", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 2, max: 6 }), (seed, folds) => {
        const { table, target, weights } = made(seed, 90, 3);
        const foldOf = innerFolds({ frame: table, target, weights }, folds, createRandom(seed));
        const { codes } = target as Target & { kind: "class" };
        for (let c = 0; c < 3; c++) {
          const sums = new Float64Array(folds);
          foldOf.forEach((fold, row) => {
            if (fold >= 0 && codes[row] === c) sums[fold] += weights[row];
          });
          // Dealt to the lightest each time: no two differ by more than the heaviest group of equal rows.
          expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(9);
        }
        const seen = new Map<string, number>();
        foldOf.forEach((fold, row) => {
          expect(fold >= 0).toBe(weights[row] > 0);
          if (fold < 0) return;
          const key = [
            codes[row],
            ...table.columns.map((column) => (column.kind === "number" ? column.values[row] : 0)),
          ].join();
          expect(seen.get(key) ?? fold).toBe(fold);
          seen.set(key, fold);
        });
        expect(new Set(foldOf.filter((fold) => fold >= 0)).size).toBe(folds);
      }),
      { numRuns: 50 },
    );
  });

  it("do not hang on the columns' order or the categories' numbering, but on the seed", () => {
    const codes = Int32Array.from({ length: 40 }, (_, i) => (i * 7) % 3);
    const values = Float64Array.from({ length: 40 }, (_, i) => i);
    const target = classTarget(Array.from({ length: 40 }, (_, i) => i % 2));
    const weights = new Float64Array(40).fill(1);
    const x = { kind: "number", values } as const;
    const one: Table = {
      rows: 40,
      names: ["x", "c"],
      columns: [x, { kind: "category", codes, categories: ["r", "g", "b"] }],
    };
    const turned = codes.map((code) => 2 - code);
    const other: Table = {
      rows: 40,
      names: ["c", "x"],
      columns: [{ kind: "category", codes: turned, categories: ["b", "g", "r"] }, x],
    };
    const foldsOf = (frame: Table, seed: number) => innerFolds({ frame, target, weights }, 4, createRandom(seed));
    expect(foldsOf(other, 1)).toEqual(foldsOf(one, 1));
    expect(foldsOf(one, 2)).not.toEqual(foldsOf(one, 1));
  });
});

describe("an ensemble of calibrated members", () => {
  it("rests on what its members rest on, and says so where they can", () => {
    const { table, target } = made(51, 60, 2);
    const config = voting({ estimators: [calibrated({ estimator: gaussianBayes(), folds: 3 })] });
    const model = learner.fit(config, { ...table, names: ["u", "v", "w"] }, target, {});
    expect(model.columns.map(({ name }) => name)).toEqual(["u", "v", "w"]);
    const shares = learnerOf([
      { ...gaussianBayesEstimator, importance: () => [1, 0, 3] },
      calibratedEstimator,
      votingEstimator,
    ]);
    expect(shares.importance(model)).toEqual([0.25, 0, 0.75]);
    const one = { ...gaussianBayesEstimator, importance: () => [2, 0, 2] };
    const none = { ...nearestNeighboursEstimator, importance: () => [] };
    const mixed = learnerOf([one, none, baggingEstimator, votingEstimator, stackingEstimator]);
    const half = voting({ estimators: [near, gaussianBayes()], weights: [3, 1] });
    const importanceOf = (of: AnyConfig) => mixed.importance(mixed.fit(of, table, target, {}));
    expect(importanceOf(half)).toEqual([0.5, 0, 0.5]);
    expect(importanceOf(bagging({ estimator: near, members: 2 }))).toEqual([]);
    const stack = { estimators: [gaussianBayes()], folds: 3 };
    expect(importanceOf(stacking({ ...stack, final: near }))).toEqual([]);
    const onAnswer = {
      ...gaussianBayesEstimator,
      importance: (m: { columns: readonly unknown[] }) => (m.columns.length === 1 ? [7] : [2, 0, 2]),
    };
    const stacked = learnerOf([onAnswer, stackingEstimator]);
    const of = stacked.fit(stacking({ ...stack, final: gaussianBayes() }), table, target, {});
    expect(stacked.importance(of)).toEqual([3.5, 0, 3.5]);
  });
});
