import fc from "fast-check";
import { expect, it } from "vitest";
import { readDuration, readTimestamp, writeDuration, writeTimestamp } from "./times.js";

it("reads timestamps with fractions and zones, to the millisecond before", () => {
  expect(readTimestamp("1970-01-01T00:00:00Z")).toBe(0);
  expect(readTimestamp("1970-01-01T00:00:01.5Z")).toBe(1500);
  expect(readTimestamp("2024-01-01T00:00:00.123456789+02:00")).toBe(Date.UTC(2023, 11, 31, 22) + 123);
  for (const text of [
    "",
    "now",
    "2024-01-01",
    "2024-01-01T00:00:00",
    "2024-13-01T00:00:00Z",
    "2024-01-01T00:00:00.Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59-01:00",
  ])
    expect(readTimestamp(text), text).toBeNull();
});

it("reads durations, and negative ones", () => {
  expect(["0s", "1.25s", "0.0019s", "-0.5s", "3600s"].map(readDuration)).toEqual([0, 1250, 1, -500, 3_600_000]);
  for (const text of ["", "1", "s", "1.s", "1e3s", "+1s", " 1s"]) expect(readDuration(text), text).toBeNull();
});

it("writes milliseconds where there are any, and nothing else", () => {
  expect([0, 219, 1000, 1050, -5].map(writeDuration)).toEqual(["0s", "0.219s", "1s", "1.050s", "-0.005s"]);
  expect(writeTimestamp(1_795_311_236_411)).toBe("2026-11-22T01:33:56.411Z");
  expect(writeTimestamp(1_795_311_236_000)).toBe("2026-11-22T01:33:56Z");
});

it("reads what it wrote", () => {
  const ms = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });
  fc.assert(
    fc.property(ms, fc.integer(), (at, duration) => {
      expect([readTimestamp(writeTimestamp(at)), readDuration(writeDuration(duration))]).toEqual([at, duration]);
    }),
  );
});
