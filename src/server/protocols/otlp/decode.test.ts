import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../tracing/index.js";
import { decodeJsonSpans } from "./decode-json.js";
import { decodeProtobufSpans } from "./decode-protobuf.js";
import {
  eightBytes,
  entry,
  exportBytes,
  exportJson,
  part,
  SPAN_ID,
  SPAN_JSON,
  spanBytes,
  TRACE_ID,
  whole,
} from "./otlp.fixture.js";
import { decodeSpans } from "./read-body.js";
import { spanOf } from "./span-of.js";

const nothing = new Uint8Array();
const double = (value: number) => eightBytes(4, (bytes) => bytes.writeDoubleLE(value));

/** Every kind of value: in protobuf, in JSON, and what it is here. */
const VALUES: readonly (readonly [string, Uint8Array, object, Json])[] = [
  ["text", part(1, "é😀"), { stringValue: "é😀" }, "é😀"],
  ["empty text", part(1, ""), { stringValue: "" }, ""],
  ["true", whole(2, 1), { boolValue: true }, true],
  ["false", whole(2, 0), { boolValue: false }, false],
  ["integer", whole(3, -7n), { intValue: "-7" }, -7],
  ["largest integer", whole(3, 2n ** 63n - 1n), { intValue: "9223372036854775807" }, "9223372036854775807"],
  ["double", double(1.5), { doubleValue: 1.5 }, 1.5],
  ["NaN", double(Number.NaN), { doubleValue: "NaN" }, "NaN"],
  ["infinity", double(-Infinity), { doubleValue: "-Infinity" }, "-Infinity"],
  ["bytes", part(7, Buffer.from([0, 255])), { bytesValue: "AP8=" }, "AP8="],
  ["nothing", nothing, {}, null],
  ["no items", part(5, nothing), { arrayValue: {} }, []],
  ["no entries", part(6, nothing), { kvlistValue: {} }, {}],
  [
    "items",
    part(5, Buffer.concat([part(1, whole(3, 1)), part(1, nothing)])),
    { arrayValue: { values: [{ intValue: 1 }, {}] } },
    [1, null],
  ],
  [
    "entries",
    part(6, entry(1, "__proto__", part(1, "x"))),
    { kvlistValue: { values: [{ key: "__proto__", value: { stringValue: "x" } }] } },
    JSON.parse('{"__proto__":"x"}'),
  ],
];

describe("a span in either encoding", () => {
  const protobuf = VALUES.map(([key, bytes]) => entry(9, key, bytes));
  const json = VALUES.map(([key, , value]) => ({ key, value }));
  const both = (more: readonly Uint8Array[], change: object) => [
    decodeProtobufSpans(exportBytes(spanBytes(...protobuf, ...more))).map(spanOf),
    decodeJsonSpans(exportJson({ ...SPAN_JSON, attributes: json, ...change })).map(spanOf),
  ];

  it("has every kind of value", () => {
    const expected = Object.fromEntries([
      ...VALUES.map(([key, , , value]) => [key, value]),
      ["mlflow.traceRequestId", `tr-${TRACE_ID}`],
    ]);
    for (const [span] of both([], {})) {
      expect(span).toMatchObject({
        traceId: `tr-${TRACE_ID}`,
        spanId: SPAN_ID,
        parentId: null,
        name: "root",
        status: "UNSET",
      });
      expect([span?.startedAt, span?.endedAt]).toEqual([1_700_000_000_123_456_789n, 1_700_000_001_123_456_789n]);
      expect(span?.attributes).toEqual(expected);
    }
  });

  it("has a parent, a status, events and links, and passes over what is not known", () => {
    const at = eightBytes(1, (bytes) => bytes.writeBigUInt64LE(5n));
    const link = Buffer.concat([
      part(1, Buffer.from(TRACE_ID, "hex")),
      part(2, Buffer.from(SPAN_ID, "hex")),
      entry(4, "l", whole(2, 1)),
    ]);
    const more = [
      part(4, Buffer.from(SPAN_ID, "hex")),
      part(15, Buffer.concat([part(2, "oops"), whole(3, 2)])),
      part(11, Buffer.concat([at, part(2, "event"), entry(3, "n", whole(3, 3))])),
      part(13, link),
      part(13, part(1, "a link to something else")),
      part(99, "x"),
      whole(98, 1),
    ];
    const boolean = [{ key: "l", value: { boolValue: true } }];
    const spans = both(more, {
      parentSpanId: SPAN_ID.toUpperCase(),
      status: { code: "STATUS_CODE_ERROR", message: "oops" },
      events: [{ timeUnixNano: 5, name: "event", attributes: [{ key: "n", value: { intValue: 3 } }] }],
      links: [
        { traceId: TRACE_ID, spanId: SPAN_ID, attributes: boolean },
        { traceId: "0a", spanId: SPAN_ID },
      ],
      unknown: [1],
    });
    for (const [span] of spans)
      expect(span).toMatchObject({
        parentId: SPAN_ID,
        status: "ERROR",
        statusMessage: "oops",
        events: [{ name: "event", at: 5n, attributes: { n: 3 } }],
        links: [{ traceId: `tr-${TRACE_ID}`, spanId: SPAN_ID, attributes: { l: true } }],
      });
    expect(spans[0]).toEqual(spans[1]);
  });
});

describe("what is refused", () => {
  const bad = (change: object) => () => decodeJsonSpans(exportJson({ ...SPAN_JSON, ...change })).map(spanOf);

  it("ids of another length or of zeros alone, and times beyond 64 bits", () => {
    for (const change of [
      { traceId: "" },
      { traceId: "0a" },
      { traceId: "0".repeat(32) },
      { spanId: `${SPAN_ID}00` },
      { parentSpanId: "0a" },
    ])
      expect(bad(change)).toThrow(/^Cannot convert OpenTelemetry span to MLflow span: expected \w+ of (8|16) bytes/);
    expect(bad({ startTimeUnixNano: "9223372036854775808" })).toThrow(/below 2\^63/);
    expect(bad({ parentSpanId: "0".repeat(16) })()[0]?.parentId).toBeNull();
  });

  it("values of another type, with their place", () => {
    const at = "resourceSpans[0].scopeSpans[0].spans[0]";
    expect(bad({ name: 5 })).toThrow(`expected a text in UTF-8 at ${at}.name`);
    expect(bad({ traceId: "xy" })).toThrow(`expected hex digits at ${at}.traceId`);
    expect(bad({ endTimeUnixNano: 1.5 })).toThrow(`expected a whole number of 64 bits at ${at}.endTimeUnixNano`);
    expect(bad({ endTimeUnixNano: -1 })).toThrow(`expected nanoseconds since 1970 at ${at}.endTimeUnixNano`);
    expect(bad({ attributes: { a: 1 } })).toThrow(`expected a list at ${at}.attributes`);
    expect(bad({ attributes: [{ key: "a", value: { boolValue: 1 } }] })).toThrow(
      `expected true or false at ${at}.attributes[0].value.boolValue`,
    );
    expect(bad({ attributes: [{ key: "\ud800", value: {} }] })).toThrow("expected a text in UTF-8");
  });

  it("exports of nothing", () => {
    expect(() => decodeProtobufSpans(nothing)).toThrow("no spans found");
    expect(() => decodeJsonSpans({})).toThrow("no spans found");
    expect(() => decodeJsonSpans([])).toThrow("expected an object at the top");
    expect(decodeProtobufSpans(part(1, nothing))).toEqual([]);
  });

  it("text that is no UTF-8, and bytes that end too early", () => {
    const bytes = exportBytes(spanBytes());
    expect(() => decodeProtobufSpans(bytes.subarray(0, -1))).toThrow(/more bytes at byte/);
    expect(() => decodeProtobufSpans(exportBytes(spanBytes(part(5, Buffer.from([0xff])))))).toThrow(
      "expected UTF-8 text",
    );
  });

  it("more spans, fields or depth than one request may have", () => {
    const small = part(2, nothing);
    const spans = part(1, part(2, Buffer.concat(Array.from({ length: 10_001 }, () => small))));
    expect(() => decodeProtobufSpans(spans)).toThrow("at most 10000 spans");
    expect(() => decodeJsonSpans(exportJson(...Array.from({ length: 10_001 }, () => SPAN_JSON)))).toThrow(
      "at most 10000 spans",
    );
    expect(() => decodeProtobufSpans(Buffer.alloc(4_000_010, Buffer.from([0x10, 0x01])))).toThrow(
      "at most 2000000 fields",
    );
    const empties = Buffer.from(`{"resourceSpans":[${"{},".repeat(500_000)}{}]}`);
    expect(() => decodeSpans(empties, "json")).toThrow("at most 500000 commas and colons");
    let value = part(1, "deep");
    for (let i = 0; i < 60; i++) value = part(5, part(1, value));
    expect(() => decodeProtobufSpans(exportBytes(spanBytes(entry(9, "a", value))))).toThrow("nested messages");
  });
});

it("an export that MLflow's client wrote is read", () => {
  const recorded = readFileSync(new URL("../../../../golden/mlflow/otlp-export.bin", import.meta.url));
  const [root, inner] = decodeProtobufSpans(recorded).map(spanOf);
  expect(root).toMatchObject({ name: "outer", parentId: null, status: "OK" });
  expect(root?.attributes).toMatchObject({ "mlflow.spanInputs": { x: 1, msg: "hé" }, "mlflow.spanOutputs": { y: 2 } });
  expect(inner?.parentId).toBe(root?.spanId);
  expect(inner?.attributes).toMatchObject({ k: 1, obj: { a: [1, 2.5, null, true, "x"] } });
  expect(inner?.events).toMatchObject([{ name: "ev", attributes: { n: 1, l: [1, 2] } }]);
});

it("whatever the bytes are, they are read or refused", () => {
  const good = exportBytes(spanBytes(entry(9, "a", part(1, "b"))));
  const damaged = fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => {
    const bytes = Buffer.from(good);
    bytes[at] = byte;
    return bytes;
  });
  const refused = /^(Invalid OpenTelemetry format|Cannot convert|expected at most)/;
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), damaged), (bytes) => {
      try {
        decodeProtobufSpans(bytes).map(spanOf);
      } catch (error) {
        expect((error as Error).message).toMatch(refused);
      }
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.jsonValue(),
        fc.jsonValue().map((value) => exportJson({ ...SPAN_JSON, attributes: value })),
      ),
      (body) => {
        try {
          decodeJsonSpans(body).map(spanOf);
        } catch (error) {
          expect((error as Error).message).toMatch(refused);
        }
      },
    ),
  );
});
