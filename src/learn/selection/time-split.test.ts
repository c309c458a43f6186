import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timeSplit } from "../index.js";

describe("a split by time", () => {
  it("trains on what had happened and was known at the cut, validates on what came after", () => {
    const times = Float64Array.of(1, 2, 3, 4, 5, 6);
    const knownAt = Float64Array.of(2, 9, 4, 5, Number.NaN, 8);
    const { train, validation } = timeSplit(times, knownAt, { cutMs: 4 });
    expect([...train]).toEqual([0, 2]);
    expect([...validation]).toEqual([3, 5]);
    expect([...timeSplit(times, knownAt, { cutMs: 4, untilMs: 6 }).validation]).toEqual([3]);
    expect([...timeSplit(times, knownAt, { cutMs: 4, asOfMs: 7 }).validation]).toEqual([3]);
  });

  it("never trains on a label known after the cut, nor shares a row", () => {
    const row = fc.record({ time: fc.integer({ min: 0, max: 50 }), delay: fc.integer({ min: 0, max: 30 }) });
    fc.assert(
      fc.property(fc.array(row), fc.integer({ min: 0, max: 60 }), (rows, cutMs) => {
        const times = Float64Array.from(rows, ({ time }) => time);
        const knownAt = Float64Array.from(rows, ({ time, delay }) => time + delay);
        const { train, validation } = timeSplit(times, knownAt, { cutMs });
        for (const i of train) expect(Math.max(times[i], knownAt[i])).toBeLessThanOrEqual(cutMs);
        for (const i of validation) expect(times[i]).toBeGreaterThanOrEqual(cutMs);
        expect(new Set([...train, ...validation]).size).toBe(train.length + validation.length);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it("names the row without a time", () => {
    expect(() => timeSplit(Float64Array.of(1, Number.NaN), Float64Array.of(1, 1), { cutMs: 0 })).toThrow(
      "row 1 is NaN",
    );
    expect(() => timeSplit(Float64Array.of(1), Float64Array.of(), { cutMs: 0 })).toThrow("1 times but 0");
  });
});
