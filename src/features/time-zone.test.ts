import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CALENDAR_PARTS, checkTimeZone, localClock } from "./time-zone.js";

/** The wall clock by way of `Intl` alone. */
function wallClock(zone: string, timeMs: number): string {
  return new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(timeMs);
}

const zones = ["UTC", "America/New_York", "Europe/Prague", "Asia/Kathmandu", "Pacific/Chatham", "Australia/Lord_Howe"];

describe("the local clock", () => {
  it("shows what Intl shows, at any moment from 1975 to 2035", () => {
    const clocks = new Map(zones.map((zone) => [zone, localClock(zone)]));
    const moment = fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2035, 0) });
    fc.assert(
      fc.property(fc.constantFrom(...zones), moment, (zone, timeMs) => {
        const local = clocks.get(zone)?.(timeMs) ?? Number.NaN;
        expect(new Date(local).toISOString().slice(0, 19).replace("T", " ")).toBe(wallClock(zone, timeMs));
        expect(local - Math.floor(local / 1000) * 1000).toBe(timeMs % 1000);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["America/New_York", "2013-03-10T07:00:00.000Z", 1, 3],
    ["America/New_York", "2013-11-03T06:00:00.000Z", 1, 1],
    ["Europe/Prague", "2013-03-31T01:00:00.000Z", 1, 3],
    ["Australia/Lord_Howe", "2013-04-06T15:00:00.000Z", 1, 1],
  ])("changes to the millisecond: %s at %s", (zone, change, hourBefore, hourFrom) => {
    const clock = localClock(zone);
    const changeMs = Date.parse(change);
    expect(CALENDAR_PARTS.hour(clock(changeMs - 1))).toBe(hourBefore);
    expect(CALENDAR_PARTS.hour(clock(changeMs))).toBe(hourFrom);
  });

  it("counts weekdays from Monday = 1, also before 1970", () => {
    const { weekday, hour, minuteOfDay } = CALENDAR_PARTS;
    expect(weekday(Date.UTC(2013, 0, 1))).toBe(2);
    expect(weekday(Date.UTC(2013, 0, 6))).toBe(7);
    expect(weekday(Date.UTC(1969, 11, 31, 23, 59, 59))).toBe(3);
    expect(weekday(Date.UTC(1901, 0, 6))).toBe(7);
    expect(hour(-1)).toBe(23);
    expect(minuteOfDay(-1)).toBe(1439);
  });

  it("refuses what is no name of a zone, and says which is near", () => {
    expect(() => checkTimeZone("UTC")).not.toThrow();
    expect(() => checkTimeZone("America/Argentina/Buenos_Aires")).not.toThrow();
    for (const zone of ["Europe/Prag", "+05:00", "", "Mars/Olympus"]) {
      expect(() => checkTimeZone(zone)).toThrow(expect.objectContaining({ code: "data.bad_time_zone" }));
    }
    expect(() => localClock("Europe/Prag")).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("Europe/Prague") }),
    );
  });
});
