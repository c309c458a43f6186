import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { goldenTable, scaled } from "../../../test/support/golden-learn.js";
import { expectSameInGraph } from "../../../test/support/step-graph.js";
import { createRandom, decodeJson, encodeJson } from "../../core/index.js";
import type { AnyConfig, AnyModel, Learner } from "../estimator.js";
import { lassoEstimator } from "../linear/elastic-net.js";
import { logisticEstimator } from "../linear/logistic-regression.js";
import { leastSquaresEstimator } from "../linear/ridge.js";
import { type Frame, selectRows, type Table } from "../table.js";
import { classTarget, numberTarget, relevanceTarget, selectTarget } from "../target.js";
import { eliminate, eliminateStep, selectLasso, selectLassoStep } from "./index.js";

const golden = JSON.parse(
  readFileSync(new URL("../../../golden/learn/selection.json", import.meta.url), "utf8"),
) as Record<"elimination" | "elimination by 3" | "lasso coefficients", number[]> & { readonly lasso: boolean[] };

const estimators = new Map<string, unknown>(
  [lassoEstimator, logisticEstimator, leastSquaresEstimator].map((estimator) => [estimator.kind, estimator]),
);

/** What the steps ask of a learner, with the estimators above. */
interface Fitting {
  fit(config: AnyConfig, ...rest: unknown[]): AnyModel;
  predict(model: AnyModel, frame: Frame, learner: Learner): ReturnType<Learner["predict"]>;
  importance(model: AnyModel, learner: Learner): readonly number[];
  learns(config: AnyConfig, learner: Learner): ReturnType<Learner["learns"]>;
}
const named = ({ kind }: { readonly kind: string }): Fitting => estimators.get(kind) as Fitting;
const learner: Learner = {
  fit: (config, frame, target, options) => named(config).fit(config, frame, target, options, learner),
  predict: (model, frame) => named(model).predict(model, frame, learner),
  importance: (model) => named(model).importance(model, learner),
  learns: (config) => named(config).learns(config, learner),
  addToGraph: () => expect.unreachable(),
};

const { table: diabetes, y } = goldenTable("diabetes");
const target = numberTarget(y);
const columns = scaled(diabetes);
const leastSquares: AnyConfig = { kind: "leastSquares" };

const random = createRandom(3);
const gauss = (): number => Array.from({ length: 12 }, () => random.next()).reduce((sum, value) => sum + value, -6);
/** Ten columns of noise; the classes hang on "s" and "t" alone. */
const noisy: Table = {
  rows: 200,
  names: ["n0", "n1", "n2", "s", "n3", "n4", "t", "n5", "n6", "n7"],
  columns: Array.from({ length: 10 }, () => ({ kind: "number", values: Float64Array.from({ length: 200 }, gauss) })),
};
const values = (name: string): Float64Array =>
  (noisy.columns[noisy.names.indexOf(name)] as { values: Float64Array }).values;
const classes = classTarget(
  Array.from(values("s"), (s, i) => (2 * s - values("t")[i]! + 0.5 * gauss() > 0 ? "yes" : "no")),
);

describe("selection by the lasso", () => {
  it("keeps the columns that scikit-learn's Lasso gives a coefficient", () => {
    // Whatever the units of columns and target.
    const stretched: Table = {
      ...diabetes,
      columns: diabetes.columns.map((column, j) => ({
        kind: "number",
        values: (column as { values: Float64Array }).values.map((x) => x * 10 ** j),
      })),
    };
    for (const frame of [columns, diabetes, stretched]) {
      const { state } = selectLassoStep.fit(selectLasso({ alpha: 0.1 }), frame, target, {}, learner);
      expect(state.columns.map((name) => state.kept.includes(name))).toEqual(golden.lasso);
      for (const [j, score] of state.scores.entries()) expect(score).toBeCloseTo(golden["lasso coefficients"][j]!, 6);
    }
  });

  it("finds the columns that classes hang on", async () => {
    const { state, frame } = selectLassoStep.fit(selectLasso({ alpha: 0.1 }), noisy, classes, {}, learner);
    expect(state.kept).toEqual(["s", "t"]);
    expect(frame.names).toEqual(["s", "t"]);
    expect(selectLassoStep.fit(selectLasso({ k: 1 }), noisy, classes, {}, learner).state.kept).toEqual(["s"]);
    expect(decodeJson(encodeJson(state))).toEqual(state);
    await expectSameInGraph(selectLassoStep, state, { training: noisy, frame: noisy }, 0);
  });

  it("counts weights as rows repeated", () => {
    const weights = Float64Array.from({ length: diabetes.rows }, (_, i) => i % 3);
    const rows = Int32Array.from([...weights.keys()].flatMap((i) => new Array(weights[i]).fill(i)));
    const a = selectLassoStep.fit(selectLasso(), diabetes, target, { weights }, learner).state;
    const b = selectLassoStep.fit(
      selectLasso(),
      selectRows(diabetes, rows),
      selectTarget(target, rows),
      {},
      learner,
    ).state;
    expect(a.kept).toEqual(b.kept);
    for (const [j, score] of a.scores.entries()) expect(score).toBeCloseTo(b.scores[j]!, 7);
  });

  it("is refused with the reason", () => {
    const queries = relevanceTarget(new Float64Array(442), new Float64Array(442));
    expect(() => selectLassoStep.fit(selectLasso(), diabetes, queries, {}, learner)).toThrow(/classes or numbers/);
    expect(() => selectLassoStep.fit(selectLasso(), diabetes, undefined, {}, learner)).toThrow(/needs a target/);
    expect(() => selectLasso({ alpha: 0 })).toThrow(/alpha is 0/);
  });
});

describe("recursive elimination", () => {
  it("drops columns in scikit-learn's order", () => {
    for (const [name, keep, step] of [
      ["elimination", 3, 1],
      ["elimination by 3", 2, 3],
    ] as const) {
      const config = eliminate({ estimator: leastSquares, keep, step });
      const { state, frame } = eliminateStep.fit(config, columns, target, {}, learner);
      const rounds = Math.max(...state.scores);
      expect(state.scores.map((score) => rounds - score + 1)).toEqual(golden[name]);
      expect(frame.names).toEqual(columns.names.filter((_, j) => golden[name][j] === 1));
    }
    const half = eliminateStep.fit(
      eliminate({ estimator: leastSquares, step: 0.25 }),
      columns,
      target,
      {},
      learner,
    ).state;
    expect(half.kept).toHaveLength(5);
    expect(Math.max(...half.scores)).toBe(4);
  });

  it("finds by cross-validation how many columns are best", () => {
    const config = eliminate({ estimator: { kind: "logistic" }, folds: 5 });
    const { state } = eliminateStep.fit(config, noisy, classes, {}, learner);
    expect(state.losses!.map(({ columns: count }) => count)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(state.kept).toEqual(expect.arrayContaining(["s", "t"]));
    const best = state.losses!.reduce((least, found) => (found.loss < least.loss ? found : least));
    expect(state.kept).toHaveLength(best.columns);
    expect(best.columns).toBeLessThan(10);
    const [one, two] = state.losses!;
    expect(two!.loss).toBeLessThan(one!.loss);
    expect(two!.loss).toBeLessThan(Math.log(2));
    // At least `keep`, and the same for the same seed.
    const least = eliminate({ estimator: leastSquares, folds: 3, keep: 4, step: 2 });
    const run = () => eliminateStep.fit(least, columns, target, { random: createRandom(8) }, learner).state;
    expect(run().losses!.map(({ columns: count }) => count)).toEqual([4, 6, 8, 10]);
    expect(run()).toEqual(run());
  });

  it("counts weights as rows repeated, also in its folds", () => {
    const weights = Float64Array.from({ length: noisy.rows }, (_, i) => i % 3);
    const rows = Int32Array.from([...weights.keys()].flatMap((i) => new Array(weights[i]).fill(i)));
    const config = eliminate({ estimator: { kind: "logistic" }, folds: 3 });
    const a = eliminateStep.fit(config, noisy, classes, { weights }, learner).state;
    const b = eliminateStep.fit(config, selectRows(noisy, rows), selectTarget(classes, rows), {}, learner).state;
    expect(a.scores).toEqual(b.scores);
    for (const [i, { loss }] of a.losses!.entries()) expect(loss).toBeCloseTo(b.losses![i]!.loss, 8);
  });

  it("is refused with the reason", () => {
    const dropped = (config: Parameters<typeof eliminate>[0], given = target) =>
      eliminateStep.fit(eliminate(config), columns, given, {}, learner);
    expect(() => dropped({ estimator: leastSquares, keep: 10 })).toThrow(
      /keep would have no effect: there are 10 columns/,
    );
    expect(() => dropped({ estimator: leastSquares, folds: 1 })).toThrow(/folds is 1/);
    expect(() => dropped({ estimator: leastSquares, step: 1.5 })).toThrow(/step is 1.5/);
    expect(() => eliminateStep.fit(eliminate({ estimator: leastSquares }), noisy, classes, {}, learner)).toThrow(
      /with a leastSquares compares columns with number, the target is of class/,
    );
    const none: Frame = { rows: 1, names: [], columns: [] };
    expect(() =>
      eliminateStep.fit(eliminate({ estimator: leastSquares }), none, numberTarget([1]), {}, learner),
    ).toThrow(/no columns/);
    const cancelled = { signal: { aborted: true } };
    expect(() =>
      eliminateStep.fit(eliminate({ estimator: leastSquares }), columns, target, cancelled, learner),
    ).toThrow(/cancelled/);
  });
});
