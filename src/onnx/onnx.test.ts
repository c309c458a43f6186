import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GyreError } from "../core/index.js";
import { decodeModel, encodeModel, graphBuilder, intsValue, type OnnxModel, signatureOf } from "./index.js";

const empty: OnnxModel = {
  irVersion: 10,
  opsets: [{ domain: "", version: 21 }],
  producerName: "",
  producerVersion: "",
  domain: "",
  modelVersion: 0,
  metadata: {},
  graph: { name: "", nodes: [], initializers: [], inputs: [], outputs: [] },
};

function small(): OnnxModel {
  const graph = graphBuilder("small", ["x", "y"]);
  graph.input("x", "double", ["n", 2]);
  const sum = graph.node("Add", ["x", graph.doubles([0.1, Number.NaN])]);
  graph.node("Squeeze", [sum, graph.int64s([-1])], { attributes: { ints: intsValue([1, -5, 300]) }, output: "y" });
  graph.output("y", "double", ["n", null]);
  return { ...empty, metadata: { "gyre.version": "1" }, graph: graph.build() };
}

/** What happened: the model, or the failure. Anything but a GyreError, or a hang, fails the test. */
function attempt(bytes: Uint8Array): OnnxModel | GyreError {
  try {
    return decodeModel(bytes);
  } catch (error) {
    if (error instanceof GyreError) return error;
    throw error;
  }
}

const text = fc.string({ unit: "grapheme" });
const dims = fc.integer({ min: 0, max: 4 }).map((length) => [length]);
const tensor = fc.tuple(text, dims).chain(([name, shape]) => {
  const of = { minLength: shape[0]!, maxLength: shape[0]! };
  const base = { name, dims: shape };
  return fc.oneof(
    fc.float64Array(of).map((data) => ({ ...base, datatype: "double" as const, data })),
    fc.float32Array(of).map((data) => ({ ...base, datatype: "float" as const, data })),
    fc.bigInt64Array(of).map((data) => ({ ...base, datatype: "int64" as const, data })),
    fc.int32Array(of).map((data) => ({ ...base, datatype: "int32" as const, data })),
    fc.uint8Array(of).map((data) => ({ ...base, datatype: "uint8" as const, data })),
    fc.array(text, of).map((data) => ({ ...base, datatype: "string" as const, data })),
  );
});
const int = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n)));
const float = fc.float();
const attribute = fc.oneof(
  fc.record({ name: text, kind: fc.constant("float" as const), value: float }),
  fc.record({ name: text, kind: fc.constant("int" as const), value: int }),
  fc.record({ name: text, kind: fc.constant("string" as const), value: text }),
  fc.record({ name: text, kind: fc.constant("floats" as const), value: fc.array(float) }),
  fc.record({ name: text, kind: fc.constant("ints" as const), value: fc.array(int) }),
  fc.record({ name: text, kind: fc.constant("strings" as const), value: fc.array(text) }),
  fc.record({ name: text, kind: fc.constant("tensor" as const), value: tensor }),
  fc.record({ name: text, kind: fc.constant("graph" as const), value: fc.constant(small().graph) }),
);
const info = fc.record({
  name: text,
  datatype: fc.constantFrom("double" as const, "string" as const, "bfloat16" as const),
  shape: fc.option(fc.array(fc.oneof(fc.nat(), fc.string({ minLength: 1 }), fc.constant(null)))),
});
const node = fc.record({
  name: text,
  opType: fc.string({ minLength: 1 }),
  domain: text,
  inputs: fc.array(text),
  outputs: fc.array(text),
  attributes: fc.array(attribute, { maxLength: 4 }),
});
const model: fc.Arbitrary<OnnxModel> = fc.record({
  irVersion: fc.integer({ min: 1, max: 20 }),
  opsets: fc.array(fc.record({ domain: text, version: fc.nat() }), { minLength: 1, maxLength: 3 }),
  producerName: text,
  producerVersion: text,
  domain: text,
  modelVersion: fc.maxSafeNat(),
  metadata: fc.dictionary(text, text, { noNullPrototype: true }),
  graph: fc.record({
    name: text,
    nodes: fc.array(node, { maxLength: 3 }),
    initializers: fc.array(tensor, { maxLength: 3 }),
    inputs: fc.array(info, { maxLength: 3 }),
    outputs: fc.array(info, { maxLength: 3 }),
  }),
});

describe("the ONNX codec", () => {
  it("gives every model back exactly, in the same bytes each time", () => {
    fc.assert(
      fc.property(model, (original) => {
        const bytes = encodeModel(original);
        expect(decodeModel(bytes)).toEqual(original);
        expect(encodeModel(decodeModel(bytes))).toEqual(bytes);
      }),
      { numRuns: 80 },
    );
  });

  it("reads what Python's onnx package wrote (golden/onnx/make.py)", () => {
    const read = decodeModel(readFileSync(new URL("../../golden/onnx/small-model.onnx", import.meta.url)));
    const [leaky, transpose, choice, encoder] = read.graph.nodes;
    expect(read).toMatchObject({ irVersion: 10, producerName: "python", metadata: { who: "me", why: "a test" } });
    expect(leaky).toMatchObject({ name: "first", attributes: [{ name: "alpha", kind: "float", value: 0.25 }] });
    expect(transpose!.attributes).toEqual([{ name: "perm", kind: "ints", value: [1, 0] }]);
    expect(choice!.attributes.map(({ name, kind }) => [name, kind])).toContainEqual(["else_branch", "graph"]);
    expect(encoder!.attributes.map(({ value }) => value)).toEqual(
      expect.arrayContaining([["a", "é", ""], [1, -2, 2n ** 62n], -1]),
    );
    expect(read.graph.initializers.map(({ datatype, data }) => [datatype, ...data])).toEqual([
      ["float", 0.5, -1],
      ["double", 0.1, 1e300],
      ["bool", 1, 0, 1],
      ["string", "ü", ""],
      ["int64", -1n, 2n ** 53n + 1n],
      ["float16", 0x3c00],
    ]);
    expect(signatureOf(read)).toEqual({
      inputs: [
        { name: "x", datatype: "FP32", shape: [-1, 3] },
        { name: "flag", datatype: "BOOL", shape: [] },
        { name: "word", datatype: "BYTES", shape: [-1] },
      ],
      outputs: [
        { name: "turned", datatype: "FP32", shape: [3, -1] },
        { name: "choice", datatype: "FP64", shape: [] },
        { name: "code", datatype: "INT64", shape: [-1] },
      ],
    });
    expect(decodeModel(encodeModel(read))).toEqual(read);
  });

  it("skips unknown fields of every wire type", () => {
    // Fields 1000 to 1003: a varint, eight bytes, a text, four bytes.
    const unknown = [0xc0, 0x3e, 5, 0xc9, 0x3e, 1, 2, 3, 4, 5, 6, 7, 8, 0xd2, 0x3e, 2, 65, 66, 0xdd, 0x3e, 1, 2, 3, 4];
    const bytes = encodeModel(small());
    expect(decodeModel(Uint8Array.from([...unknown, ...bytes, ...unknown]))).toEqual(small());
  });

  it("keeps a byte order mark in text, and refuses text that UTF-8 cannot hold", () => {
    expect(decodeModel(encodeModel({ ...empty, producerName: "\ufeffx" })).producerName).toBe("\ufeffx");
    expect(() => encodeModel({ ...empty, producerName: "\ud800" })).toThrow(/half a character/);
  });
});

describe("a damaged ONNX file", () => {
  it("fails with onnx.malformed and the offset wherever it was cut", () => {
    const bytes = encodeModel(small());
    for (let length = 0; length < bytes.length; length++) {
      const failure = attempt(bytes.subarray(0, length));
      expect(failure).toMatchObject({ code: "onnx.malformed", details: { offset: expect.any(Number) } });
    }
    expect(() => decodeModel(new Uint8Array())).toThrow("empty file (0 bytes)");
  });

  it("never fails otherwise than with a GyreError, whatever the bytes", () => {
    const bytes = encodeModel(small());
    for (let at = 0; at < bytes.length; at++) {
      for (const value of [0, 1, 0x7f, 0x80, 0xff, bytes[at]! ^ 8]) attempt(bytes.with(at, value));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (garbage) => {
        attempt(garbage);
      }),
      { numRuns: 500 },
    );
    expect(attempt(new TextEncoder().encode('{"not":"onnx"}'))).toMatchObject({ code: "onnx.malformed" });
  });

  it("is refused when graphs nest deeper than the stack should go", () => {
    let graph = empty.graph;
    for (let i = 0; i < 60; i++) {
      const attributes = [{ name: "body", kind: "graph" as const, value: graph }];
      graph = {
        ...empty.graph,
        nodes: [{ name: "", opType: "Loop", domain: "", inputs: [], outputs: [], attributes }],
      };
    }
    expect(attempt(encodeModel({ ...empty, graph }))).toMatchObject({ code: "onnx.malformed" });
  });
});
