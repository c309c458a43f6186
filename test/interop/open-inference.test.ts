import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShop, python, type Shop } from "./shop.js";

const CELLS = {
  product: ["book", "shoes", "never seen", "žluťoučký 🐎"],
  price: [20.5, null, 1e6, 0],
} as const;

let shop: Shop;
// biome-ignore lint/suspicious/noExplicitAny: what Triton's client gave, checked part by part
let triton: any;
let columns: Record<string, readonly (string | number | null)[]>;

beforeAll(async () => {
  shop = await openShop();
  const { inputs } = (await (await fetch(`${shop.url}/v2/models/${shop.model}`)).json()) as {
    readonly inputs: readonly { readonly name: string; readonly datatype: string }[];
  };
  const cellsOf = (name: string, datatype: string) =>
    name === "price" ? CELLS.price : datatype === "BYTES" ? CELLS.product : [0.25, null, 3, null];
  columns = Object.fromEntries(inputs.map(({ name, datatype }) => [name, cellsOf(name, datatype)]));
  triton = await python("triton.py", shop.url, shop.model, JSON.stringify(columns));
});
afterAll(() => shop?.close());

describe("Triton's Python client", () => {
  it("finds server and model live and ready, and another model not", () => {
    const { live, ready, modelReady, versionReady, otherReady } = triton;
    expect([live, ready, modelReady, versionReady, otherReady]).toEqual([true, true, true, true, false]);
    expect(triton.server).toMatchObject({ name: "gyre" });
  });

  it("reads the model's inputs and outputs", () => {
    expect(triton.metadata).toMatchObject({ name: shop.model, versions: ["1"] });
    expect(triton.metadata.inputs).toContainEqual({ name: "product", datatype: "BYTES", shape: [-1, 1] });
    expect(triton.metadata.inputs).toContainEqual({ name: "price", datatype: "FP64", shape: [-1, 1] });
    expect(triton.metadata.outputs).toContainEqual({ name: "probabilities", datatype: "FP64", shape: [-1, 2] });
  });

  it("infers rows with texts, unknown categories and NaN, and gets arrays of the types that the metadata says", () => {
    expect(triton.id).toBe("42");
    expect(triton.shapes).toEqual({ probabilities: [4, 2], label: [4], score: [4, 1] });
    expect(triton.types).toEqual({ probabilities: "float64", label: "int64", score: "float64" });
    expect(triton.labels).toEqual(triton.probabilities.map((p: number) => (p > 0.5 ? 1 : 0)));
    expect(triton.pinned).toEqual(triton.probabilities);
  });

  it("gets the same probabilities as Python's ONNX Runtime gives on the same rows", async () => {
    const { probabilities } = await python("onnx_file.py", shop.onnxPath, "0", JSON.stringify(columns));
    const apart = probabilities.map((p: number, i: number) => Math.abs(triton.probabilities[i] - p));
    expect(Math.max(...apart)).toBeLessThanOrEqual(1e-12);
  });

  it("is told in a sentence that tensors go as JSON when it sends them in binary", () => {
    expect(triton.binaryInput.status).toMatch(/400/);
    expect(triton.binaryInput.message).toMatch(/binary/);
  });

  it("reads the answer when it asks for binary outputs and gets JSON, as the protocol allows", () => {
    expect(triton.binaryOutput).toEqual(triton.probabilities);
  });

  it("reads what is wrong with a request, and which model is unknown", () => {
    expect(triton.missingInput.message).toContain("missing required input(s)");
    expect(triton.unknownModel.message).toContain("'no-such-model' is not found");
  });
});
