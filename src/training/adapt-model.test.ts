import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { onnxRuntime } from "../compute/onnx/index.js";
import type { Table } from "../learn/index.js";
import { encodeModel, type GraphBuilder, graphBuilder, intValue } from "../onnx/index.js";
import { adaptModel } from "./adapt-model.js";

interface Golden {
  readonly rows: { readonly wind: number[]; readonly carrier: string[]; readonly noise: number[] };
  readonly models: Readonly<Record<string, { readonly onnx: string; readonly probabilities: number[] }>>;
}
const golden: Golden = JSON.parse(
  readFileSync(new URL("../../golden/training/script_models.json", import.meta.url), "utf8"),
);

const categories = [...new Set(golden.rows.carrier)].sort();
const table: Table = {
  rows: golden.rows.wind.length,
  names: ["wind", "carrier", "noise"],
  columns: [
    { kind: "number", values: Float64Array.from(golden.rows.wind) },
    { kind: "category", codes: Int32Array.from(golden.rows.carrier, (one) => categories.indexOf(one)), categories },
    { kind: "number", values: Float64Array.from(golden.rows.noise) },
  ],
};

async function asked(bytes: Uint8Array, given: Table = table) {
  const model = await onnxRuntime().load(bytes);
  try {
    return { inputs: model.inputs, outputs: model.outputs, probabilities: await model.probabilities(given) };
  } finally {
    await model.close();
  }
}

/** A model file over a graph; `names` are its inputs and outputs. */
function file(names: readonly string[], build: (graph: GraphBuilder) => void): Uint8Array {
  const graph = graphBuilder("made", names);
  build(graph);
  return encodeModel({
    irVersion: 8,
    opsets: [{ domain: "", version: 15 }],
    producerName: "test",
    producerVersion: "",
    domain: "",
    modelVersion: 0,
    metadata: {},
    graph: graph.build(),
  });
}
/** Two columns of probabilities from one of log-odds. */
const twoColumns = (graph: GraphBuilder, score: string, output: string) => {
  const p = graph.node("Sigmoid", [score]);
  const rest = graph.node("Sub", [graph.doubles([1], [1, 1]), p]);
  graph.node("Concat", [rest, p], { output, attributes: { axis: intValue(1) } });
  graph.output(output, "double", ["n", 2]);
};
const sigmoid = (score: number): number => 1 / (1 + Math.exp(-score));
const wind = Float64Array.from(golden.rows.wind);

describe("a script's model as the loop asks it", () => {
  it.each(Object.keys(golden.models))("says what Python says: %s", async (name) => {
    const { onnx, probabilities } = golden.models[name];
    const found = await asked(adaptModel(Buffer.from(onnx, "base64"), table));
    expect(found.probabilities).toHaveLength(probabilities.length);
    probabilities.forEach((value, row) => {
      expect(Math.abs(found.probabilities[row] - value), `row ${row}`).toBeLessThan(1e-6);
    });
    for (const input of found.inputs) expect(table.names).toContain(input.name);
  });

  it("stays as it is, byte for byte, where it is asked so already", () => {
    const bytes = file(["wind", "probabilities"], (graph) => {
      twoColumns(graph, graph.input("wind", "double", ["n", 1]), "probabilities");
    });
    expect(adaptModel(bytes, table)).toBe(bytes);
  });

  it("gets one column of probabilities made two, also under the name of two", async () => {
    for (const output of ["probabilities", "p"]) {
      for (const shape of [["n", 1], ["n"]]) {
        const bytes = file(["wind", output], (graph) => {
          const p = graph.node("Sigmoid", [graph.input("wind", "double", ["n", 1])]);
          graph.node(shape.length === 1 ? "Squeeze" : "Identity", shape.length === 1 ? [p, graph.int64s([1])] : [p], {
            output,
          });
          graph.output(output, "double", shape);
        });
        const { probabilities, outputs } = await asked(adaptModel(bytes, table));
        expect(outputs.map(({ name }) => name)).toEqual(["probabilities"]);
        probabilities.forEach((value, row) => {
          expect(value).toBeCloseTo(sigmoid(wind[row]), 12);
        });
      }
    }
  });

  it("is given whole numbers where it wants them, and features whose names it uses for other values", async () => {
    const bytes = file(["X", "noise", "carrier", "p"], (graph) => {
      const x = graph.input("X", "int64", ["n", 2]);
      graph.node("Cast", [x], { output: "noise", attributes: { to: intValue(11) } });
      graph.node("ReduceSum", ["noise", graph.int64s([1])], {
        output: "carrier",
        attributes: { keepdims: intValue(1) },
      });
      twoColumns(graph, "carrier", "p");
    });
    const { probabilities, inputs } = await asked(adaptModel(bytes, table));
    expect(inputs.map(({ name }) => name)).toEqual(["wind", "noise"]);
    probabilities.forEach((value, row) => {
      expect(value).toBeCloseTo(sigmoid(Math.trunc(wind[row]) + Math.trunc(golden.rows.noise[row])), 12);
    });
  });

  it.each([
    ["an input too wide", "X", "double", ["n", 3], "takes 3 columns where there are 2 of that kind"],
    ["a text where the feature is a number", "wind", "string", ["n", 1], "the feature of that name is a number"],
    ["a type that no feature becomes", "wind", "uint8", ["n", 1], "do not become uint8"],
  ] as const)("is refused with %s", (_what, name, datatype, shape, reason) => {
    const bytes = file([name, "probabilities"], (graph) => {
      graph.input(name, datatype, shape);
      graph.node("Identity", [graph.doubles([0, 1], [1, 2])], { output: "probabilities" });
      graph.output("probabilities", "double", ["n", 2]);
    });
    expect(() => adaptModel(bytes, table)).toThrow(reason);
  });

  it.each([
    ["no floats", [["label", "int64", 1]], "there are 0 outputs of floats"],
    [
      "two outputs that could be it",
      [
        ["a", "float", 2],
        ["b", "float", 2],
      ],
      "there are 2 outputs of floats",
    ],
    ["three classes", [["probabilities", "float", 3]], "probabilities has 3 columns"],
  ] as const)("is refused with %s", (_what, outputs, reason) => {
    const bytes = file(["wind"], (graph) => {
      graph.input("wind", "double", ["n", 1]);
      for (const [name, datatype, width] of outputs) graph.output(name, datatype, ["n", width]);
    });
    expect(() => adaptModel(bytes, table)).toThrow(reason);
  });
});
