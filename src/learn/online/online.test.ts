import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { learnerOf } from "../../../test/learn/learner.js";
import { numberTable } from "../../../test/support/learn-tables.js";
import { createRandom, decodeJson, encodeJson } from "../../core/index.js";
import {
  bernoulliBayes,
  bernoulliBayesEstimator,
  gaussianBayes,
  gaussianBayesEstimator,
  multinomialBayes,
  multinomialBayesEstimator,
} from "../bayes/index.js";
import type { Prediction } from "../prediction.js";
import { selectRows, type Table } from "../table.js";
import { type ClassTarget, classTarget, selectTarget } from "../target.js";
import { startBayes, stepBayes } from "./bayes.js";
import { applyScaler, type RunningScaler, startMinMaxScaler, startStandardScaler, stepScaler } from "./scaler.js";

const learner = learnerOf([gaussianBayesEstimator, bernoulliBayesEstimator, multinomialBayesEstimator]);
const resumed = <T>(state: T): T => decodeJson(encodeJson(state)) as T;

/** Rows with a few missing, weights 0 … 2, and labels of which "z" comes late. */
function stream(seed: number, rows: number): { table: Table; target: ClassTarget; weights: Float64Array } {
  const random = createRandom(seed);
  const column = (): number[] =>
    Array.from({ length: rows }, () => (random.next() < 0.1 ? Number.NaN : random.int(90) / 10 + 1000));
  const labels = Array.from({ length: rows }, (_, i) =>
    i > rows / 2 && random.next() < 0.3 ? "z" : "ab"[random.int(2)],
  );
  const weights = Float64Array.from({ length: rows }, () => 0.5 * random.int(5));
  return { table: numberTable(column(), column()), target: classTarget(labels), weights };
}

/** The rows from, …, to − 1, with only the classes that they have. */
function part({ table, target, weights }: ReturnType<typeof stream>, from: number, to: number) {
  const rows = Int32Array.from({ length: to - from }, (_, i) => from + i);
  const own = selectTarget(target, rows);
  const labels = Array.from(own.codes, (code) => own.classes[code]);
  return { frame: selectRows(table, rows), target: classTarget(labels), weights: weights.slice(from, to) };
}

type Step = Extract<Parameters<typeof startBayes>[0], { kind: "gaussianBayes" }>;

describe.each([gaussianBayes(), bernoulliBayes({ binarize: 1004 }), multinomialBayes()])(
  "$kind in batches",
  (config) => {
    const all = stream(5, 90);
    const cuts = [0, 13, 14, 40, 90];
    const steps = (between: <T>(state: T) => T) => {
      // One signature stands for all three.
      let state = startBayes(config as Step, ["x0", "x1"]);
      for (let i = 1; i < cuts.length; i++) state = between(stepBayes(state, part(all, cuts[i - 1], cuts[i])));
      return state;
    };

    it("meets new classes and predicts what a fit of all rows predicts", () => {
      const state = steps((same) => same);
      expect(state.classes).toEqual(["a", "b", "z"]);
      const options = { weights: all.weights };
      const said = learner.predict(state, all.table) as Prediction & { kind: "class" };
      const whole = learner.predict(learner.fit(config, all.table, all.target, options), all.table);
      (whole as typeof said).probabilities.forEach((p, at) => {
        expect(Math.abs(said.probabilities[at] - p)).toBeLessThanOrEqual(1e-9 * p);
      });
    });

    it("goes on from stored JSON with the same bits, and leaves the state that it was given", () => {
      expect(steps(resumed)).toEqual(steps((same) => same));
      const frozen = Object.freeze(steps((same) => same));
      const before = encodeJson(frozen);
      stepBayes(frozen, part(all, 0, 20));
      expect(encodeJson(frozen)).toBe(before);
    });
  },
);

describe.each<[string, () => RunningScaler]>([
  ["standard", () => startStandardScaler(["x1", "x0"])],
  ["min-max", () => startMinMaxScaler(["x1", "x0"])],
])("a running %s scaler", (name, start) => {
  it("scales as the definition over all rows does, however they were cut", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 40 }), (seed, size) => {
        const all = stream(seed, 80);
        let state = start();
        for (let at = 0; at < 80; at += size) {
          const batch = part(all, at, Math.min(80, at + size));
          if (batch.weights.some((weight) => weight > 0))
            state = resumed(stepScaler(state, batch.frame, batch.weights));
        }
        const scaled = applyScaler(state, all.table);
        all.table.columns.forEach((column, j) => {
          const { values } = column as { values: Float64Array };
          const counted = Array.from(values, (value, i) => [value, all.weights[i]]).filter(
            ([value, weight]) => weight > 0 && !Number.isNaN(value),
          );
          const total = counted.reduce((sum, [, weight]) => sum + weight, 0);
          const mean = counted.reduce((sum, [value, weight]) => sum + weight * value, 0) / total;
          const spread = Math.sqrt(
            counted.reduce((sum, [value, weight]) => sum + weight * (value - mean) ** 2, 0) / total,
          );
          const [low, high] = [Math.min, Math.max].map((of) => of(...counted.map(([value]) => value)));
          const got = (scaled.columns[j] as { values: Float64Array }).values;
          values.forEach((value, i) => {
            const expected = name === "standard" ? (value - mean) / spread : (value - low) / (high - low);
            if (Number.isNaN(value)) expect(got[i]).toBeNaN();
            else expect(got[i]).toBeCloseTo(expected, 9);
          });
        });
      }),
      { numRuns: 25 },
    );
  });

  it("goes on from stored JSON with the same bits", () => {
    const all = stream(9, 60);
    const [first, second] = [part(all, 0, 25), part(all, 25, 60)];
    const once = stepScaler(start(), first.frame, first.weights);
    expect(stepScaler(resumed(once), second.frame)).toEqual(stepScaler(once, second.frame));
  });

  it("only shifts a constant, leaves a column without values, and refuses infinities by name", () => {
    const constant = new Array<number>(10).fill(0.1);
    const state = stepScaler(start(), numberTable(constant, new Array(10).fill(Number.NaN)));
    const scaled = applyScaler(state, numberTable([0.1, 2.1], [5, Number.NaN]));
    const [x0, x1] = scaled.columns.map((column) => Array.from((column as { values: Float64Array }).values));
    expect(x0[0]).toBeCloseTo(0, 15);
    expect(x0[1]).toBeCloseTo(2, 15);
    expect(x1).toEqual([5, Number.NaN]);
    expect(() => stepScaler(start(), numberTable([1], [Number.POSITIVE_INFINITY]))).toThrow(
      /"x1" is Infinity in row 0/,
    );
  });
});
