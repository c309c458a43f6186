import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { madeTable } from "../../../test/support/learn-tables.js";
import { encodeModel, graphBuilder } from "../../onnx/index.js";
import { inputBlocks } from "../export/blocks.js";
import type { GbdtModel } from "../model.js";
import type { Table } from "../table.js";
import { classTarget, numberTarget, type Target } from "../target.js";
import { type GbdtSettings, gbdt } from "./config.js";
import { gbdtEstimator } from "./gbdt-estimator.js";

// Boosting is not made of other estimators and does not ask for them.
const learner = undefined as never;

/** What the runtime computes with one thread from the model's graph. */
async function computed(model: GbdtModel, table: Table): Promise<Float64Array> {
  const graph = graphBuilder("test", [...table.names]);
  const said = gbdtEstimator.addToGraph(model, inputBlocks(graph, model.columns), learner);
  const output = said.kind === "number" ? said.values : said.probabilities;
  graph.output(output, "double", ["n", -1]);
  const opsets = [
    { domain: "", version: 21 },
    { domain: "ai.onnx.ml", version: 5 },
  ];
  const about = { producerName: "", producerVersion: "", domain: "", modelVersion: 0, metadata: {} };
  const file = encodeModel({ irVersion: 10, opsets, ...about, graph: graph.build() });
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const inputs = table.columns.map((column, c) => {
    const shape = [table.rows, 1];
    if (column.kind === "number") return [table.names[c], new ort.Tensor("float64", column.values, shape)] as const;
    const texts = Array.from(column.codes, (code) => (code < 0 ? "" : column.categories[code]));
    return [table.names[c], new ort.Tensor("string", texts, shape)] as const;
  });
  const outputs = await session.run(Object.fromEntries(inputs));
  await session.release();
  return outputs[output].data as Float64Array;
}

describe("boosted trees in an ONNX graph", () => {
  const { table, y } = madeTable(500, 4);
  const drawn = y.map((label, i) => label + (i % 3));
  const cases: [GbdtSettings, Target][] = [
    [{}, classTarget(y)],
    [{}, classTarget(drawn)],
    [{}, classTarget(y.map(() => 1))],
    [{ loss: "absolute" }, numberTarget(drawn)],
    [{ loss: "poisson" }, numberTarget(drawn)],
    [{ loss: "crossEntropy" }, numberTarget(y.map((label) => 0.2 + label / 2))],
    [{ earlyStopping: { rounds: 2, validationFraction: 0.3 }, learningRate: 0.5, trees: 100 }, classTarget(drawn)],
  ];

  it.each(cases)("say what the prediction says: %j", async (settings, target) => {
    const config = gbdt({ trees: 15, leaves: 7, ...settings });
    const model = gbdtEstimator.fit(config, table, target, {}, learner);
    const prediction = gbdtEstimator.predict(model, table, learner);
    const expected = prediction.kind === "class" ? prediction.probabilities : prediction.values;
    const values = await computed(model, table);
    expect(values).toHaveLength(expected.length);
    values.forEach((value, at) => {
      expect(Math.abs(value - expected[at])).toBeLessThanOrEqual(1e-12 * Math.abs(expected[at]));
    });
  });

  it("sends what is missing to the heavier side where training missed nothing, as the prediction does", async () => {
    const whole: Table = { ...table, columns: table.columns.slice(0, 2), names: table.names.slice(0, 2) };
    const gaps: Table = {
      ...whole,
      columns: whole.columns.map((column) =>
        column.kind === "number"
          ? { kind: "number", values: column.values.map((x, i) => (i % 3 === 0 ? Number.NaN : i % 5 ? x : x * 1e306)) }
          : column,
      ),
    };
    for (const compat of ["exact", "lightgbm", "scikit-learn"] as const) {
      const config = gbdt({ trees: 15, leaves: 7, compat });
      const model = gbdtEstimator.fit(config, whole, numberTarget(drawn), {}, learner);
      const prediction = gbdtEstimator.predict(model, gaps, learner);
      expect(await computed(model, gaps)).toEqual(prediction.kind === "number" ? prediction.values : undefined);
    }
  });
});
