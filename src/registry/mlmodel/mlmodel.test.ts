import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseMlModel } from "./mlmodel.js";
import { parseDumpedYaml, YamlProblem } from "./yaml.js";

const golden: readonly { readonly yaml: string; readonly value: unknown }[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../golden/registry/mlmodel_yaml.json"), "utf8"),
);

describe("YAML as programs dump it", () => {
  it("is read as PyYAML wrote it, whatever is in the texts", () => {
    for (const { yaml, value } of golden) expect(parseDumpedYaml(yaml), yaml).toEqual(value);
  });

  it("may have blocks of text, comments, anchors, lists at the indent of their key", () => {
    const text =
      "# made by hand\na: &x\n- 1\n- b: >-\n    one\n    two\n\n    three\n  c: |\n    x\n      y\nd: *x\ne: f # g\nh:\n";
    expect(parseDumpedYaml(text)).toEqual({
      a: ["1", { b: "one two\nthree", c: "x\n  y\n" }],
      d: null,
      e: "f",
      h: null,
    });
    expect(parseDumpedYaml("")).toBeNull();
  });

  it.each(["a: [b]", "a: {b: c}", "a: !!python/object x", "a: 'b", "a:\n  b: c\n d: e", "? a\n: b", "- a\nb: c"])(
    "is refused in other forms: %j",
    (text) => expect(() => parseDumpedYaml(text)).toThrow(YamlProblem),
  );

  it("does not nest without end", () => {
    expect(() => parseDumpedYaml("- ".repeat(10_000))).toThrow(YamlProblem);
  });
});

describe("parseMlModel", () => {
  it("tells flavors, the columns of the signature, and where the example is", () => {
    const model = parseMlModel(`flavors:
  onnx:
    code: null
    data: model.onnx
    providers:
    - CPUExecutionProvider
saved_input_example_info:
  artifact_path: input_example.json
  serving_input_path: serving_input_example.json
signature:
  inputs: '[{"type": "double", "name": "sepal length (cm)", "required": true}, {"type":
    "string", "name": "it''s", "required": true}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'
  params: null
`);
    expect(model).toEqual({
      flavors: { onnx: { code: null, data: "model.onnx", providers: ["CPUExecutionProvider"] } },
      inputs: [
        { name: "sepal length (cm)", type: "double", shape: null },
        { name: "it's", type: "string", shape: null },
      ],
      servingExample: "serving_input_example.json",
    });
  });

  it("knows tensors without names, and is null for what is no such file", () => {
    const tensor = `'[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 4]}}]'`;
    expect(parseMlModel(`signature:\n  inputs: ${tensor}\n`)).toEqual({
      flavors: {},
      inputs: [{ name: null, type: "float32", shape: [-1, 4] }],
      servingExample: null,
    });
    expect(parseMlModel("flavors: [x]")).toBeNull();
    expect(parseMlModel("signature:\n  inputs: '{'\n")).toBeNull();
    expect(parseMlModel("just a text")).toEqual({ flavors: {}, inputs: null, servingExample: null });
  });
});
