import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { walkedProbability } from "../../../../test/support/sample-model.js";
import { get, post, type SampleServer, startSample } from "../../../../test/support/sample-server.js";
import { dataText } from "../../../serving/index.js";
import { parseInferRequest } from "./parse-infer.js";

type Cells = readonly [number | null, number, number, number, string];

let sample: SampleServer;
let base: string;

beforeAll(async () => {
  sample = await startSample();
  base = `${sample.url}/v2/models/late-flights`;
});
afterAll(() => sample.stop());

const NAMES = ["x0", "x1", "x2", "x3", "carrier"];

function inputsOf(rows: readonly Cells[]) {
  return NAMES.map((name, j) => ({
    name,
    shape: [rows.length, 1],
    datatype: name === "carrier" ? "BYTES" : "FP64",
    data: rows.map((row) => row[j]) as unknown[],
  }));
}

const ROW: Cells = [0.25, 0.5, 0.75, 0.1, "UA"];

describe("health and metadata", () => {
  it("answer as Triton's and KServe's clients expect", async () => {
    expect((await get(`${sample.url}/v2`)).body).toEqual({ name: "gyre", version: "0.0.0-test", extensions: [] });
    expect((await get(`${sample.url}/v2/`)).status).toBe(200);
    expect((await get(`${sample.url}/v2/health/live`)).body).toEqual({ live: true });
    expect((await get(`${sample.url}/v2/health/ready`)).body).toEqual({ live: true, ready: true });
    expect((await get(`${sample.url}/v2/models`)).body).toEqual({ models: ["late-flights"] });
    expect((await get(`${base}/ready`)).body).toEqual({ name: "late-flights", ready: true });
    expect((await get(`${sample.url}/v2/models/late%2Dflights/versions/1/ready`)).status).toBe(200);
    const { body } = await get(base);
    expect(body).toMatchObject({ name: "late-flights", versions: ["1"], platform: "onnx_onnxv1" });
    expect(body.inputs).toContainEqual({ name: "x0", datatype: "FP64", shape: [-1, 1] });
    expect(body.outputs).toContainEqual({ name: "probabilities", datatype: "FP64", shape: [-1, 2] });
  });

  it.each([["/v2/models/none"], ["/v2/models/none/ready"], ["/v2/models/late-flights/versions/9"]])(
    "answer 404 to %s",
    async (path) => {
      const { status, body } = await get(sample.url + path);
      expect([status, body.code]).toEqual([404, "serving.model_unknown"]);
      expect(body.error).toMatch(
        /^Request for unknown model: 'late-flights' version 9 is not found$|'none' is not found$/,
      );
    },
  );

  it("know versions by digits alone, and refuse other methods", async () => {
    expect((await get(`${base}/versions/one`)).body.code).toBe("server.route_unknown");
    expect((await get(`${base}/infer`)).status).toBe(405);
    expect((await post(base, {})).status).toBe(405);
    expect((await post(`${sample.url}/v2/models/none/infer`, { inputs: [] })).status).toBe(404);
  });
});

describe("infer", () => {
  it("gives every output for rows of any number, flat or nested", async () => {
    const rows: Cells[] = [ROW, [0.9, 0.1, 0.2, 0.8, "B6"], [0.4, 0.4, 0.4, 0.4, "nobody"]];
    const flat = await post(`${base}/infer`, { id: "42", inputs: inputsOf(rows) });
    expect(flat.status).toBe(200);
    expect(flat.body).toMatchObject({ model_name: "late-flights", model_version: "1", id: "42" });
    const names = flat.body.outputs.map((output: { name: string }) => output.name);
    expect(names).toEqual(["label", "probabilities", "score"]);
    const probabilities = flat.body.outputs[1];
    expect(probabilities).toMatchObject({ datatype: "FP64", shape: [3, 2] });
    rows.forEach((row, i) => {
      expect(probabilities.data[2 * i + 1]).toBeCloseTo(walkedProbability(sample.trees(1), row), 14);
      expect(flat.body.outputs[0].data[i]).toBe(flat.body.outputs[2].data[i] > 0 ? 1 : 0);
    });
    const nested = inputsOf(rows).map((input) => ({ ...input, data: input.data.map((cell) => [cell]) }));
    const again = await post(`${base}/versions/1/infer`, { inputs: nested });
    expect(again.body.outputs).toEqual(flat.body.outputs);
    expect("id" in again.body).toBe(false);
  });

  it("gives the outputs asked for in that order, and answers clients that name no content type", async () => {
    const body = JSON.stringify({ inputs: inputsOf([ROW]), outputs: [{ name: "score" }, { name: "label" }] });
    const response = await get(`${base}/infer`, { method: "POST", body: new Blob([body]) });
    expect(response.status).toBe(200);
    expect(response.body.outputs.map((output: { name: string }) => output.name)).toEqual(["score", "label"]);
  });

  it("says that binary tensor data is not read, and how a client sends JSON", async () => {
    const headers = { "inference-header-content-length": "10", "content-type": "application/octet-stream" };
    const { status, body } = await get(`${base}/infer`, { method: "POST", headers, body: new Uint8Array(50) });
    expect([status, body.code]).toEqual([400, "serving.bad_request"]);
    expect(body.hint).toContain("binary_data=False");
  });

  it("reads a bare NaN as a missing number", async () => {
    const text = JSON.stringify({ inputs: inputsOf([[null, 0.5, 0.75, 0.1, "UA"]]) }).replace("[null]", "[NaN]");
    const { status, body } = await post(`${base}/infer`, text);
    expect(status).toBe(200);
    expect(body.outputs[1].data[1]).toBeCloseTo(walkedProbability(sample.trees(1), [null, 0.5, 0.75, 0.1, "UA"]), 14);
  });

  const change = (index: number, part: object) => ({
    inputs: inputsOf([ROW]).map((input, i) => (i === index ? { ...input, ...part } : input)),
  });
  const dropped = { inputs: inputsOf([ROW]).slice(1) };
  it.each([
    [
      "an input missing",
      dropped,
      /^expected 5 inputs but got 4 inputs for model 'late-flights'\. Got input\(s\) \['x1','x2','x3','carrier'\], but missing required input\(s\) \['x0'\]\. Please provide all required input\(s\)\.$/,
      "/inputs",
    ],
    ["an input too many", { inputs: [...inputsOf([ROW]), { name: "y" }] }, /^expected 5 inputs but got 6/, "/inputs"],
    ["an unknown input", change(0, { name: "y" }), /missing required input\(s\) \['x0'\]/, "/inputs"],
    ["an input twice", change(1, { name: "x0" }), /^input 'x0' already exists in request$/, "/inputs/1/name"],
    [
      "another datatype",
      change(0, { datatype: "FP32" }),
      /^inference input 'x0' data-type is 'FP32', but model 'late-flights' expects 'FP64'$/,
      "/inputs/0/datatype",
    ],
    [
      "another rank",
      change(0, { shape: [1] }),
      /^unexpected shape for input 'x0' for model 'late-flights'\. Expected \[-1,1\], got \[1\]\.$/,
      "/inputs/0/shape",
    ],
    ["another extent", change(0, { shape: [1, 3] }), /^unexpected shape for input 'x0'/, "/inputs/0/shape"],
    ["no rows", change(0, { shape: [0, 1], data: [] }), /whole numbers from 1/, "/inputs/0/shape"],
    ["a vast shape", change(0, { shape: [9_000_000_000, 1] }), /needs 9000000000 elements, got 1$/, "/inputs/0/data"],
    [
      "too few elements",
      change(0, { shape: [2, 1] }),
      /^input 'x0' of shape \[2,1\] needs 2 elements, got 1$/,
      "/inputs/0/data",
    ],
    [
      "too many elements",
      change(0, { data: [1, 2] }),
      /^unexpected additional input data for model 'late-flights'/,
      "/inputs/0/data",
    ],
    [
      "ragged data",
      change(0, { shape: [2, 1], data: [[1], [2, 3]] }),
      /flat list, or one nested as the shape/,
      "/inputs/0/data",
    ],
    ["no data", change(0, { data: undefined }), /expected the elements of input 'x0'/, "/inputs/0/data"],
    [
      "binary data",
      change(0, { data: undefined, parameters: { binary_data_size: 8 } }),
      /binary data, which this server does not read/,
      "/inputs/0/data",
    ],
    ["text for a number", change(0, { data: ["1"] }), /expected a number for input 'x0'/, "/inputs/0/data/0"],
    ["a number for text", change(4, { data: [1] }), /expected text for input 'carrier'/, "/inputs/4/data/0"],
    ["rows of different number", change(0, { shape: [2, 1], data: [1, 2] }), /cannot run on these inputs/, undefined],
    [
      "an unknown output",
      { ...change(9, {}), outputs: [{ name: "scores" }] },
      /^unexpected inference output 'scores'/,
      "/outputs/0/name",
    ],
    [
      "an output twice",
      { ...change(9, {}), outputs: [{ name: "score" }, { name: "score" }] },
      /^output 'score' already requested$/,
      "/outputs/1/name",
    ],
    ["an id that is no text", { ...change(9, {}), id: 7 }, /^\/id: expected text, got 7$/, "/id"],
    ["no inputs", {}, /^\/inputs: expected an array of tensors, got nothing$/, "/inputs"],
    ["a list", [], /^the body: expected an object, got an array$/, ""],
  ])("answers 400 to %s and says where", async (_name, body, error, path) => {
    const answer = await post(`${base}/infer`, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatch(error);
    expect(answer.body.details.path).toBe(path);
  });

  it("never answers 5xx to tensors of random shape, type and data", () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          shape: fc.oneof(fc.array(fc.integer({ min: -1, max: 4 }), { maxLength: 3 }), fc.jsonValue({ maxDepth: 1 })),
          datatype: fc.constantFrom("FP64", "FP32", "BYTES", "BOOL", 1),
          data: fc.oneof(fc.array(fc.double(), { maxLength: 5 }), fc.jsonValue({ maxDepth: 3 })),
        }),
        fc.integer({ min: 0, max: 4 }),
        async (part, index) => {
          const { status, body } = await post(`${base}/infer`, change(index, part));
          expect([200, 400]).toContain(status);
          if (status === 400) expect(body.error).toEqual(expect.any(String));
        },
      ),
      { numRuns: 150 },
    ));

  it("lets a pinned version finish while it is swapped out, and then knows only the new one", async () => {
    const own = await startSample();
    const url = `${own.url}/v2/models/late-flights`;
    const asked = Array.from({ length: 20 }, () => post(`${url}/versions/1/infer`, { inputs: inputsOf([ROW]) }));
    await Promise.race(asked);
    await own.slot.swap(own.live(await own.load(2), await own.load(3)));
    for (const { status } of await Promise.all(asked)) expect([200, 404]).toContain(status);
    expect((await get(url)).body.versions).toEqual(["2", "3"]);
    expect((await post(`${url}/versions/1/infer`, { inputs: inputsOf([ROW]) })).status).toBe(404);
    const pinned = await post(`${url}/versions/3/infer`, { inputs: inputsOf([ROW]) });
    expect(pinned.body.model_version).toBe("3");
    expect(pinned.body.outputs[1].data[1]).toBeCloseTo(walkedProbability(own.trees(3), ROW), 14);
    await own.stop();
  });
});

describe("elements", () => {
  const parse = (datatype: string, data: unknown[]) => {
    const spec = { name: "x", datatype, shape: [-1] };
    const signature = { model: "m", inputs: [spec], outputs: [] };
    return parseInferRequest(signature, { inputs: [{ ...spec, shape: [data.length], data }] }).inputs[0].data;
  };

  it.each([
    ["INT8", [-128, 127], 128],
    ["INT8", [1], 300],
    ["INT16", [-32_768, 32_767], 32_768],
    ["INT32", [-2_147_483_648, 2_147_483_647], 2_147_483_648],
    ["INT64", [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER], 2 ** 53],
    ["INT64", [0], -(2 ** 53)],
    ["UINT8", [0, 255], 256],
    ["UINT16", [0, 65_535], -1],
    ["UINT32", [0, 4_294_967_295], 4_294_967_296],
    ["UINT64", [0, Number.MAX_SAFE_INTEGER], 2 ** 63],
    ["INT32", [0], 0.5],
    ["INT32", [0], Number.NaN],
    ["BOOL", [true, false], 1],
    ["BOOL", [true], 2],
    ["BYTES", ["é"], 1],
    ["FP32", [3.4e38, Number.POSITIVE_INFINITY], 3.5e38],
    ["FP64", [Number.NaN], null],
  ])("of %s are taken exactly (%j) or refused (%j), never cut or rounded", (datatype, good, bad) => {
    const kept = [...(parse(datatype, good) as Iterable<unknown>)];
    expect(
      kept.map((value) => (datatype === "BOOL" ? value === 1 : typeof value === "string" ? value : Number(value))),
    ).toEqual(datatype === "FP32" ? good.map((value) => Math.fround(Number(value))) : good);
    expect(() => parse(datatype, [...good, bad])).toThrow(`/inputs/0/data/${good.length}: expected`);
  });

  it.each([["FP16"], ["BF16"], ["COMPLEX"]])("of %s are refused in JSON", (datatype) => {
    expect(() => parse(datatype, [1])).toThrow("a datatype that JSON can carry");
  });

  it("are written so that they are read back the same, NaN and infinities as bare tokens", () => {
    expect(dataText(Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, -Infinity, -0.5), "FP64")).toBe(
      "[NaN,Infinity,-Infinity,-0.5]",
    );
    expect(dataText(Uint8Array.of(1, 0), "BOOL")).toBe("[true,false]");
    expect(dataText(BigInt64Array.of(-(2n ** 63n)), "INT64")).toBe("[-9223372036854775808]");
    expect(dataText(BigInt64Array.of(-1n), "UINT64")).toBe("[18446744073709551615]");
    fc.assert(
      fc.property(fc.float64Array({ noNaN: true, noDefaultInfinity: true }), (values) => {
        const read = JSON.parse(dataText(values, "FP64")) as number[];
        expect(read).toEqual(Array.from(values, (value) => value + 0));
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.string()), (values) => {
        expect(JSON.parse(dataText(values, "BYTES"))).toEqual(values);
      }),
    );
  });
});
