import { describe, expect, it } from "vitest";
import { createRandom } from "../../core/index.js";
import { classLogLoss } from "../metrics/index.js";
import type { Frame } from "../table.js";
import { classTarget, numberTarget, relevanceTarget } from "../target.js";
import { crossValidate, nestedCrossValidate, planFolds, runFold, selectBest, summariseFolds } from "./index.js";
import { curveLearner, polynomial, recordingLearner, shares } from "./learner.fixture.js";

const random = createRandom("cv");
const rows = 120;
const x = Float64Array.from({ length: rows }, () => random.next());
const frame: Frame = { rows, names: ["x"], columns: [{ kind: "number", values: x }] };
const numbers = numberTarget(x.map((value) => Math.sin(6 * value) + 0.2 * random.next()));
const classes = classTarget(Array.from(x, (value) => (random.next() < value ? "yes" : "no")));
const frameOf = (values: Float64Array): Frame => ({
  rows: values.length,
  names: ["x"],
  columns: [{ kind: "number", values }],
});

describe("cross-validation", () => {
  it("predicts every row out of fold and scores folds and all rows together", () => {
    const result = crossValidate(shares(4), frame, classes, { folds: 5, random: createRandom(1) }, curveLearner);
    expect(result.folds).toHaveLength(5);
    expect(result.folds.reduce((sum, { testRows }) => sum + testRows, 0)).toBe(rows);
    if (result.prediction.kind !== "class") throw new Error("classes");
    const loss = classLogLoss(classes.codes, result.prediction.probabilities);
    const pooled = result.pooled.find(({ name }) => name === "logLoss")!;
    expect(pooled.value).toBeCloseTo(loss, 12);
    expect(pooled.low).toBeLessThan(loss);
    const values = result.folds.map(({ scores }) => scores.find(({ name }) => name === "logLoss")!.value);
    expect(result.summary.find(({ name }) => name === "logLoss")!.mean).toBeCloseTo(
      values.reduce((a, b) => a + b) / 5,
      12,
    );
  });

  it("gives the same from tasks run elsewhere in any order", () => {
    const options = { folds: 4, random: createRandom(2) };
    const whole = crossValidate(polynomial(3), frame, numbers, options, curveLearner);
    const tasks = planFolds(polynomial(3), frame, numbers, { ...options, random: createRandom(2) });
    const results = tasks.reverse().map((task) => structuredClone(runFold(structuredClone(task), curveLearner)));
    expect(summariseFolds(results, numbers, { random: createRandom(2) })).toEqual(whole);
  });

  it("uses the weights in the fits and in the scores: weight two is the row twice, weight zero its absence", () => {
    const weights = Float64Array.from({ length: rows }, (_, row) => row % 3);
    const copies = Array.from({ length: rows }, (_, row) => Array<number>(row % 3).fill(row)).flat();
    const repeated = frameOf(Float64Array.from(copies, (row) => x[row]));
    const target = numberTarget(copies.map((row) => numbers.values[row]));
    const byNumber = (groups: number[]) =>
      [0, 1, 2, 3].map((fold) => ({
        train: Int32Array.from(groups.keys()).filter((i) => groups[i] !== fold),
        test: Int32Array.from(groups.keys()).filter((i) => groups[i] === fold),
      }));
    const a = crossValidate(
      polynomial(2),
      frame,
      numbers,
      { weights, folds: byNumber(Array.from(x.keys(), (row) => row % 4)) },
      curveLearner,
    );
    const b = crossValidate(
      polynomial(2),
      repeated,
      target,
      { folds: byNumber(copies.map((row) => row % 4)) },
      curveLearner,
    );
    for (const name of ["rootMeanSquaredError", "r2", "medianAbsoluteError"] as const) {
      const of = (lines: typeof a.pooled): number => lines.find((line) => line.name === name)!.value;
      expect(of(a.pooled)).toBeCloseTo(of(b.pooled), 9);
      a.folds.forEach(({ scores }, i) => {
        const other = b.folds[i].scores.find((score) => score.name === name)!;
        expect(scores.find((score) => score.name === name)!.value).toBeCloseTo(other.value, 9);
      });
    }
  });

  it("leaves rows of weight zero out of the folds that it makes", () => {
    const weights = Float64Array.from({ length: rows }, (_, row) => (row < 60 ? 1 : 0));
    const first = frameOf(x.slice(0, 60));
    const a = crossValidate(shares(3), frame, classes, { weights }, curveLearner);
    const b = crossValidate(shares(3), first, { ...classes, codes: classes.codes.slice(0, 60) }, {}, curveLearner);
    expect(a.pooled.map(({ value }) => value)).toEqual(b.pooled.map(({ value }) => value));
    if (a.prediction.kind === "class") expect(a.prediction.probabilities.at(-1)).toBeNaN();
  });

  it("keeps groups and queries whole, and refuses folds that do not", () => {
    const groups = Float64Array.from(x.keys(), (row) => row % 11);
    for (const { train, test } of planFolds(shares(2), frame, classes, { groups, folds: 3 })) {
      const trained = new Set(Array.from(train, (row) => groups[row]));
      expect(test.some((row) => trained.has(groups[row]))).toBe(false);
    }
    const ranks = relevanceTarget(
      Array.from(x, (value) => Math.round(2 * value)),
      groups,
    );
    for (const { train, test } of planFolds(polynomial(1), frame, ranks, { folds: 3 })) {
      const trained = new Set(Array.from(train, (row) => groups[row]));
      expect(test.some((row) => trained.has(groups[row]))).toBe(false);
    }
    const folds = [{ train: Int32Array.of(0, 1), test: Int32Array.of(11) }];
    expect(() => planFolds(shares(2), frame, classes, { groups, folds })).toThrow("fold 0 trains on row 0 of group 0");
  });

  it("gives each fit a stream of chance of its own and stops when it is told to", () => {
    const { learner, fits } = recordingLearner();
    crossValidate(shares(2), frame, classes, { folds: 3, onFold: () => {} }, learner);
    const draws = fits.map(({ options }) => options.random?.next());
    expect(new Set(draws).size).toBe(3);
    const seen: number[] = [];
    const signal = { aborted: false };
    const stop = (): void => {
      signal.aborted = true;
    };
    expect(() =>
      crossValidate(
        shares(2),
        frame,
        classes,
        { folds: 3, signal, onFold: ({ fold }) => [seen.push(fold), stop()] },
        curveLearner,
      ),
    ).toThrow("cancelled");
    expect(seen).toEqual([0]);
  });

  it("names the class that is too rare, and empty folds", () => {
    const rare = classTarget(Array.from(x, (_, row) => (row === 0 ? "rare" : "usual")));
    expect(() => crossValidate(shares(2), frame, rare, {}, curveLearner)).toThrow(
      'class "rare" has 1 rows for 5 folds',
    );
    const folds = [{ train: Int32Array.of(), test: Int32Array.of(1) }];
    expect(() => crossValidate(shares(2), frame, classes, { folds }, curveLearner)).toThrow(
      "fold 0 has 0 rows to train on",
    );
  });
});

describe("choosing", () => {
  it("takes the configuration with the best mean, the same for any metric's direction", () => {
    const configs = [polynomial(0), polynomial(5), polynomial(1)];
    const chosen = selectBest(configs, frame, numbers, { random: createRandom(3) }, curveLearner);
    expect(chosen.best).toEqual(polynomial(5));
    expect(chosen.metric).toBe("rootMeanSquaredError");
    const greater = selectBest(configs, frame, numbers, { metric: "r2", random: createRandom(3) }, curveLearner);
    expect(greater.best).toEqual(polynomial(5));
    expect(chosen.contenders.map(({ config }) => config)).toEqual(configs);
  });

  it("nested, never shows the outer test rows to the choice", () => {
    const { learner, fits } = recordingLearner();
    const result = nestedCrossValidate(
      [polynomial(1), polynomial(4)],
      frame,
      numbers,
      { folds: 3, innerFolds: 2, random: createRandom(4) },
      learner,
    );
    expect(result.selections.map(({ best }) => best)).toEqual([polynomial(4), polynomial(4), polynomial(4)]);
    expect(fits).toHaveLength(3 * (2 * 2 + 1));
    const outer = fits.filter((_, i) => i % 5 === 4);
    fits.forEach(({ frame: seen }, i) => {
      const allowed = outer[Math.floor(i / 5)].frame.columns[0];
      const own = seen.columns[0];
      if (allowed.kind !== "number" || own.kind !== "number") throw new Error("numbers");
      const known = new Set(allowed.values);
      expect(own.values.every((value) => known.has(value))).toBe(true);
    });
    expect(result.folds).toHaveLength(3);
  });
});
