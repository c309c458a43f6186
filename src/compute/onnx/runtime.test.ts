import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleOnnx, sampleTrees, walkedProbability } from "../../../test/support/sample-model.js";
import { encodeModel, graphBuilder } from "../../onnx/index.js";
import type { Scorer, Tensor } from "../../registry/index.js";
import { onnxRuntime } from "./index.js";

type Row = readonly (number | string | null)[];

const trees = sampleTrees(3, 3, 25);
const NAMES = ["x0", "x1", "x2", "carrier"];
const row = fc.tuple(
  ...[0, 1, 2].map(() => fc.option(fc.double({ min: -1, max: 2, noNaN: true }), { nil: null })),
  fc.option(fc.constantFrom("UA", "AA", "DL", "B6", "unknown"), { nil: null }),
);

function tableOf(rows: readonly Row[]) {
  const categories = ["B6", "unknown", "UA", "AA", "DL"];
  return {
    rows: rows.length,
    names: NAMES,
    columns: [
      ...[0, 1, 2].map((j) => ({
        kind: "number" as const,
        values: Float64Array.from(rows, (one) => (one[j] as number | null) ?? Number.NaN),
      })),
      {
        kind: "category" as const,
        categories,
        codes: Int32Array.from(rows, (one) => (one[3] === null ? -1 : categories.indexOf(String(one[3])))),
      },
    ],
  };
}

async function withScorer<T>(bytes: Uint8Array, work: (scorer: Scorer) => Promise<T>): Promise<T> {
  const scorer = await onnxRuntime().load(bytes);
  try {
    return await work(scorer);
  } finally {
    await scorer.close();
  }
}

describe("onnxRuntime", () => {
  it("gives the probability that walking the trees gives", () =>
    withScorer(sampleOnnx(trees), (scorer) =>
      fc.assert(
        fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (rows) => {
          const probabilities = await scorer.probabilities(tableOf(rows));
          rows.forEach((one, i) => {
            expect(probabilities[i]).toBeCloseTo(walkedProbability(trees, one), 14);
          });
        }),
        { numRuns: 60 },
      ),
    ));

  it("gives the same bits for a row alone and in any batch", () =>
    withScorer(sampleOnnx(trees), async (scorer) => {
      const rows = fc.sample(row, { numRuns: 300, seed: 5 });
      const together = await scorer.probabilities(tableOf(rows));
      for (let i = 0; i < rows.length; i += 7) {
        const alone = await scorer.probabilities(tableOf([rows[i]]));
        expect(Object.is(alone[0], together[i])).toBe(true);
      }
      const reversed = await scorer.probabilities(tableOf([...rows].reverse()));
      expect([...reversed].reverse()).toEqual([...together]);
    }));

  it("finds columns by name, in any order and among others", () =>
    withScorer(sampleOnnx(trees), async (scorer) => {
      const table = tableOf([[0.2, 0.5, null, "AA"]]);
      const extra = { kind: "number" as const, values: Float64Array.of(9) };
      const shuffled = {
        rows: 1,
        names: ["other", ...[...table.names].reverse()],
        columns: [extra, ...[...table.columns].reverse()],
      };
      expect(await scorer.probabilities(shuffled)).toEqual(await scorer.probabilities(table));
    }));

  it("says which column is missing or of another kind, and gives nothing for no rows", () =>
    withScorer(sampleOnnx(trees), async (scorer) => {
      const table = tableOf([[0.2, 0.5, null, "AA"]]);
      const without = { ...table, names: table.names.slice(1), columns: table.columns.slice(1) };
      await expect(scorer.probabilities(without)).rejects.toMatchObject({
        code: "serving.bad_request",
        details: { path: "/x0" },
      });
      const swapped = { ...table, columns: [...table.columns].reverse() };
      await expect(scorer.probabilities(swapped)).rejects.toMatchObject({ code: "serving.bad_request" });
      expect(await scorer.probabilities(tableOf([]))).toHaveLength(0);
    }));

  it("reports inputs and outputs in the protocol's words", () =>
    withScorer(sampleOnnx(trees), async ({ inputs, outputs }) => {
      expect(inputs[0]).toEqual({ name: "x0", datatype: "FP64", shape: [-1, 1] });
      expect(inputs[3]).toEqual({ name: "carrier", datatype: "BYTES", shape: [-1, 1] });
      expect(outputs.find((one) => one.name === "probabilities")).toMatchObject({ datatype: "FP64", shape: [-1, 2] });
    }));

  it.each([
    ["an empty file", new Uint8Array(0)],
    ["garbage", new Uint8Array(500).fill(7)],
    ["half a file", sampleOnnx(trees).slice(0, 400)],
  ])("refuses %s as unreadable, with a hint", async (_name, bytes) => {
    await expect(onnxRuntime().load(bytes)).rejects.toMatchObject({
      code: "serving.model_unreadable",
      hint: expect.any(String),
    });
  });

  it("carries every datatype of the protocol through a graph unchanged", async () => {
    const given: readonly Tensor[] = [
      { name: "FP64", datatype: "FP64", shape: [2, 1], data: Float64Array.of(Number.NaN, -0) },
      { name: "FP32", datatype: "FP32", shape: [2, 1], data: Float32Array.of(1.5, Number.POSITIVE_INFINITY) },
      { name: "INT64", datatype: "INT64", shape: [2, 1], data: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n) },
      { name: "INT32", datatype: "INT32", shape: [2, 1], data: Int32Array.of(-(2 ** 31), 2 ** 31 - 1) },
      { name: "BOOL", datatype: "BOOL", shape: [2, 1], data: Uint8Array.of(1, 0) },
      { name: "BYTES", datatype: "BYTES", shape: [2, 1], data: ["", "é 飛行"] },
    ];
    const types = {
      FP64: "double",
      FP32: "float",
      INT64: "int64",
      INT32: "int32",
      BOOL: "bool",
      BYTES: "string",
    } as const;
    const names = Object.keys(types) as (keyof typeof types)[];
    const graph = graphBuilder(
      "same",
      names.flatMap((name) => [name, `${name}_out`]),
    );
    for (const name of names) {
      graph.input(name, types[name], ["n", 1]);
      graph.node("Identity", [name], { output: `${name}_out` });
      graph.output(`${name}_out`, types[name], ["n", 1]);
    }
    const model = {
      irVersion: 10,
      producerName: "test",
      producerVersion: "",
      domain: "",
      modelVersion: 0,
      metadata: {},
    };
    const bytes = encodeModel({ ...model, opsets: [{ domain: "", version: 21 }], graph: graph.build() });
    const found = await withScorer(bytes, (scorer) => scorer.infer(given));
    expect(found).toEqual(given.map((tensor) => ({ ...tensor, name: `${tensor.name}_out` })));
  });

  it("refuses inputs of different lengths and a closed model, without ending the process", async () => {
    const scorer = await onnxRuntime().load(sampleOnnx(trees));
    const x = (name: string, rows: number): Tensor => ({
      name,
      datatype: "FP64",
      shape: [rows, 1],
      data: new Float64Array(rows),
    });
    const carrier: Tensor = { name: "carrier", datatype: "BYTES", shape: [1, 1], data: ["UA"] };
    const uneven = scorer.infer([x("x0", 1), x("x1", 2), x("x2", 1), carrier]);
    await expect(uneven).rejects.toMatchObject({ code: "serving.bad_request" });
    await scorer.close();
    await scorer.close();
    await expect(scorer.probabilities(tableOf([[1, 1, 1, "UA"]]))).rejects.toMatchObject({ code: "serving.not_ready" });
  });
});
