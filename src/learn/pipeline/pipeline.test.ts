import { describe, expect, it } from "vitest";
import { estimatorContract } from "../../../test/learn/estimator.contract.js";
import { learnerOf } from "../../../test/learn/learner.js";
import { runModel } from "../../../test/learn/run-graph.js";
import { madeTable } from "../../../test/support/learn-tables.js";
import { createRandom, decodeJson, encodeJson } from "../../core/index.js";
import { gaussianBayes, gaussianBayesEstimator } from "../bayes/index.js";
import type { AnyConfig, AnyModel, Estimator } from "../estimator.js";
import type { FitOptions } from "../fit-options.js";
import { nearestNeighbours, nearestNeighboursEstimator } from "../neighbours/index.js";
import type { Prediction } from "../prediction.js";
import { bin } from "../preprocess/bin.js";
import { dates } from "../preprocess/dates.js";
import { frequencyEncode } from "../preprocess/frequency-encode.js";
import { impute } from "../preprocess/impute/index.js";
import { dropColumns, selectColumns } from "../preprocess/keep-columns.js";
import { oneHot } from "../preprocess/one-hot.js";
import { ordinalEncode } from "../preprocess/ordinal-encode.js";
import { outliers } from "../preprocess/outliers.js";
import { polynomial } from "../preprocess/polynomial.js";
import { scale } from "../preprocess/scale.js";
import { targetEncode } from "../preprocess/target-encode.js";
import { yeoJohnson } from "../preprocess/yeo-johnson.js";
import { type Frame, selectRows } from "../table.js";
import { classTarget, selectTarget } from "../target.js";
import { applySteps, fitSteps, type PipelineModel, pipeline, pipelineEstimator } from "./index.js";

const { table, y } = madeTable(400, 3);
const target = classTarget(Array.from(y));
const moments = Float64Array.from({ length: 400 }, (_, i) => (i % 17 === 0 ? Number.NaN : i * 7.3e9));
const words = Array.from({ length: 400 }, (_, i) => (i % 3 === 0 ? null : `comment ${i}`));
/** Numbers with holes, categories with holes, moments, and texts that nobody reads. */
const frame: Frame = {
  rows: 400,
  names: [...table.names, "when", "comment"],
  columns: [...table.columns, { kind: "time", values: moments }, { kind: "text", values: words }],
};
const probabilities = (prediction: Prediction): number[] =>
  prediction.kind === "class" ? Array.from(prediction.probabilities) : [];
const head = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, i) => i);

const learner = learnerOf([gaussianBayesEstimator, nearestNeighboursEstimator, pipelineEstimator]);
const everything = pipeline({
  steps: [
    dropColumns({ columns: ["comment"] }),
    dates({ parts: ["month", "week"], cyclic: ["weekday"] }),
    outliers({ columns: ["b"] }),
    impute({ strategy: "iterative", columns: ["a", "b", "c"], indicator: true }),
    yeoJohnson({ columns: ["a"] }),
    bin({ columns: ["b"], bins: 4 }),
    polynomial({ columns: ["a", "c"], interactionOnly: true }),
    targetEncode({ columns: ["d"] }),
    oneHot({ columns: ["e"], missing: "column" }),
    scale(),
    impute({ columns: ["when month", "when week", "when weekday sin", "when weekday cos"] }),
  ],
  estimator: gaussianBayes(),
});
const learn = (config: AnyConfig, options: FitOptions = {}): PipelineModel =>
  learner.fit(config, frame, target, options) as PipelineModel;

describe("pipeline", () => {
  it("fits each step on what the one before made, and predicts by applying them", () => {
    const model = learn(everything);
    const { states, frame: trained } = fitSteps(everything.steps, frame, target, {}, learner);
    expect(model.steps).toEqual(states);
    expect(model.model).toEqual(learner.fit(everything.estimator, trained, target, {}));
    const expected = learner.predict(model.model, applySteps(states, frame, learner));
    expect(learner.predict(model, frame)).toEqual(expected);
    expect(trained.names).toEqual([
      "a",
      "b",
      "c",
      "d",
      "e=k0",
      "e=k1",
      "e=k2",
      "e is missing",
      "when month",
      "when week",
      "when weekday sin",
      "when weekday cos",
      "c is missing",
      "a c",
    ]);
  });

  it("reads the raw columns that are read and no others, in whatever order they come", () => {
    const model = learn(everything);
    expect(model.columns.map(({ name, kind }) => `${name}: ${kind}`)).toEqual([
      "a: number",
      "b: number",
      "c: number",
      "d: category",
      "e: category",
      "when: time",
    ]);
    const turned: Frame = {
      rows: 400,
      names: ["when month", ...[...frame.names].reverse()],
      columns: [{ kind: "number", values: new Float64Array(400) }, ...[...frame.columns].reverse()],
    };
    expect(learner.predict(model, turned)).toEqual(learner.predict(model, frame));
    const few = learn(
      pipeline({ steps: [selectColumns({ columns: ["b", "d"] }), frequencyEncode()], estimator: gaussianBayes() }),
    );
    expect(few.columns.map(({ name }) => name)).toEqual(["b", "d"]);
    const without = { rows: 1, names: ["b"], columns: [frame.columns[1]!] };
    expect(() => learner.predict(few, without)).toThrow(/the pipeline needs a column "d"/);
    const other = { ...frame, names: ["d", "b", "c", "a", "e", "when", "comment"] };
    expect(() => learner.predict(few, other)).toThrow(/column "b" is a number|column "d" is a number/);
  });

  it("computes the same in the graph, with missing and unknown categories and moments", async () => {
    const model = learn(everything);
    const restored = decodeJson(encodeJson(model)) as PipelineModel;
    const asked = selectRows(frame, head(60));
    const d = asked.columns[3]!;
    if (d.kind !== "category") return expect.unreachable();
    const codes = d.codes.map((code, i) => (i % 5 === 0 ? -1 : i % 7 === 0 ? 12 : code));
    const columns = asked.columns.with(3, { ...d, categories: [...d.categories, "never seen"], codes });
    const later = { ...asked, columns };
    const predicted = learner.predict(restored, later);
    expect(predicted).toEqual(learner.predict(model, later));
    const ran = await runModel(learner, restored, later);
    probabilities(predicted).forEach((p, i) => {
      expect(Math.abs(probabilities(ran)[i]! - p)).toBeLessThanOrEqual(1e-11 * p);
    });
  });

  it("tells the estimator the weights and the transformed rows for early stopping, and splits chance by step", () => {
    const seen: { frame?: Frame; options?: FitOptions } = {};
    const spy: Estimator<AnyConfig, AnyModel> = {
      ...(gaussianBayesEstimator as unknown as Estimator<AnyConfig, AnyModel>),
      fit(config, trained, answers, options, inner) {
        Object.assign(seen, { frame: trained, options });
        return gaussianBayesEstimator.fit(config as never, trained, answers, options, inner);
      },
    };
    const watched = learnerOf([spy, pipelineEstimator]);
    const config = pipeline({
      steps: [selectColumns({ columns: ["a", "d"] }), targetEncode(), scale()],
      estimator: gaussianBayes(),
    });
    const weights = Float64Array.from({ length: 400 }, (_, i) => i % 4);
    const rows = head(50);
    const validation = { frame: selectRows(frame, rows), target: selectTarget(target, rows) };
    const random = createRandom(5);
    const model = watched.fit(config, frame, target, { weights, validation, random }) as PipelineModel;
    expect(seen.options!.weights).toBe(weights);
    expect(seen.options!.validation!.frame).toEqual(applySteps(model.steps, validation.frame, watched));
    const again = watched.fit(config, frame, target, { weights, validation, random: createRandom(5) });
    expect(again).toEqual(model);
    const first = seen.frame!.columns[1];
    watched.fit(config, frame, target, { weights, random: createRandom(6) });
    expect(seen.frame!.columns[1]).not.toEqual(first);
  });

  it("gives up when it is told to, and refuses steps and frames that it cannot use", () => {
    expect(() => learn(everything, { signal: { aborted: true } })).toThrow(/cancelled/);
    expect(() => pipeline({ steps: [{ kind: "scales" }], estimator: gaussianBayes() })).toThrow(/no step "scales"/);
    expect(() => pipeline({ steps: [scale()] } as never)).toThrow(/estimator is missing/);
    expect(() => fitSteps([scale()], { rows: 0, names: [], columns: [] }, undefined, {}, learner)).toThrow(/no rows/);
    const twice = { ...frame, names: frame.names.with(1, "a") };
    expect(() => fitSteps([scale()], twice, undefined, {}, learner)).toThrow(/two columns named "a"/);
    const short = { ...frame, columns: frame.columns.with(0, { kind: "number", values: new Float64Array(3) }) };
    expect(() => fitSteps([scale()], short, undefined, {}, learner)).toThrow(/column "a" has 3 values/);
    expect(() => fitSteps([scale({ columns: ["aa"] })], frame, undefined, {}, learner)).toThrow(/needs a column "aa"/);
  });

  it("may be the estimator of a pipeline", () => {
    const inner = pipeline({ steps: [impute(), scale()], estimator: gaussianBayes() });
    const outer = pipeline({ steps: [selectColumns({ columns: ["a", "c"] })], estimator: inner });
    const flat = pipeline({
      steps: [selectColumns({ columns: ["a", "c"] }), impute(), scale()],
      estimator: gaussianBayes(),
    });
    expect(learner.predict(learn(outer), frame)).toEqual(learner.predict(learn(flat), frame));
    expect(learn(outer).columns.map(({ name }) => name)).toEqual(["a", "c"]);
  });
});

const steps = [ordinalEncode(), impute({ indicator: true }), scale()];
estimatorContract("pipeline of preprocessing and Gaussian Bayes", learner, {
  config: pipeline({ steps, estimator: gaussianBayes() }),
  learns: ["binary", "multiclass"],
  missing: "accepted",
  categories: "accepted",
  closeness: 1e-7,
});
estimatorContract("pipeline of preprocessing and nearest neighbours", learner, {
  config: pipeline({
    steps: [impute({ strategy: "kNearest" }), oneHot(), scale({ method: "robust" })],
    estimator: nearestNeighbours(),
  }),
  learns: ["number"],
  missing: "accepted",
  categories: "accepted",
  closeness: 1e-9,
});
