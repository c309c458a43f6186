import { describe, expect, it } from "vitest";
import { decodeModel, encodeModel, externalFiles, graphBuilder, withExternalData, withoutZipMaps } from "./index.js";
import { wireWriter } from "./wire-writer.js";

const HEAD = {
  irVersion: 10,
  producerName: "test",
  producerVersion: "",
  domain: "",
  modelVersion: 0,
  metadata: {},
};

function modelWith(values: readonly number[]): Uint8Array {
  const graph = graphBuilder("g", ["X", "Y"]);
  graph.input("X", "double", ["n", 2]);
  graph.node("Add", ["X", graph.doubles(values)], { output: "Y" });
  graph.output("Y", "double", ["n", 2]);
  return encodeModel({ ...HEAD, opsets: [{ domain: "", version: 21 }], graph: graph.build() });
}

/** The same model as `modelWith([1, 2])`, whose tensor is 16 bytes of `weights.bin` from byte 8 on. */
function modelOutside(entries: Readonly<Record<string, string>>): Uint8Array {
  const model = decodeModel(modelWith([1, 2]));
  const [tensor] = model.graph.initializers;
  const writer = wireWriter();
  writer.int(1, 10);
  writer.message(8, (opset) => opset.int(2, 21));
  writer.message(7, (graph) => {
    graph.message(1, (node) => {
      node.text(1, "X");
      node.text(1, tensor.name);
      node.text(2, "Y");
      node.text(4, "Add");
    });
    graph.text(2, "g");
    graph.message(5, (outside) => {
      outside.ints(1, [2]);
      outside.int(2, 11);
      outside.text(8, tensor.name);
      for (const [key, value] of Object.entries(entries)) {
        outside.message(13, (entry) => {
          entry.text(1, key);
          entry.text(2, value);
        });
      }
      outside.int(14, 1);
    });
  });
  return writer.finish();
}

describe("tensors in files beside the model's", () => {
  const bytes = new Uint8Array(new Float64Array([9, 1, 2, 9]).buffer);
  const files = new Map([["weights.bin", bytes]]);

  it("are named, and taken in where they stand", () => {
    const outside = modelOutside({ location: "weights.bin", offset: "8", length: "16" });
    expect(externalFiles(outside)).toEqual(["weights.bin"]);
    const whole = withExternalData(outside, files);
    expect(externalFiles(whole)).toEqual([]);
    const { graph } = decodeModel(whole);
    expect(graph.initializers[0]).toMatchObject({ dims: [2], datatype: "double", data: Float64Array.of(1, 2) });
    expect(graph.nodes).toHaveLength(1);
  });

  it("reach from their offset to the end where no length is given", () => {
    const short = new Map([["weights.bin", bytes.slice(0, 24)]]);
    const whole = withExternalData(modelOutside({ location: "weights.bin", offset: "8" }), short);
    expect(decodeModel(whole).graph.initializers[0].data).toEqual(Float64Array.of(1, 2));
  });

  it("are refused where the file is missing or too short", () => {
    const outside = modelOutside({ location: "weights.bin", offset: "8", length: "32" });
    for (const given of [files, new Map()])
      expect(() => withExternalData(outside, given)).toThrow(expect.objectContaining({ code: "onnx.malformed" }));
  });

  it("leave a model that has none as it is", () => {
    const model = modelWith([1, 2]);
    expect([externalFiles(model), withExternalData(model, new Map()), withoutZipMaps(model)]).toEqual([
      [],
      model,
      model,
    ]);
    expect(() => externalFiles(Uint8Array.of(7, 7, 7))).toThrow(expect.objectContaining({ code: "onnx.malformed" }));
  });
});

describe("withoutZipMaps", () => {
  /** A classifier's end as converters write it; `valueType` is that of the maps' values. */
  function zipMapped(valueType: number, labels: "ints" | "strings", domain = ""): Uint8Array {
    const writer = wireWriter();
    writer.int(1, 10);
    writer.message(8, (opset) => {
      opset.text(1, domain);
      opset.int(2, 14);
    });
    writer.message(7, (graph) => {
      graph.message(1, (node) => {
        node.text(1, "p");
        node.text(2, "scores");
        node.text(4, "ZipMap");
        node.message(5, (attribute) => {
          attribute.text(1, labels === "ints" ? "classlabels_int64s" : "classlabels_strings");
          if (labels === "ints") attribute.ints(8, [0, 1, 300]);
          else for (const label of ["a", "b", "c"]) attribute.text(9, label);
        });
        node.text(7, "ai.onnx.ml");
      });
      graph.text(2, "g");
      graph.message(12, (output) => {
        output.text(1, "scores");
        output.message(2, (type) =>
          type.message(4, (sequence) =>
            sequence.message(1, (element) =>
              element.message(5, (map) => {
                map.int(1, 7);
                map.message(2, (value) => value.message(1, (tensor) => tensor.int(1, valueType)));
              }),
            ),
          ),
        );
      });
    });
    return writer.finish();
  }

  it.each([
    [1, "ints", "float"],
    [11, "strings", "double"],
  ] as const)(
    "makes a tensor of a column for each class, of the type that the maps had (%i, %s)",
    (type, labels, datatype) => {
      const { graph } = decodeModel(withoutZipMaps(zipMapped(type, labels)));
      expect(graph.outputs).toEqual([{ name: "scores", datatype, shape: ["n", 3] }]);
      expect(graph.nodes).toMatchObject([{ opType: "Identity", domain: "", inputs: ["p"], outputs: ["scores"] }]);
    },
  );

  it("brings the standard set along where a model does without it, as CatBoost writes them", () => {
    const { opsets, graph } = decodeModel(withoutZipMaps(zipMapped(1, "ints", "ai.onnx.ml")));
    expect(opsets).toEqual([
      { domain: "ai.onnx.ml", version: 14 },
      { domain: "", version: 8 },
    ]);
    expect(graph.nodes).toMatchObject([{ opType: "Identity", domain: "" }]);
    const plain = zipMapped(1, "ints");
    expect(decodeModel(withoutZipMaps(plain)).opsets).toEqual([{ domain: "", version: 14 }]);
  });
});
