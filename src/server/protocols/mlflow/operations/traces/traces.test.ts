import { describe, expect, it } from "vitest";
import { AT, openMlflow } from "../../mlflow.fixture.js";

const { app, ask, get, post } = await openMlflow();
const V3 = "/api/3.0/mlflow/traces";
const PLACE = { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: "0" } };
const HEX = "0102030405060708090a0b0c0d0e0f10";

const begin = (trace_id: string, more: object = {}) =>
  post(V3, {
    trace: { trace_info: { trace_id, trace_location: PLACE, request_time: "2024-01-01T00:00:00Z", ...more } },
  });

/** What clients of before the protocol of spans keep as a file. */
const FILE = {
  spans: [
    {
      trace_id: Buffer.from(HEX, "hex").toString("base64"),
      span_id: Buffer.from("1112131415161718", "hex").toString("base64"),
      parent_span_id: "",
      name: "root",
      start_time_unix_nano: "1700000000123456789",
      end_time_unix_nano: "1700000001123456789",
      status: { code: "STATUS_CODE_OK", message: "" },
      attributes: { "mlflow.spanInputs": { x: 1 }, "mlflow.spanType": "LLM" },
      events: [{ name: "event", time_unix_nano: 1700000000500000000, attributes: { n: 1 } }],
    },
  ],
};

describe("a client that keeps spans as a file among the trace's artifacts", () => {
  const file = (id: string) => `/api/2.0/mlflow-artifacts/artifacts/0/traces/${id}/artifacts/traces.json`;
  const put = (id: string, payload: string) =>
    app.inject({ method: "PUT", url: file(id), payload, headers: { "content-type": "application/octet-stream" } });

  it("is told where, and gets them with the trace", async () => {
    const id = `tr-${HEX}`;
    const { tags } = (await begin(id, { state: "OK" })).body.trace.trace_info;
    expect(tags["mlflow.artifactLocation"]).toBe(`mlflow-artifacts:/0/traces/${id}/artifacts`);
    expect((await get(`${V3}/batchGet?trace_ids=${id}`)).body).toEqual({});
    expect((await put(id, JSON.stringify(FILE))).statusCode).toBe(200);
    const span = {
      trace_id: "AQIDBAUGBwgJCgsMDQ4PEA==",
      span_id: "ERITFBUWFxg=",
      name: "root",
      attributes: [
        { key: "mlflow.spanInputs", value: { kvlist_value: { values: [{ key: "x", value: { int_value: 1 } }] } } },
        { key: "mlflow.spanType", value: { string_value: "LLM" } },
      ],
      status: { code: "STATUS_CODE_OK" },
    };
    expect((await get(`${V3}/get?trace_id=${id}`)).body.trace.spans).toMatchObject([span]);
    const whole = await app.inject(`${V3}/batchGet?trace_ids=${id}&trace_ids=tr-no`);
    expect(whole.json().traces).toMatchObject([{ trace_info: { trace_id: id }, spans: [span] }]);
    expect(whole.body).toContain('"start_time_unix_nano":1700000000123456789,');
    const page = await get(`/ajax-api/3.0/mlflow/get-trace-artifact?request_id=${id}`);
    expect(page.body.spans[0].attributes["mlflow.spanInputs"]).toBe('{"x": 1}');
  });

  it("may write ids in hex, as it may have before", async () => {
    const context = { trace_id: HEX, span_id: "0x1112131415161718" };
    const status = { status_code: "ERROR", status_message: "no" };
    const old = { context, parent_id: null, name: "old", start_time: 5, end_time: null, ...status, attributes: {} };
    await begin("tr-old");
    await put("tr-old", JSON.stringify({ spans: [old] }));
    const [span] = (await get(`${V3}/get?trace_id=tr-old`)).body.trace.spans;
    expect(span).toEqual({
      trace_id: "AQIDBAUGBwgJCgsMDQ4PEA==",
      span_id: "ERITFBUWFxg=",
      name: "old",
      start_time_unix_nano: 5,
      status: { message: "no", code: "STATUS_CODE_ERROR" },
    });
  });

  it("is told when the files that it asks for are too large together", async () => {
    const content = JSON.stringify({ ...FILE, padding: "x".repeat(17 << 20) });
    for (const id of ["tr-large1", "tr-large2"]) {
      await begin(id);
      await put(id, content);
    }
    expect((await get(`${V3}/get?trace_id=tr-large1`)).status).toBe(200);
    const both = await get(`${V3}/batchGet?trace_ids=tr-large1&trace_ids=tr-large2`);
    expect([both.status, both.body.error_code]).toEqual([413, "REQUEST_TOO_LARGE"]);
  });

  it("is told what is wrong with the file", async () => {
    const bad: readonly (readonly [string, string])[] = [
      ["{", "expected JSON, line 1, column 2: expected a text in double quotes, got the end"],
      ["[]", "expected an object at the file"],
      ['{"spans": [{}]}', "expected a text at spans[0].trace_id"],
      [
        JSON.stringify({ spans: [{ ...FILE.spans[0], span_id: "xyz" }] }),
        "expected an id of 8 bytes at spans[0].span_id, got 'xyz'",
      ],
      [
        JSON.stringify({ spans: [{ ...FILE.spans[0], start_time_unix_nano: -1 }] }),
        "expected nanoseconds since 1970 at spans[0].start_time_unix_nano",
      ],
    ];
    for (const [i, [content, fault]] of bad.entries()) {
      await begin(`tr-bad${i}`);
      await put(`tr-bad${i}`, content);
      const answer = await get(`${V3}/get?trace_id=tr-bad${i}`);
      expect([answer.status, answer.body.message]).toEqual([400, `The trace's traces.json cannot be read: ${fault}`]);
    }
  });
});

describe("a trace", () => {
  it("is shown when all its spans have come, or when some are enough", async () => {
    const told = { trace_metadata: { "mlflow.trace.sizeStats": '{"total_size_bytes": 9, "num_spans": 2}' } };
    await begin("tr-part", told);
    const answer = await get(`${V3}/get?trace_id=tr-part`);
    expect([answer.status, answer.body.message]).toEqual([
      404,
      "Trace with ID tr-part is not fully exported yet, please try again later.",
    ]);
    expect((await get(`${V3}/get?trace_id=tr-part&allow_partial=true`)).body.trace.spans).toBeUndefined();
  });

  it("has an id that is also a folder", async () => {
    for (const id of ["", "..", "a/b", "a b", "é", "x".repeat(251)]) expect((await begin(id)).status, id).toBe(400);
    expect((await begin("tr-1.a:b_c-d")).status).toBe(200);
  });

  it("keeps metadata and tags, and shows the beginnings of long ones", async () => {
    const long = { trace_metadata: { m: "x".repeat(300) }, tags: { t: "y".repeat(5000) } };
    const { trace_info } = (await begin("tr-long", long)).body.trace;
    expect([trace_info.trace_metadata.m.length, trace_info.tags.t.length]).toEqual([250, 4096]);
  });
});

describe("an assessment", () => {
  const at = `${V3}/tr-judged/assessments`;
  const judge = (content: object) => post(at, { assessment: { assessment_name: "n", ...content } });

  it("has its value as it was given, also nothing and empty lists", async () => {
    await begin("tr-judged");
    for (const value of [null, 0, false, "", [], {}, { a: [null, []] }, [1, "x", { b: null }]]) {
      const { feedback } = (await judge({ feedback: { value } })).body.assessment;
      expect(feedback).toEqual({ value });
      expect((await get(`${V3}/tr-judged`)).body.trace.trace_info.assessments.at(-1).feedback).toEqual({ value });
    }
    const { expectation } = (await judge({ expectation: { value: { a: [1, null] } } })).body.assessment;
    expect(expectation).toEqual({
      serialized_value: { serialization_format: "JSON_FORMAT", value: '{"a": [1, null]}' },
    });
    const again = (await judge({ expectation })).body.assessment;
    expect(again.expectation).toEqual(expectation);
  });

  it("is no longer valid once another overrides it, until that is removed", async () => {
    const first = (await judge({ feedback: { value: 1 } })).body.assessment.assessment_id;
    const second = (await judge({ feedback: { value: 2 }, overrides: first })).body.assessment.assessment_id;
    expect((await get(`${at}/${first}`)).body.assessment.valid).toBe(false);
    await ask("DELETE", `${at}/${second}`);
    expect((await get(`${at}/${first}`)).body.assessment.valid).toBe(true);
  });

  it("changes in what the mask names, in any way of writing it", async () => {
    const id = (await judge({ feedback: { value: 1 } })).body.assessment.assessment_id;
    const change = (update_mask: unknown, assessment: object) =>
      ask("PATCH", `${at}/${id}`, { assessment, update_mask });
    await change("assessmentName,rationale", { assessmentName: "a", rationale: "r", metadata: { k: "v" } });
    await change(["assessment_name"], { assessment_name: "b" });
    await change({ paths: ["metadata"] }, { metadata: { x: "y" } });
    const { body } = await get(`${at}/${id}`);
    expect(body.assessment).toMatchObject({
      assessment_name: "b",
      rationale: "r",
      metadata: { x: "y" },
      feedback: { value: 1 },
    });
    expect(body.assessment.last_update_time).toBe(new Date(AT).toISOString());
    expect((await change(5, {})).status).toBe(400);
    expect((await change("feedback,expectation", {})).body.message).toContain("Cannot specify both");
  });
});
