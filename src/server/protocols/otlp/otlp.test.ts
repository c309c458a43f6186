import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openMlflow } from "../mlflow/mlflow.fixture.js";
import { entry, exportBytes, exportJson, part, SPAN_JSON, spanBytes, TRACE_ID } from "./otlp.fixture.js";

const { app, get, newRun, post } = await openMlflow();
const PROTOBUF = { "content-type": "application/x-protobuf", "x-mlflow-experiment-id": "0" };
const AS_JSON = { ...PROTOBUF, "content-type": "application/json; charset=utf-8" };
const GOOD = exportBytes(spanBytes(entry(9, "a", part(1, "b"))));

async function send(payload: Buffer | string | object, headers: Readonly<Record<string, string>> = PROTOBUF) {
  const answer = await app.inject({ method: "POST", url: "/v1/traces", headers, payload });
  const type = String(answer.headers["content-type"]).split(";")[0];
  return { status: answer.statusCode, type, body: answer.body };
}

/** What a refusal says: its status, and what MLflow's clients read. */
async function refusal(payload: Buffer | string | object, headers?: Readonly<Record<string, string>>) {
  const { status, body } = await send(payload, headers);
  const { error_code, message } = JSON.parse(body);
  return [status, error_code, message];
}

async function spansOf(id: string): Promise<readonly { readonly name: string }[]> {
  return (await get(`/api/3.0/mlflow/traces/get?trace_id=${id}`)).body.trace.spans;
}

describe("spans by OpenTelemetry's protocol", () => {
  it("are kept, and an empty response says so, in protobuf or in JSON", async () => {
    expect(await send(GOOD)).toEqual({ status: 200, type: "application/x-protobuf", body: "" });
    expect(await spansOf(`tr-${TRACE_ID}`)).toMatchObject([{ name: "root", start_time_unix_nano: expect.any(Number) }]);
    const other = "ab".repeat(16);
    const answer = await send(exportJson({ ...SPAN_JSON, traceId: other, name: "json" }), AS_JSON);
    expect(answer).toEqual({ status: 200, type: "application/json", body: "{}" });
    expect(await spansOf(`tr-${other}`)).toMatchObject([{ name: "json" }]);
    const { trace_info } = (await get(`/api/3.0/mlflow/traces/tr-${other}`)).body.trace;
    expect(trace_info).toMatchObject({
      request_time: "2023-11-14T22:13:20.123Z",
      execution_duration: "1s",
      tags: { "service.name": "shop" },
    });
  });

  it("come back as they were sent", async () => {
    const items = [
      { intValue: "1" },
      {},
      { kvlistValue: {} },
      { arrayValue: {} },
      { doubleValue: 0.5 },
      { boolValue: false },
    ];
    const attributes = [
      { key: "list", value: { arrayValue: { values: items } } },
      { key: "nothing", value: {} },
    ];
    const id = "77".repeat(16);
    const links = [{ traceId: id, spanId: SPAN_JSON.spanId }];
    await send(exportJson({ ...SPAN_JSON, traceId: id, attributes, links }), AS_JSON);
    const [span] = await spansOf(`tr-${id}`);
    const list = [
      { int_value: 1 },
      {},
      { kvlist_value: {} },
      { array_value: {} },
      { double_value: 0.5 },
      { bool_value: false },
    ];
    expect(span).toMatchObject({
      attributes: [
        { key: "list", value: { array_value: { values: list } } },
        { key: "nothing" },
        { key: "mlflow.traceRequestId", value: { string_value: `tr-${id}` } },
      ],
      links: [{ trace_id: "d3d3d3d3d3d3d3d3d3d3dw==", span_id: "ERITFBUWFxg=" }],
      status: {},
    });
    expect(span).not.toHaveProperty("events");
  });

  it("come packed by gzip or deflate, with or without the header of zlib", async () => {
    const packed = [
      ["gzip", gzipSync(GOOD)],
      ["deflate", deflateSync(GOOD)],
      ["Deflate", deflateRawSync(GOOD)],
      ["identity", GOOD],
    ] as const;
    for (const [encoding, bytes] of packed)
      expect((await send(bytes, { ...PROTOBUF, "content-encoding": encoding })).status, encoding).toBe(200);
    expect(await refusal(brotliCompressSync(GOOD), { ...PROTOBUF, "content-encoding": "br" })).toEqual([
      400,
      "INVALID_PARAMETER_VALUE",
      "Unsupported Content-Encoding: br",
    ]);
    for (const encoding of ["gzip", "deflate"]) {
      const wanted = [400, "INVALID_PARAMETER_VALUE", `Failed to decompress ${encoding} payload`];
      expect(await refusal(GOOD, { ...PROTOBUF, "content-encoding": encoding })).toEqual(wanted);
      expect(await refusal(Buffer.alloc(0), { ...PROTOBUF, "content-encoding": encoding })).toEqual(wanted);
    }
  });

  it("take no more memory than the limit when they swell", async () => {
    const bomb = gzipSync(Buffer.alloc(160 << 20), { level: 1 });
    expect(bomb.length).toBeLessThan(1 << 20);
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 4; i++)
      expect((await refusal(bomb, { ...PROTOBUF, "content-encoding": "gzip" })).slice(0, 2)).toEqual([
        413,
        "REQUEST_TOO_LARGE",
      ]);
    expect(process.memoryUsage().rss - before).toBeLessThan(120 << 20);
    expect((await refusal(Buffer.alloc((16 << 20) + 1))).slice(0, 2)).toEqual([413, "REQUEST_TOO_LARGE"]);
  });

  it("need an experiment that is there, and a type that can be read", async () => {
    const { "x-mlflow-experiment-id": _, ...without } = PROTOBUF;
    expect((await refusal(GOOD, without)).slice(0, 2)).toEqual([422, "INVALID_PARAMETER_VALUE"]);
    expect(await refusal(GOOD, { ...PROTOBUF, "x-mlflow-experiment-id": "abc" })).toEqual([
      400,
      "INVALID_PARAMETER_VALUE",
      "Invalid experiment ID 'abc'. Experiment ID must be a valid integer.",
    ]);
    const unknown = exportBytes(spanBytes(part(1, Buffer.alloc(16, 7))));
    expect(await refusal(unknown, { ...PROTOBUF, "x-mlflow-experiment-id": "77" })).toEqual([
      404,
      "RESOURCE_DOES_NOT_EXIST",
      "No Experiment with id=77 exists",
    ]);
    for (const type of ["text/plain", "application/protobuf"])
      expect(await refusal(GOOD, { ...PROTOBUF, "content-type": type })).toEqual([
        400,
        "INVALID_PARAMETER_VALUE",
        `Invalid Content-Type: ${type}. Expected: application/x-protobuf or application/json`,
      ]);
  });

  it("belong to the run that the request names, when it is there", async () => {
    const run = await newRun("traced");
    const id = "cd".repeat(16);
    const traced = exportJson({ ...SPAN_JSON, traceId: id });
    expect(await refusal(traced, { ...AS_JSON, "x-mlflow-run-id": "f".repeat(32) })).toEqual([
      404,
      "RESOURCE_DOES_NOT_EXIST",
      `Run with id=${"f".repeat(32)} not found`,
    ]);
    expect((await get(`/api/3.0/mlflow/traces/tr-${id}`)).status).toBe(404);
    expect((await send(traced, { ...AS_JSON, "x-mlflow-run-id": run })).status).toBe(200);
    const locations = [{ type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: "0" } }];
    const found = await post("/api/3.0/mlflow/traces/search", { locations, filter: `run_id = '${run}'` });
    expect(found.body.traces.map(({ trace_id }: { trace_id: string }) => trace_id)).toEqual([`tr-${id}`]);
  });

  it("are all kept or none", async () => {
    const spans = [
      { ...SPAN_JSON, traceId: "ef".repeat(16) },
      { ...SPAN_JSON, spanId: "0a" },
    ];
    expect((await refusal(exportJson(...spans), AS_JSON))[0]).toBe(422);
    expect((await get(`/api/3.0/mlflow/traces/tr-${"ef".repeat(16)}`)).status).toBe(404);
  });

  it("never make the server fail, whatever comes", async () => {
    const headers = fc.constantFrom(
      PROTOBUF,
      AS_JSON,
      { ...PROTOBUF, "content-encoding": "gzip" },
      { ...AS_JSON, "content-encoding": "deflate" },
    );
    const damaged = fc.tuple(fc.nat(GOOD.length - 1), fc.nat(255)).map(([at, byte]) => {
      const bytes = Buffer.from(GOOD);
      bytes[at] = byte;
      return bytes;
    });
    const json = fc
      .jsonValue({ maxDepth: 4 })
      .map((value) =>
        Buffer.from(JSON.stringify(exportJson({ ...SPAN_JSON, attributes: value, events: value, status: value }))),
      );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 80 }).map((one) => Buffer.from(one)),
      damaged,
      json,
    );
    await fc.assert(
      fc.asyncProperty(bytes, headers, async (payload, given) => {
        expect((await send(payload, given)).status).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });
});
