import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GyreError } from "../core/index.js";
import { parsePredictRequest, parseTimestamp } from "./index.js";

const FIELDS = {
  carrier: { kind: "text", nullable: false },
  distance: { kind: "double", nullable: true },
  stops: { kind: "integer", nullable: false },
  diverted: { kind: "boolean", nullable: false },
  "a/b~c": { kind: "text", nullable: true },
  departs: { kind: "timestamp", nullable: false },
};
const GOOD = { carrier: "UA", distance: 1400.5, stops: 0, diverted: false, departs: "2013-03-01T12:00:00Z" };

function failureOf(body: unknown): GyreError {
  try {
    parsePredictRequest(FIELDS, body);
  } catch (error) {
    if (error instanceof GyreError) return error;
    throw error;
  }
  throw new Error("expected a failure");
}

describe("parsePredictRequest", () => {
  it("gives cells of the fields' kinds, timestamps as ms, nullable fields left out as null", () => {
    const { distance: _, ...rest } = GOOD;
    expect(parsePredictRequest(FIELDS, rest)).toEqual({
      ...rest,
      distance: null,
      "a/b~c": null,
      departs: 1_362_139_200_000,
    });
  });

  it.each([
    ["carrier", 7, "/carrier", "text", "7"],
    ["carrier", null, "/carrier", "text", "null"],
    ["distance", Number.NaN, "/distance", "a number or null", "NaN"],
    ["distance", Number.POSITIVE_INFINITY, "/distance", "a number or null", "Infinity"],
    ["distance", "12", "/distance", "a number or null", '"12"'],
    ["stops", 1.5, "/stops", "a whole number", "1.5"],
    ["stops", 2 ** 53, "/stops", "a whole number", "9007199254740992"],
    ["stops", [1], "/stops", "a whole number", "an array"],
    ["diverted", 0, "/diverted", "true or false", "0"],
    ["a/b~c", {}, "/a~1b~0c", "text or null", "an object"],
    ["departs", "yesterday", "/departs", "ISO 8601 text or whole epoch milliseconds", '"yesterday"'],
    ["departs", 1.5, "/departs", "ISO 8601 text or whole epoch milliseconds", "1.5"],
  ])("points at %s when it is %j", (name, value, path, expected, got) => {
    const failure = failureOf({ ...GOOD, [name]: value });
    expect(failure.code).toBe("serving.bad_request");
    expect(failure.details).toEqual({ path, expected, got });
    expect(failure.message).toBe(`${path}: expected ${expected}, got ${got}`);
  });

  it("says what is missing, and proposes the nearest name for an unknown field", () => {
    const { carrier: _, ...rest } = GOOD;
    expect(failureOf(rest)).toMatchObject({ details: { path: "/carrier", got: "nothing" } });
    const failure = failureOf({ ...GOOD, distnace: 3 });
    expect(failure).toMatchObject({ details: { path: "/distnace" }, hint: "did you mean distance?" });
    expect(failureOf({ ...rest, carier: "UA" }).details.problems).toHaveLength(2);
  });

  it.each([[null], [[]], ["text"], [3], [undefined]])("refuses a body that is %j", (body) => {
    expect(failureOf(body)).toMatchObject({ code: "serving.bad_request", details: { path: "" } });
  });

  it("keeps its answer small for a body of very many wrong fields", () => {
    const failure = failureOf(Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`f${i}`, i])));
    expect(failure.details.problems).toHaveLength(10);
    expect(failure.message.length).toBeLessThan(300);
  });

  it("gives cells or serving.bad_request for whatever comes, and reads no field by inheritance", () => {
    const body = fc.oneof(
      fc.anything(),
      fc.record({ carrier: fc.anything(), stops: fc.anything(), departs: fc.anything(), diverted: fc.anything() }),
    );
    fc.assert(
      fc.property(body, (value) => {
        try {
          expect(Object.keys(parsePredictRequest(FIELDS, value)).sort()).toEqual(Object.keys(FIELDS).sort());
        } catch (error) {
          expect(error).toMatchObject({ code: "serving.bad_request" });
        }
      }),
    );
    const inherited = failureOf(JSON.parse('{"__proto__":{"carrier":"UA"},"stops":1,"diverted":true,"departs":0}'));
    expect(inherited.details.path).toBe("/carrier");
  });
});

describe("parseTimestamp", () => {
  it("reads every date that JavaScript writes, and the same moment in other zones", () => {
    const moment = fc.integer({ min: Date.UTC(0, 0, 1), max: Date.UTC(9999, 11, 31) });
    fc.assert(
      fc.property(moment, fc.integer({ min: -840, max: 840 }), (ms, offset) => {
        expect(parseTimestamp(new Date(ms).toISOString())).toBe(ms);
        expect(parseTimestamp(ms)).toBe(ms);
        const local = new Date(ms + offset * 60_000).toISOString();
        if (local.length > 24) return;
        const two = (part: number) => String(part).padStart(2, "0");
        const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
        expect(parseTimestamp(local.replace("Z", zone))).toBe(ms);
      }),
    );
  });

  it.each([
    ["2013-03-01", Date.UTC(2013, 2, 1)],
    ["2013-03-01T12:30", Date.UTC(2013, 2, 1, 12, 30)],
    ["2013-03-01 12:30:01.5", Date.UTC(2013, 2, 1, 12, 30, 1, 500)],
    ["2013-03-01T12:30:01.123456789Z", Date.UTC(2013, 2, 1, 12, 30, 1, 123)],
    ["2013-03-01T12:30:00-05", Date.UTC(2013, 2, 1, 17, 30)],
    ["2012-02-29", Date.UTC(2012, 1, 29)],
    ["1969-12-31T23:59:59.999Z", -1],
  ])("reads %s, as UTC where no zone is given", (text, ms) => {
    expect(parseTimestamp(text)).toBe(ms);
  });

  it.each([
    ["2013-02-29"],
    ["2013-13-01"],
    ["2013-03-01T24:00"],
    ["2013-03-01T12:60"],
    ["13-03-01"],
    ["2013-3-1"],
    [""],
    ["2013-03-01T12:00+25:00"],
    ["2013-03-01Z"],
    [8.64e15 + 1],
    [Number.NaN],
    [null],
    [true],
  ])("refuses %j", (value) => {
    expect(parseTimestamp(value)).toBeNull();
  });
});
