import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { madeTable, numberTable, uniforms } from "../../../test/support/learn-tables.js";
import { encodeModel, graphBuilder } from "../../onnx/index.js";
import { inputBlocks } from "../export/blocks.js";
import type { Table } from "../table.js";
import { classTarget, numberTarget, type Target } from "../target.js";
import { encodedWidth } from "./encodings.js";
import { estimatorFor, fitWith, noLearner, predictWith } from "./fit-with.fixture.js";
import {
  type AnyLinearConfig,
  elasticNet,
  gamma,
  type LinearModel,
  leastSquares,
  logistic,
  poisson,
  quantileRegression,
  tweedie,
} from "./index.js";

const { table, y } = madeTable(300, 4);
const u = uniforms(9);
const amounts = numberTarget(Float64Array.from(y, (label) => 1 + Math.floor(8 * (u() + label))));
const few = { minCategoryCount: 1 };

/** What the runtime, with one thread, makes of the rows of `frame`. */
async function run(
  model: LinearModel,
  frame: Table,
): Promise<{ values: Float64Array; score: Float64Array | undefined }> {
  const graph = graphBuilder("g", [...model.columns.map(({ name }) => name), "score_out", "out"]);
  const outputs = estimatorFor(model.kind).addToGraph(model, inputBlocks(graph, model.columns), noLearner);
  graph.node("Identity", [outputs.kind === "class" ? outputs.probabilities : outputs.values], { output: "out" });
  graph.output("out", "double", ["n", "k"]);
  const hasScore = outputs.kind === "class" && outputs.score !== undefined;
  if (hasScore) {
    graph.node("Identity", [outputs.score!], { output: "score_out" });
    graph.output("score_out", "double", ["n", 1]);
  }
  const bytes = encodeModel({
    ...{ irVersion: 10, producerName: "gyre", producerVersion: "", domain: "", modelVersion: 0, metadata: {} },
    opsets: [
      { domain: "", version: 21 },
      { domain: "ai.onnx.ml", version: 5 },
    ],
    graph: graph.build(),
  });
  const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const feeds = frame.columns.map((column, i): [string, ort.Tensor] => {
    const shape = [frame.rows, 1];
    if (column.kind === "number") return [frame.names[i], new ort.Tensor("float64", column.values, shape)];
    const texts = Array.from(column.codes, (code) => (code < 0 ? "" : column.categories[code]));
    return [frame.names[i], new ort.Tensor("string", texts, shape)];
  });
  const result = await session.run(Object.fromEntries(feeds));
  await session.release();
  return {
    values: result.out.data as Float64Array,
    score: hasScore ? (result.score_out.data as Float64Array) : undefined,
  };
}

const models: readonly { readonly config: AnyLinearConfig; readonly target: Target }[] = [
  { config: leastSquares(few), target: amounts },
  { config: elasticNet({ ...few, alpha: 0.1 }), target: amounts },
  { config: poisson({ ...few, alpha: 0.1 }), target: amounts },
  { config: gamma({ ...few, alpha: 0.1 }), target: amounts },
  { config: tweedie({ ...few, alpha: 0.1 }), target: amounts },
  { config: quantileRegression({ ...few, alpha: 0.01 }), target: amounts },
  { config: logistic({ ...few, l2: 0.01 }), target: classTarget(y) },
  { config: logistic({ ...few, l2: 0.01 }), target: classTarget(amounts.values.map((value) => Math.floor(value / 4))) },
  { config: logistic({ minCategoryCount: 1000 }), target: classTarget(y) },
];

describe("an exported linear model", () => {
  it.each(models)("says what $config.kind predicts, to 1e-12 of the sizes of its terms", async ({ config, target }) => {
    const model = fitWith(config, table, target);
    const prediction = predictWith(model, table);
    const { values } = await run(model, table);
    const expected = prediction.kind === "class" ? prediction.probabilities : prediction.values;
    expect(values).toHaveLength(expected.length);
    const terms = termSizes(model, table);
    values.forEach((value, i) => {
      const size = terms[Math.floor((i * terms.length) / values.length)];
      const isLinear = prediction.kind === "number" && !("link" in model && model.link === "log");
      expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(1e-12 * size * (isLinear ? 1 : Math.abs(expected[i])));
    });
  });

  it("keeps probabilities to 1e-12 of themselves over log-odds of ±700, of two classes and of three", async () => {
    const scores = Array.from({ length: 281 }, (_, i) => 5 * i - 700);
    const encoding = { kind: "number" as const, fill: 0, mean: 0, scale: 1, indicator: false };
    const columns = [{ name: "x0", kind: "number" as const }];
    const head = { kind: "logistic" as const, columns, encodings: [encoding], converged: true, iterations: 1 };
    const two = { ...head, classes: ["a", "b"], seen: [0, 1], weights: [1], intercepts: [0] };
    const three = {
      ...head,
      classes: ["a", "b", "c", "d"],
      seen: [0, 1, 3],
      weights: [0, 1, 0.5],
      intercepts: [0, 0, 0],
    };
    for (const model of [two, three] as const) {
      const prediction = predictWith(model, numberTable(scores));
      const { values, score } = await run(model, numberTable(scores));
      if (prediction.kind === "class") {
        prediction.probabilities.forEach((p, i) => {
          expect(Math.abs(values[i] - p)).toBeLessThanOrEqual(1e-12 * p);
        });
      }
      if (model === two) expect(Array.from(score!)).toEqual(scores);
      else expect(score).toBeUndefined();
    }
  });

  it("needs no column to be read", async () => {
    const word = { kind: "category" as const, codes: Int32Array.from(y, () => -1), categories: ["a"] };
    const words: Table = { rows: 300, names: ["word"], columns: [word] };
    const model = fitWith(logistic(), words, classTarget(y));
    const { values } = await run(model, words);
    expect(values).toHaveLength(600);
    expect(new Set(values).size).toBe(2);
  });

  it("caps the exponent of a log link", async () => {
    const model = fitWith(poisson({ alpha: 0 }), numberTable([0, 1, 2, 3]), numberTarget([1, 2, 4, 8]));
    const far = numberTable([5000]);
    expect(predictWith(model, far)).toEqual({ kind: "number", values: Float64Array.of(Math.exp(700)) });
    expect((await run(model, far)).values[0] / Math.exp(700)).toBeCloseTo(1, 12);
  });
});

/** Σ |x·weight| + |intercept| of each row, the largest of the outputs. */
function termSizes(model: LinearModel, frame: Table): number[] {
  return Array.from({ length: frame.rows }, (_, row) => {
    let at = 0;
    let sum = Math.max(...model.intercepts.map(Math.abs)) + 1;
    model.encodings.forEach((encoding, c) => {
      const column = frame.columns[c];
      if (encoding.kind === "number" && column.kind === "number") {
        const value = Number.isNaN(column.values[row]) ? encoding.fill : column.values[row];
        sum += Math.abs((value - encoding.mean) / encoding.scale) * Math.abs(model.weights[at]);
      }
      for (let k = 0; k < encodedWidth(encoding); k++) sum += Math.abs(model.weights[at++]);
    });
    return sum;
  });
}
