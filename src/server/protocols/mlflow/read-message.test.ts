import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Field } from "./fields.js";
import { MESSAGES } from "./messages.js";
import { readMessage } from "./read-message.js";

const SEE_API = " See the API docs for more information about request parameters.";
const message = (rpc: keyof typeof MESSAGES, raw: Readonly<Record<string, unknown>>) => readMessage(MESSAGES[rpc], raw);
const refusal = (rpc: keyof typeof MESSAGES, raw: Readonly<Record<string, unknown>>): string => {
  try {
    message(rpc, raw);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};
const METRIC = { run_id: "r", key: "m", value: 1, timestamp: 1 };

describe("a message", () => {
  it("is read by its table: what is unknown is left out, lists are always there", () => {
    expect(message("createRun", { experiment_id: "1", other: { a: 1 }, tags: null })).toEqual({
      experiment_id: "1",
      tags: [],
    });
  });

  it("takes integers and doubles as texts, and names of values by their numbers", () => {
    expect(message("logMetric", { ...METRIC, timestamp: "12", value: "1.5", step: 3.0 })).toMatchObject({
      timestamp: 12,
      value: 1.5,
      step: 3,
    });
    const values = ["NaN", "nan", "Infinity", "-Infinity", "inf", " 2e3 ", ".5", -1].map(
      (value) => message("logMetric", { ...METRIC, value }).value,
    );
    expect(values).toEqual([Number.NaN, Number.NaN, Infinity, -Infinity, Infinity, 2000, 0.5, -1]);
    expect(message("updateRun", { run_id: "r", status: 3 })).toMatchObject({ status: "FINISHED" });
    expect(message("searchExperiments", { view_type: "2", max_results: 5 })).toMatchObject({
      view_type: "DELETED_ONLY",
    });
  });

  it("knows the names of long ago and the other spelling", () => {
    expect(message("getRun", { run_uuid: "r" })).toMatchObject({ run_id: "r" });
    expect(message("createRun", { experimentId: "1" })).toMatchObject({ experiment_id: "1" });
    expect(refusal("createRun", { experimentId: "1", experiment_id: "1" })).toBe(
      "Request specifies both 'experiment_id' and 'experimentId'; provide only one of them.",
    );
    expect(refusal("deleteRun", { run_uuid: "r" })).toBe(`Missing value for required parameter 'run_id'.${SEE_API}`);
  });

  it("knows what must be there by its own name alone, but where another may stand in", () => {
    expect(message("logMetric", { runId: "r", key: "m", value: 1, timestamp: 1 })).toMatchObject({ run_id: "r" });
    const missing = (name: string) => `Missing value for required parameter '${name}'.${SEE_API}`;
    expect(refusal("deleteRun", { runId: "r" })).toBe(missing("run_id"));
    expect(refusal("renameRegisteredModel", { name: "a", newName: "b" })).toBe(missing("new_name"));
  });

  it("has no text with half a character, which no store could keep", () => {
    for (const half of ["\ud800", "a\udc00b"]) {
      expect(refusal("createExperiment", { name: half })).toContain(
        "for parameter 'name' supplied:  Hint: Value was of",
      );
      expect(refusal("searchRuns", { order_by: [half] })).toContain("for parameter 'order_by' supplied");
      expect(refusal("logBatch", { run_id: "r", params: [{ key: half }] })).toContain("'params[0].key'");
      const trace_info = (tags: object) => refusal("startTraceV3", { trace: { trace_info: { tags } } });
      expect([trace_info({ [half]: "v" }), trace_info({ k: half })]).toEqual([
        expect.stringContaining("'trace.trace_info.tags'"),
        expect.stringContaining("'trace.trace_info.tags'"),
      ]);
    }
    expect(message("createExperiment", { name: "\u{1f600}" })).toMatchObject({ name: "\u{1f600}" });
  });

  it("lacks nothing that must be there, at any depth", () => {
    for (const raw of [{}, { name: null }, { name: "" }])
      expect(refusal("createExperiment", raw)).toBe(`Missing value for required parameter 'name'.${SEE_API}`);
    const metrics = (...items: object[]) => refusal("logBatch", { run_id: "r", metrics: items });
    const good = { key: "a", value: 1, timestamp: 1 };
    expect(metrics(good, {})).toBe(`Missing value for required parameter 'metrics[1].key'.${SEE_API}`);
    expect(metrics({ key: "a" })).toBe(`Missing value for required parameter 'metrics[0].value'.${SEE_API}`);
    expect(metrics({ key: "a", value: 1 })).toBe(
      `Missing value for required parameter 'metrics[0].timestamp'.${SEE_API}`,
    );
  });

  it("rounds the ends of 64 bits into them, so that what is written is an integer of 64 bits again", () => {
    for (const step of ["9223372036854775807", "-9223372036854775808", -(2 ** 63)]) {
      const read = message("logMetric", { ...METRIC, step }).step as number;
      expect(read).toBe(Math.sign(Number(step)) * (2 ** 63 - 1024));
      expect(BigInt.asIntN(64, BigInt(JSON.stringify(read))).toString()).toBe(JSON.stringify(read));
    }
  });

  it("reads integers from texts as Python's int does, but for blanks", () => {
    for (const step of ["1_0", "\t10\n", "１0", "+10", "0010"])
      expect(message("logMetric", { ...METRIC, step }).step).toBe(10);
    for (const step of [" 10", "1 0", "10.0", "1__0", "²", "0xa"])
      expect(refusal("logMetric", { ...METRIC, step })).toContain("for parameter 'step'");
  });

  it("says of another type what came, as a client in Python shows it", () => {
    const cases: readonly (readonly [unknown, string, string])[] = [
      [5, "5", "int"],
      [1.5, "1.5", "float"],
      [Number.NaN, "NaN", "float"],
      [true, "true", "bool"],
      [["é"], '["\\u00e9"]', "list"],
      [{ b: 1, a: [2] }, '{"a":[2],"b":1}', "dict"],
    ];
    for (const [value, shown, type] of cases) {
      expect(refusal("createExperiment", { name: value })).toBe(
        `Invalid value ${shown} for parameter 'name' supplied:  Hint: Value was of type '${type}'.${SEE_API}`,
      );
    }
    expect(refusal("searchLoggedModels", { experiment_ids: "" })).toContain(`Invalid value "" for parameter`);
    expect(refusal("searchRuns", { order_by: ["a", 5] })).toContain(`Invalid value ["a",5] for parameter 'order_by'`);
    for (const value of ["abc", "constructor", "__proto__", "toString"])
      expect(refusal("logMetric", { ...METRIC, value })).toContain(`"${value}" for parameter 'value'`);
    expect(refusal("logMetric", { ...METRIC, step: 2 ** 63 })).toContain("for parameter 'step'");
    expect(refusal("searchRuns", { max_results: 50_001 })).toContain("Invalid value 50001 for parameter 'max_results'");
    expect(refusal("getMetricHistoryBulkInterval", { run_ids: ["a"], metric_key: "m", max_results: 2501 })).toBe(
      `max_results must be between 1 and 2500.${SEE_API}`,
    );
  });

  it("with any JSON in any field is read or refused by name, and never breaks the reader", () => {
    const places = Object.entries(MESSAGES).flatMap(([rpc, fields]) =>
      Object.entries(fields as Readonly<Record<string, Field>>).map(([name, field]) => ({
        rpc: rpc as keyof typeof MESSAGES,
        name,
        field,
      })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), ({ rpc, name, field }, value) => {
        try {
          const read = readMessage({ [name]: field }, { [name]: value });
          expect(Object.keys(read).every((key) => key === name)).toBe(true);
        } catch (error) {
          expect(error, rpc).toMatchObject({ code: "tracking.bad_value", message: expect.stringContaining(name) });
        }
      }),
      { numRuns: 2000 },
    );
  });
});
