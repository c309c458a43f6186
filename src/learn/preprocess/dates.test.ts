import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numbers } from "../../../test/support/golden-preprocess.js";
import { expectSameInGraph, noLearner } from "../../../test/support/step-graph.js";
import type { Frame } from "../table.js";
import { calendarPart, DATE_PARTS } from "./calendar.js";
import { CYCLES } from "./cycles.js";
import { type DatesConfig, dates, datesStep } from "./dates.js";

const moments = (values: readonly number[]): Frame => {
  return { rows: values.length, names: ["at"], columns: [{ kind: "time", values: Float64Array.from(values) }] };
};
const learn = (config: DatesConfig, frame: Frame) => datesStep.fit(config, frame, undefined, {}, noLearner);
const everything = dates({
  parts: [...DATE_PARTS],
  cyclic: Object.keys(CYCLES) as (keyof typeof CYCLES)[],
  sinceMs: 86_400_000,
});
const DAY = 86_400_000;
const edges = [
  0,
  -1,
  -0.5,
  951_782_400_000,
  951_868_799_999,
  -2_203_891_200_000,
  8.64e15,
  -8.64e15,
  8.64e15 + 1,
  Number.NaN,
  Infinity,
];

describe("dates", () => {
  it("reads the calendar as Date does, from the first to the last moment that it knows", () => {
    const ms = fc.oneof(fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.integer({ min: -4e12, max: 4e12 }));
    fc.assert(
      fc.property(ms, (at) => {
        const date = new Date(at);
        const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
        const tomorrow = new Date(at + DAY);
        expect(calendarPart("year", at)).toBe(date.getUTCFullYear());
        expect(calendarPart("month", at)).toBe(date.getUTCMonth() + 1);
        expect(calendarPart("day", at)).toBe(date.getUTCDate());
        expect(calendarPart("weekday", at)).toBe(((date.getUTCDay() + 6) % 7) + 1);
        expect(calendarPart("hour", at)).toBe(date.getUTCHours());
        expect(calendarPart("minute", at)).toBe(date.getUTCMinutes());
        expect(calendarPart("second", at)).toBe(date.getUTCSeconds());
        expect(calendarPart("isWeekend", at)).toBe([0, 6].includes(date.getUTCDay()) ? 1 : 0);
        expect(calendarPart("isMonthStart", at)).toBe(date.getUTCDate() === 1 ? 1 : 0);
        if (Math.abs(at + DAY) > 8.64e15 || date.getUTCFullYear() < 100) return;
        expect(calendarPart("isMonthEnd", at)).toBe(tomorrow.getUTCDate() === 1 ? 1 : 0);
        expect(calendarPart("dayOfYear", at)).toBe((midnight - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY + 1);
        expect(calendarPart("quarter", at)).toBe(Math.floor(date.getUTCMonth() / 3) + 1);
      }),
      { numRuns: 400 },
    );
  });

  it("counts weeks as ISO 8601 does", () => {
    const weeks = {
      "2005-01-01": 53,
      "2005-01-02": 53,
      "2005-12-31": 52,
      "2007-01-01": 1,
      "2008-12-29": 1,
      "2009-12-31": 53,
      "2010-01-03": 53,
      "2010-01-04": 1,
      "1970-01-01": 1,
      "2020-12-31": 53,
    };
    for (const [day, week] of Object.entries(weeks)) expect(calendarPart("week", Date.parse(day)), day).toBe(week);
  });

  it("puts parts on a circle, exact at its quarters", () => {
    const { frame } = learn(
      dates({ parts: [], cyclic: ["hour"] }),
      moments([0, 6, 12, 18, 5].map((hour) => hour * 3_600_000)),
    );
    expect(frame.names).toEqual(["at hour sin", "at hour cos"]);
    expect(numbers(frame, "at hour sin").slice(0, 4)).toEqual([0, 1, 0, -1]);
    expect(numbers(frame, "at hour cos").slice(0, 4)).toEqual([1, 0, -1, 0]);
    expect(numbers(frame, "at hour sin")[4]).toBeCloseTo(Math.sin((2 * Math.PI * 5) / 24), 15);
    const days = learn(everything, moments(Array.from({ length: 400 }, (_, i) => i * DAY * 1.01))).frame;
    for (const part of Object.keys(CYCLES) as (keyof typeof CYCLES)[]) {
      const { first, period } = CYCLES[part];
      numbers(days, `at ${part}`).forEach((value, row) => {
        const angle = (2 * Math.PI * (value - first)) / period;
        expect(numbers(days, `at ${part} sin`)[row]).toBeCloseTo(Math.sin(angle), 14);
        expect(numbers(days, `at ${part} cos`)[row]).toBeCloseTo(Math.cos(angle), 14);
      });
    }
  });

  it("keeps missing moments missing, shifts the clock, and tells the days since a moment", () => {
    const { frame } = learn(
      dates({ parts: ["day", "hour"], offsetMinutes: 330, sinceMs: DAY }),
      moments([0, 68_400_000, Number.NaN, 9e15]),
    );
    expect(frame.names).toEqual(["at day", "at hour", "at days since"]);
    expect(numbers(frame, "at day")).toEqual([1, 2, Number.NaN, Number.NaN]);
    expect(numbers(frame, "at hour")).toEqual([5, 0, Number.NaN, Number.NaN]);
    expect(numbers(frame, "at days since").slice(0, 2)).toEqual([-1, (68_400_000 - DAY) / DAY]);
  });

  it("computes the same bits in the graph", async () => {
    const spread = Array.from({ length: 400 }, (_, i) => (i - 200) * 4.3197e13 + i * i * 1001);
    const near = Array.from({ length: 400 }, (_, i) => i * 3.1 * DAY - 500 * DAY + 0.25);
    const frame = moments([...edges, ...spread, ...near]);
    for (const offsetMinutes of [0, -754]) {
      const { state } = learn({ ...everything, offsetMinutes }, frame);
      await expectSameInGraph(datesStep, state, { training: frame, frame }, 0);
    }
  });

  it("refuses parts that there are not, and asking for nothing", () => {
    expect(() => dates({ parts: ["century" as "year"] })).toThrow(/expected a list of different ones of year, month/);
    expect(() => dates({ parts: [] })).toThrow(/nothing would be made/);
    const words: Frame = { rows: 1, names: ["t"], columns: [{ kind: "text", values: ["a"] }] };
    expect(() => learn(dates({ columns: ["t"] }), words)).toThrow(/"t" is a text, dates works on time columns/);
  });
});
