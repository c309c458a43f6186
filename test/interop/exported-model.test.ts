import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShop, python, type Shop } from "./shop.js";

const ROWS = 400;
const EXACT = 1e-12;

let shop: Shop;
// biome-ignore lint/suspicious/noExplicitAny: what Python found, checked part by part
let found: any;

beforeAll(async () => {
  shop = await openShop();
  found = await python("onnx_file.py", shop.onnxPath, String(ROWS));
});
afterAll(() => shop?.close());

describe("the exported file", () => {
  it("passes onnx.checker with full_check, and runs in Python's ONNX Runtime", () => {
    expect(found.producer).not.toBe("");
    expect(found.opsets["ai.onnx.ml"]).toEqual(expect.any(Number));
    expect(found.probabilities).toHaveLength(ROWS);
    expect(new Set(found.probabilities).size).toBeGreaterThan(20);
  });

  it("carries the categories that the model was trained with", () => {
    expect(found.texts).toEqual(expect.arrayContaining(["book", "lamp", "shirt", "shoes"]));
  });

  it("gives Python the probabilities that the server gives, at the trees' thresholds and beside them too", async () => {
    const { outputs } = await infer(found.columns);
    const served = outputs.find((output) => output.name === "probabilities")!.data.filter((_, i) => i % 2 === 1);
    expect(served).toHaveLength(ROWS);
    expect(greatestDifference(served, found.probabilities)).toBeLessThanOrEqual(EXACT);
    expect(outputs.find((output) => output.name === "label")!.data).toEqual(found.labels);
  });

  it("gives Python what predict answered, from the features that predict says it read", async () => {
    const requests = ["book", "lamp", "shirt", "shoes"].flatMap((product) =>
      ["c1", "c2", "nobody"].map((customer, i) => ({
        product,
        customer,
        price: 15 + 40 * i,
        ordered_at: `2025-03-01T0${i}:30:00Z`,
      })),
    );
    const answers = await Promise.all(requests.map(predict));
    const names = Object.keys(answers[0].features);
    const columns = Object.fromEntries(names.map((name) => [name, answers.map(({ features }) => features[name])]));
    const { probabilities } = await python("onnx_file.py", shop.onnxPath, "0", JSON.stringify(columns));
    const served = answers.map(({ probability }) => probability);
    expect(new Set(served).size).toBeGreaterThan(4);
    expect(greatestDifference(served, probabilities)).toBeLessThanOrEqual(EXACT);
  });
});

interface Answer {
  readonly probability: number;
  readonly features: Readonly<Record<string, number | string | null>>;
}

async function predict(request: object): Promise<Answer> {
  const response = await fetch(`${shop.url}/v1/deployments/${shop.deployment}/predict?features=true`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.parse(text);
}

/** Asks the server for all rows at once; missing and infinite numbers go as the bare words that the protocol's clients send. */
async function infer(columns: Readonly<Record<string, readonly (number | string)[]>>) {
  const inputs = Object.entries(columns).map(([name, cells]) => {
    const text = found.isText[name];
    const data = cells.map((cell) => (text ? JSON.stringify(cell) : String(cell)));
    const datatype = text ? "BYTES" : "FP64";
    return `{"name":${JSON.stringify(name)},"shape":[${cells.length},1],"datatype":"${datatype}","data":[${data}]}`;
  });
  const response = await fetch(`${shop.url}/v2/models/${shop.model}/infer`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: `{"inputs":[${inputs}]}`,
  });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.parse(text) as {
    readonly outputs: readonly { readonly name: string; readonly data: readonly number[] }[];
  };
}

function greatestDifference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
}
