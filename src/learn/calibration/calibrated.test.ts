import { describe, expect, it } from "vitest";
import { learnerOf } from "../../../test/learn/learner.js";
import { runFrames } from "../../../test/learn/run-graph.js";
import { numberTable } from "../../../test/support/learn-tables.js";
import { createRandom, decodeJson, encodeJson } from "../../core/index.js";
import { bernoulliBayes, bernoulliBayesEstimator, gaussianBayes, gaussianBayesEstimator } from "../bayes/index.js";
import { nearestNeighbours, nearestNeighboursEstimator } from "../neighbours/index.js";
import type { Prediction } from "../prediction.js";
import { selectRows, type Table } from "../table.js";
import { type ClassTarget, classTarget, selectTarget } from "../target.js";
import { type CalibratedConfig, calibrated, calibratedEstimator } from "./index.js";

const learner = learnerOf([
  gaussianBayesEstimator,
  bernoulliBayesEstimator,
  nearestNeighboursEstimator,
  calibratedEstimator,
]);
const METHODS = ["platt", "isotonic", "temperature", "beta"] as const;

/** Columns of which the second repeats the first, so that naive Bayes is too sure of itself. */
function rowsOf(seed: number, rows: number, classes: number): { table: Table; target: ClassTarget } {
  const random = createRandom(seed);
  const noise = (): number => random.next() + random.next() + random.next() - 1.5;
  const codes = Int32Array.from({ length: rows }, () => random.int(classes));
  const first = Array.from(codes, (code) => Math.round(1e6 * (0.7 * code + noise())) / 1e6);
  const other = Array.from(codes, () => noise());
  return {
    table: numberTable(first, first, other),
    target: { kind: "class", codes, classes: ["a", "b", "c"].slice(0, classes) },
  };
}

function probabilities(
  config: CalibratedConfig,
  data: ReturnType<typeof rowsOf>,
  asked: Table,
  weights?: Float64Array,
): Float64Array {
  const model = learner.fit(config, data.table, data.target, weights === undefined ? {} : { weights });
  return (learner.predict(model, asked) as Prediction & { kind: "class" }).probabilities;
}

/** The mean of Σ (p − y)² over the classes: unlike the log loss it bears the zeros of an isotonic map. */
const brier = (p: Float64Array, codes: Int32Array, k: number): number =>
  p.reduce((sum, said, at) => sum + (said - (codes[Math.floor(at / k)] === at % k ? 1 : 0)) ** 2, 0) / codes.length;

describe.each(METHODS)("an estimator calibrated by %s", (method) => {
  const config = calibrated({ estimator: gaussianBayes(), method });

  it("is better on new rows than one that is too sure of itself", () => {
    for (const classes of [2, 3]) {
      const [train, test] = [rowsOf(1, 700, classes), rowsOf(2, 500, classes)];
      const before = learner.predict(learner.fit(gaussianBayes(), train.table, train.target, {}), test.table);
      const sure = brier((before as Prediction & { kind: "class" }).probabilities, test.target.codes, classes);
      for (const ensemble of [false, true]) {
        const after = probabilities({ ...config, ensemble }, train, test.table);
        expect(brier(after, test.target.codes, classes)).toBeLessThan(sure - 0.005);
      }
    }
  });

  it("exports to the same probabilities, to 1e-12 of themselves, in every form", async () => {
    for (const classes of [2, 3]) {
      const [train, asked] = [rowsOf(3, 90, classes), rowsOf(4, 50, classes).table];
      const far = numberTable([-40, 40, 15, -3], [-40, 40, -15, 30], [0, 1, 300, 5]);
      for (const estimator of [
        gaussianBayes(),
        nearestNeighbours(),
        bernoulliBayes(),
        calibrated({ estimator: gaussianBayes(), method: "beta" }),
      ]) {
        for (const ensemble of [false, true]) {
          const model = learner.fit(
            { ...config, estimator, ensemble, folds: 3 } as CalibratedConfig,
            train.table,
            train.target,
            {},
          );
          const frames = [train.table, asked, far];
          (await runFrames(learner, model, frames)).forEach((ran, f) => {
            const here = (learner.predict(model, frames[f]) as Prediction & { kind: "class" }).probabilities;
            const there = ran as Prediction & { kind: "class" };
            expect(there.classes).toEqual(train.target.classes);
            const worst = here.reduce(
              (most, p, at) => Math.max(most, Math.abs(there.probabilities[at] - p) / Math.max(p, 1e-290)),
              0,
            );
            expect(worst).toBeLessThanOrEqual(1e-12);
          });
        }
      }
    }
  });

  it("counts a weight of two as the row twice and 0 as none, in any order of the rows", () => {
    const data = rowsOf(5, 90, 3);
    const weights = Float64Array.from({ length: 90 }, (_, i) => (i * 7) % 4);
    const rows = Int32Array.from(
      Array.from(weights).flatMap((weight, row) => new Array<number>(weight).fill(row)),
    ).reverse();
    const repeated = { table: selectRows(data.table, rows), target: selectTarget(data.target, rows) };
    for (const ensemble of [false, true]) {
      const weighted = probabilities({ ...config, ensemble }, data, data.table, weights);
      const twice = probabilities({ ...config, ensemble }, repeated, data.table);
      twice.forEach((p, at) => {
        expect(weighted[at]).toBeCloseTo(p, 9);
      });
    }
  });

  it("is plain data, adds up to 1, and knows one class alone", () => {
    const data = rowsOf(6, 60, 3);
    const model = learner.fit(config, data.table, data.target, {});
    const back = decodeJson(encodeJson(model)) as typeof model;
    expect(back).toEqual(model);
    const said = learner.predict(back, data.table) as Prediction & { kind: "class" };
    for (let i = 0; i < 60; i++) {
      expect(said.probabilities[3 * i] + said.probabilities[3 * i + 1] + said.probabilities[3 * i + 2]).toBeCloseTo(
        1,
        14,
      );
    }
    const one = classTarget(new Array(60).fill("only"));
    expect(learner.predict(learner.fit(config, data.table, one, {}), data.table)).toMatchObject({
      probabilities: new Float64Array(60).fill(1),
    });
  });
});

describe("a calibrated estimator", () => {
  it("learns its map from rows that the estimator has not seen: one that knows rows by heart is not believed", () => {
    const random = createRandom(8);
    const noise = numberTable(Array.from({ length: 400 }, () => random.next()));
    const target = classTarget(Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? "yes" : "no")));
    const p = probabilities(
      calibrated({ estimator: nearestNeighbours({ neighbours: 1 }), method: "platt" }),
      { table: noise, target },
      noise,
    );
    expect(Math.min(...p.filter((_, at) => at % 2 === 1))).toBeGreaterThan(0.1);
    expect(Math.max(...p.filter((_, at) => at % 2 === 1))).toBeLessThan(0.5);
  });

  it("refuses numbers as target, more folds than rows, and a method that there is not", () => {
    const { table, target } = rowsOf(1, 4, 2);
    const config = calibrated({ estimator: gaussianBayes() });
    expect(() => learner.fit(config, table, { kind: "number", values: new Float64Array(4) }, {})).toThrow(
      /learns classes/,
    );
    expect(() => learner.fit(config, table, target, {})).toThrow(/4 different rows for 5 inner folds/);
    expect(() => calibrated({ estimator: gaussianBayes(), method: "sigmoid" as "platt" })).toThrow(
      /method is "sigmoid"/,
    );
    expect(() => calibrated({ estimator: "gbdt" as never })).toThrow(/estimator is "gbdt"/);
  });
});
