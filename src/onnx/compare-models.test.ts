import { describe, expect, it } from "vitest";
import { compareModels } from "./compare-models.js";
import { graphBuilder } from "./graph-builder.js";
import type { OnnxModel } from "./types.js";

const made = (weights: readonly number[], change: Partial<OnnxModel> = {}, last = "Sigmoid"): OnnxModel => {
  const graph = graphBuilder("g", ["x", "p"]);
  const x = graph.input("x", "double", ["n", 1]);
  const scaled = graph.node("Mul", [x, graph.doubles(weights)]);
  const shifted = graph.node("LeakyRelu", [scaled], { attributes: { alpha: { kind: "float", value: weights[0] } } });
  graph.node(last, [shifted], { output: "p" });
  graph.output("p", "double", ["n", weights.length]);
  return {
    irVersion: 8,
    opsets: [{ domain: "", version: 15 }],
    producerName: "converter",
    producerVersion: "1.0",
    domain: "",
    modelVersion: 0,
    metadata: { by: "ann" },
    graph: graph.build(),
    ...change,
  };
};

describe("two models", () => {
  it("do not differ when they are the same, NaN and all", () => {
    expect(compareModels(made([1, Number.NaN]), made([1, Number.NaN]))).toEqual([]);
  });

  it("differ in numbers: how many, the first, and the largest difference", () => {
    const found = compareModels(made([1, 2, 3]), made([1.5, 2, 5]));
    expect(found).toEqual([
      {
        kind: "values",
        place: expect.stringMatching(/^LeakyRelu .*: alpha$/),
        before: "1",
        after: "1.5",
        largest: 0.5,
      },
      {
        kind: "values",
        place: expect.stringMatching(/^initializer .* \(2 of 3 values\)$/),
        before: "1",
        after: "1.5",
        largest: 2,
      },
    ]);
    expect(compareModels(made([0]), made([Number.NaN])).at(-1)).toMatchObject({ largest: Number.POSITIVE_INFINITY });
  });

  it("differ in structure: the first operation that is another, and what is wider", () => {
    expect(compareModels(made([1]), made([1], {}, "Tanh"))).toEqual([
      {
        kind: "structure",
        place: "graph nodes",
        before: "3 nodes, the 3. of them Sigmoid",
        after: "3 nodes, the 3. of them Tanh",
      },
    ]);
    const wider = compareModels(made([1]), made([1, 2]));
    expect(wider.map(({ place }) => place)).toEqual(["graph outputs", expect.stringMatching(/^initializer /)]);
  });

  it("differ in what stands beside: who made them, with what, and its notes", () => {
    const other = {
      producerVersion: "1.1",
      opsets: [{ domain: "", version: 16 }],
      metadata: { by: "bob", on: "monday" },
    };
    expect(compareModels(made([1]), made([1], other))).toEqual([
      { kind: "metadata", place: "producerVersion", before: "1.0", after: "1.1" },
      { kind: "metadata", place: "opsets", before: "ai.onnx 15", after: "ai.onnx 16" },
      { kind: "metadata", place: "metadata by", before: "ann", after: "bob" },
      { kind: "metadata", place: "metadata on", before: "not there", after: "monday" },
    ]);
  });
});
