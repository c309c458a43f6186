import { describe, expect, it } from "vitest";
import { madeTable, numberTable, uniforms } from "../../../test/support/learn-tables.js";
import { createRandom, decodeJson, encodeJson } from "../../core/index.js";
import type { GbdtModel } from "../model.js";
import { selectRows, type Table } from "../table.js";
import { classTarget, numberTarget, relevanceTarget, selectTarget, type Target } from "../target.js";
import { type GbdtSettings, gbdt } from "./config.js";
import { fitGbdt, fitGbdtWithLoss } from "./fit.js";
import { gbdtEstimator } from "./gbdt-estimator.js";
import { type CustomLoss, lossMetric, type NumberTarget, targetKindsOf } from "./objectives/index.js";
import { predictGbdtScores } from "./predict.js";

const { table, y } = madeTable(900, 9);
const u = uniforms(5);
const noise = Float64Array.from(y, () => u());
const numbers = numberTarget(y.map((label, i) => 2 * label + noise[i]));
const counts = numberTarget(y.map((label, i) => Math.floor(3 * label + 2 * noise[i])));
const positive = numberTarget(y.map((label, i) => 0.2 + 2 * label + noise[i]));
const three = classTarget(y.map((label, i) => (noise[i] < 0.2 ? 2 : label)));
const relevance = relevanceTarget(
  y.map((label, i) => label + (noise[i] > 0.7 ? 1 : 0)),
  y.map((_, i) => i % 45),
);
const small: GbdtSettings = { trees: 12, leaves: 7, minDataInLeaf: 10 };

const losses: [GbdtSettings, Target][] = [
  [{ loss: "squared" }, numbers],
  [{ loss: "absolute" }, numbers],
  [{ loss: "huber", huberDelta: 0.5 }, numbers],
  [{ loss: "fair" }, numbers],
  [{ loss: "quantile", quantile: 0.5 }, numbers],
  [{ loss: "quantile", quantile: 0.9 }, numbers],
  [{ loss: "mape" }, numbers],
  [{ loss: "poisson" }, counts],
  [{ loss: "gamma" }, positive],
  [{ loss: "tweedie" }, counts],
  [{ loss: "logistic" }, classTarget(y)],
  [{ loss: "crossEntropy" }, numberTarget(noise)],
  [{ loss: "softmax" }, three],
  [{ loss: "lambdarank" }, relevance],
];

function metricOf(settings: GbdtSettings, model: GbdtModel, rows: Table, target: Target): number {
  const metric = lossMetric(gbdt(settings), { target });
  const value = metric.of(predictGbdtScores(model, rows));
  return metric.better === "smaller" ? value : -value;
}

describe("every loss", () => {
  it.each(losses)("%j falls in training with each of a few rounds, and has no NaN", (settings, target) => {
    const model = fitGbdt(gbdt({ ...settings, ...small }), table, target);
    const after = [1, 4, 12].map((rounds) => {
      const trees = model.trees.slice(0, rounds * model.outputs);
      return metricOf(settings, { ...model, trees }, table, target);
    });
    expect(after[1]).toBeLessThan(after[0]);
    expect(after[2]).toBeLessThan(after[1]);
    const prediction = gbdtEstimator.predict(model, table, learner);
    for (const value of prediction.kind === "class" ? prediction.probabilities : prediction.values) {
      expect(value).not.toBeNaN();
    }
  });

  it.each(losses)("%j gives the same bits for any order of the rows", (settings, target) => {
    const config = gbdt({ ...settings, ...small, trees: 4 });
    const order = Int32Array.from({ length: 900 }, (_, i) => (i * 541) % 900);
    const moved = fitGbdt(config, selectRows(table, order), selectTarget(target, order));
    expect(encodeJson(moved)).toBe(encodeJson(fitGbdt(config, table, target)));
  });

  it.each(losses)("%j takes weight 2 as the row twice and weight 0 as its absence", (settings, target) => {
    if (target.kind === "relevance") return;
    const config = gbdt({ ...settings, ...small, trees: 4 });
    const weights = Float64Array.from({ length: 900 }, (_, i) => i % 3);
    const rows = Int32Array.from([...weights.keys()].flatMap((row) => new Array<number>(weights[row]).fill(row)));
    const repeated = fitGbdt(config, selectRows(table, rows), selectTarget(target, rows));
    expect(encodeJson(fitGbdt(config, table, target, { weights }))).toBe(encodeJson(repeated));
  });

  it.each<[GbdtSettings, Target]>([
    [{ classWeight: "balanced" }, three],
    [{ classWeight: { "1": 0.3 } }, classTarget(y)],
    [{ l1: 0.4, pathSmooth: 3, maxDeltaStep: 0.5 }, three],
    [{ monotone: { a: 1 }, monotoneMethod: "intermediate" }, numbers],
    [{ minDataInLeaf: 1, leaves: 60, l2: 1e-3, minHessianInLeaf: 0 }, classTarget(y)],
    [{ memory: "small", growth: "depthWise", columnFractionByNode: 0.6 }, counts],
  ])("%j counts weights as rows to the last bit", (settings, target) => {
    const config = gbdt({ ...small, trees: 4, ...settings });
    const weights = Float64Array.from({ length: 900 }, (_, i) => [0, 1, 2, 7][(5 * i) % 4]);
    const rows = Int32Array.from([...weights.keys()].flatMap((row) => new Array<number>(weights[row]).fill(row)));
    const repeated = fitGbdt(config, selectRows(table, rows), selectTarget(target, rows));
    expect(encodeJson(fitGbdt(config, table, target, { weights }))).toBe(encodeJson(repeated));
  });

  it("of rankings counts the weight of a query as so many queries", () => {
    const config = gbdt({ ...small, trees: 4 });
    const weights = Float64Array.from({ length: 900 }, (_, i) => (i % 45) % 3);
    const rows = [...weights.keys()].flatMap((row) => new Array<number>(weights[row]).fill(row));
    const copies = rows.map((row, at) => rows.slice(0, at).filter((other) => other === row).length);
    const target = relevanceTarget(
      rows.map((row) => relevance.values[row]),
      rows.map((row, at) => (row % 45) + 45 * copies[at]),
    );
    const repeated = fitGbdt(config, selectRows(table, Int32Array.from(rows)), target);
    expect(encodeJson(fitGbdt(config, table, relevance, { weights }))).toBe(encodeJson(repeated));
  });
});

// Boosting is not made of other estimators and does not ask for them.
const learner = undefined as never;

describe("a leaf", () => {
  it("has the value −T(G) / (H + λ₂) times the rate, T shrinking G by λ₁", () => {
    const config = gbdt({ trees: 1, leaves: 4, l1: 3, l2: 2, learningRate: 0.5, loss: "poisson" });
    const model = fitGbdt(config, table, counts);
    const [tree] = model.trees;
    const mean = counts.values.reduce((sum, value) => sum + value, 0) / 900;
    const start = Math.log(mean);
    const scores = predictGbdtScores(model, table);
    for (const leaf of tree.leaves) {
      const rows = [...scores.keys()].filter((row) => scores[row] === leaf);
      const g = rows.reduce((sum, row) => sum + mean - counts.values[row], 0);
      const shrunk = Math.sign(g) * Math.max(0, Math.abs(g) - 3);
      const expected = start - (0.5 * shrunk) / (rows.length * mean * Math.exp(0.7) + 2);
      expect(leaf).toBeCloseTo(expected, 9);
    }
  });

  it("of the median is the median of its residuals times the rate", () => {
    const model = fitGbdt(gbdt({ trees: 1, leaves: 5, loss: "absolute" }), table, numbers);
    const median = (values: number[]): number => {
      const sorted = values.sort((a, b) => a - b);
      return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
    };
    const start = median([...numbers.values]);
    const scores = predictGbdtScores(model, table);
    for (const leaf of model.trees[0].leaves) {
      const residuals = [...scores.keys()]
        .filter((row) => scores[row] === leaf)
        .map((row) => numbers.values[row] - start);
      expect(leaf).toBeCloseTo(start + 0.1 * median(residuals), 12);
    }
  });
});

describe("a loss of one's own", () => {
  const mean = ({ values }: typeof numbers): number[] => [
    values.reduce((sum, value) => sum + value, 0) / values.length,
  ];
  const squared: CustomLoss<NumberTarget> = {
    start: mean,
    derivatives: (scores, { values }) => ({
      gradient: scores.map((score, i) => score - values[i]),
      hessian: new Float64Array(scores.length).fill(1),
    }),
  };

  it("that is the squared error gives the model of the squared error", () => {
    const own = fitGbdtWithLoss(gbdt({ ...small, loss: "custom" }), table, numbers, { loss: squared });
    const builtIn = predictGbdtScores(fitGbdt(gbdt({ ...small, loss: "squared" }), table, numbers), table);
    predictGbdtScores(own, table).forEach((score, i) => {
      expect(score).toBeCloseTo(builtIn[i], 9);
    });
    expect(own.loss).toBe("custom");
  });

  it("that punishes too little nine times as hard predicts too much", () => {
    const factor = (score: number, value: number): number => (score < value ? 9 : 1);
    const asymmetric: CustomLoss<NumberTarget> = {
      start: mean,
      derivatives: (scores, { values }) => ({
        gradient: scores.map((score, i) => factor(score, values[i]) * (score - values[i])),
        hessian: scores.map((score, i) => factor(score, values[i])),
      }),
      metric: (scores, { values }) =>
        scores.reduce((sum, score, i) => sum + factor(score, values[i]) * (score - values[i]) ** 2, 0),
    };
    const config = gbdt({
      ...small,
      trees: 200,
      loss: "custom",
      earlyStopping: { rounds: 5, validationFraction: 0.3 },
    });
    const model = fitGbdtWithLoss(config, table, numbers, { loss: asymmetric });
    expect(model.trees.length).toBeLessThan(200);
    const tooMuch = predictGbdtScores(model, table).filter((score, i) => score > numbers.values[i]).length;
    expect(tooMuch / 900).toBeGreaterThan(0.6);
  });
});

describe("early stopping", () => {
  const half = Int32Array.from({ length: 450 }, (_, i) => i);
  const rest = Int32Array.from({ length: 450 }, (_, i) => 450 + i);
  const train = selectRows(table, half);
  const validation = { frame: selectRows(table, rest), target: selectTarget(numbers, rest) };
  const target = selectTarget(numbers, half);

  it("keeps the trees up to the best round of the validation rows, and no others", () => {
    const settings: GbdtSettings = { loss: "squared", learningRate: 0.3, leaves: 15, minDataInLeaf: 3, trees: 60 };
    const stopped = fitGbdt(gbdt({ ...settings, earlyStopping: { rounds: 15 } }), train, target, { validation });
    const whole = fitGbdt(gbdt(settings), train, target);
    const metrics = whole.trees.map((_, round) =>
      metricOf(
        settings,
        { ...whole, trees: whole.trees.slice(0, round + 1) },
        validation.frame as Table,
        validation.target,
      ),
    );
    const best = metrics.indexOf(Math.min(...metrics)) + 1;
    expect(best).toBeLessThan(45);
    expect(encodeJson(stopped.trees)).toBe(encodeJson(whole.trees.slice(0, best)));
    expect(stopped.splits.reduce((sum, n) => sum + n, 0)).toBe(
      stopped.trees.reduce((n, { column }) => n + column.length, 0),
    );
  });

  it("keeps none of the new trees where going on makes it worse", () => {
    const good = fitGbdt(gbdt({ loss: "squared", trees: 30 }), train, target);
    const wrong = numberTarget(target.values.map((value) => -value));
    const config = gbdt({ loss: "squared", trees: 10, earlyStopping: { rounds: 3 } });
    expect(fitGbdt(config, train, wrong, { validation, from: good }).trees).toEqual(good.trees);
  });

  it("does not stop the median at once, also where half of the targets are alike", () => {
    const ties = numberTarget(numbers.values.map((value, i) => (noise[i] < 0.5 && y[i] === 0 ? 0 : Math.round(value))));
    const config = gbdt({
      loss: "quantile",
      quantile: 0.5,
      trees: 60,
      earlyStopping: { rounds: 5, validationFraction: 0.25 },
    });
    for (const [data, one] of [
      [table, numbers],
      [table, ties],
    ] as const) {
      const model = fitGbdt(config, data, one);
      expect(model.trees.length).toBeGreaterThan(10);
      const before = metricOf({ loss: "absolute" }, { ...model, trees: model.trees.slice(0, 1) }, table, one);
      expect(metricOf({ loss: "absolute" }, model, table, one)).toBeLessThan(0.8 * before);
    }
  });

  it("is decided by the seed, and works for classes and rankings", () => {
    const config = gbdt({
      ...small,
      trees: 40,
      learningRate: 0.5,
      earlyStopping: { rounds: 3, validationFraction: 0.2 },
    });
    for (const one of [three, relevance]) {
      const fitted = (seed: number): GbdtModel => fitGbdt(config, table, one, { random: createRandom(seed) });
      const model = fitted(1);
      expect(encodeJson(fitted(1))).toBe(encodeJson(model));
      expect(encodeJson(fitted(2))).not.toBe(encodeJson(model));
      expect(model.trees.length).toBeLessThan(40 * model.outputs);
    }
  });
});

describe("sampling in a fit", () => {
  it.each<GbdtSettings>([
    { rowFraction: 0.4 },
    { rowFraction: 0.5, rowFractionEvery: 5 },
    { goss: { topRate: 0.2, otherRate: 0.2 }, learningRate: 0.3 },
    { columnFraction: 0.5 },
    { columnFractionByNode: 0.5 },
  ])("%j changes the model, is decided by the seed, and still learns", (settings) => {
    const fitted = (seed: number): GbdtModel =>
      fitGbdt(gbdt({ learningRate: 0.3, ...small, ...settings }), table, classTarget(y), {
        random: createRandom(seed),
      });
    const model = fitted(1);
    expect(encodeJson(fitted(1))).toBe(encodeJson(model));
    expect(encodeJson(fitted(2))).not.toBe(encodeJson(model));
    const constant = metricOf({}, { ...model, trees: model.trees.slice(0, 1) }, table, classTarget(y));
    expect(metricOf({}, model, table, classTarget(y))).toBeLessThan(0.9 * constant);
  });
});

describe("the estimator of boosted trees", () => {
  it("goes through JSON, reads columns by name and gives probabilities that add up to 1", () => {
    const model = gbdtEstimator.fit(gbdt(small), table, three, {}, learner);
    const again = decodeJson(encodeJson(model)) as GbdtModel;
    const turned: Table = { ...table, names: table.names.toReversed(), columns: table.columns.toReversed() };
    const prediction = gbdtEstimator.predict(again, turned, learner);
    expect(prediction).toEqual(gbdtEstimator.predict(model, table, learner));
    if (prediction.kind !== "class") throw new Error("expected classes");
    expect(prediction.classes).toEqual(["0", "1", "2"]);
    for (let i = 0; i < 900; i++) {
      const [a, b, c] = prediction.probabilities.subarray(3 * i, 3 * i + 3);
      expect(a + b + c).toBeCloseTo(1, 12);
    }
  });

  it("learns what its loss learns", () => {
    expect(targetKindsOf(gbdt())).toEqual(["class", "number", "relevance"]);
    expect(targetKindsOf(gbdt({ loss: "gamma" }))).toEqual(["number"]);
    expect(targetKindsOf(gbdt({ loss: "softmax" }))).toEqual(["class"]);
  });

  it("predicts a target of one class only with probability 1, and shares of it where there are more names", () => {
    const alone = gbdtEstimator.predict(
      gbdtEstimator.fit(gbdt(small), table, classTarget(y.map(() => 7)), {}, learner),
      table,
      learner,
    );
    expect(alone).toEqual({ kind: "class", classes: ["7"], probabilities: new Float64Array(900).fill(1) });
    const named: Target = { kind: "class", codes: new Int32Array(900).fill(1), classes: ["no", "yes"] };
    const model = fitGbdt(gbdt(small), table, named);
    expect(predictGbdtScores(model, table)[4]).toBeCloseTo(34.54, 2);
  });

  it("gives class weights their say", () => {
    const rare = classTarget(Array.from(y, (label, i) => (label === 1 && noise[i] < 0.3 ? "rare" : "often")));
    const mean = (settings: GbdtSettings): number => {
      const prediction = gbdtEstimator.predict(fitGbdt(gbdt({ ...small, ...settings }), table, rare), table, learner);
      return prediction.kind === "class"
        ? prediction.probabilities.filter((_, at) => at % 2 === 1).reduce((a, b) => a + b) / 900
        : 0;
    };
    expect(mean({ classWeight: "balanced" })).toBeGreaterThan(2 * mean({}));
    expect(mean({ classWeight: { rare: 3 } })).toBeGreaterThan(1.5 * mean({}));
  });

  it("refuses what it cannot learn from, with the row or the column", () => {
    const one = numberTable([1, 2, 3]);
    expect(() => fitGbdt(gbdt(), one, numberTarget([1, 2]))).toThrow("there are 2 labels for 3 rows");
    expect(() => fitGbdt(gbdt({ loss: "gamma" }), one, numberTarget([1, 0, 2]))).toThrow("the target of row 1 is 0");
    expect(() => fitGbdt(gbdt({ monotone: { x9: 1 } }), one, numberTarget([1, 2, 3]))).toThrow('the column "x9"');
    const moments = { rows: 3, names: ["t"], columns: [{ kind: "time", values: new Float64Array(3) }] } as const;
    expect(() => fitGbdt(gbdt(), moments, numberTarget([1, 2, 3]))).toThrow('column "t" holds moments');
    expect(() => fitGbdt(gbdt(), one, numberTarget([1, 2, 3]), { weights: Float64Array.of(1, -1, 1) })).toThrow(
      "the weight of row 1 is -1",
    );
  });
});
