import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  asGyreError,
  createRandom,
  type Duration,
  durationMs,
  FAILURES,
  GyreError,
  idFactory,
  nearestName,
  virtualClock,
} from "./index.js";

describe("a virtual clock", () => {
  it("stands still until it is moved, and never runs backwards", () => {
    const clock = virtualClock(10);
    clock.moveTo(25);
    clock.moveTo(20);
    expect([clock.now(), clock.now()]).toEqual([25, 25]);
  });
});

describe("ids", () => {
  it("sort in the order in which they were made, also within a millisecond and when the clock goes back", () => {
    let time = 1_362_096_000_000;
    const newId = idFactory({ now: () => time }, createRandom(1));
    const made: string[] = [];
    for (const step of [0, 0, 0, 1, -5, 0, 1000, 0, 86_400_000 * 3650]) {
      time += step;
      for (let i = 0; i < 500; i++) made.push(newId("run"));
    }
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
    for (const id of made) expect(id).toMatch(/^run_[0-9a-hjkmnp-tv-z]{21}$/);
  });

  it("stay unique and sorted beyond what the counter of one millisecond holds", () => {
    const newId = idFactory(virtualClock(5), createRandom(1));
    const made = Array.from({ length: 40_000 }, () => newId("ev"));
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it("of two factories differ by chance", () => {
    const clock = virtualClock(5);
    expect(idFactory(clock, createRandom(1))("run")).not.toBe(idFactory(clock, createRandom(2))("run"));
  });
});

describe("durations", () => {
  it.each([
    ["90s", 90_000],
    ["15m", 900_000],
    ["1.5h", 5_400_000],
    ["7d", 604_800_000],
    ["250ms", 250],
  ] as const)("%s is %i ms", (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it.each([
    "",
    "3",
    "h",
    "3 h",
    "-3h",
    "0h",
    "3w",
    "1e3s",
    "3hh",
    ".5h",
    "NaNh",
    "99999999999999999999999999999999999999999999999999d".repeat(8),
  ])("%j is refused with core.bad_duration", (text) => {
    expect(() => durationMs(text as Duration)).toThrow(expect.objectContaining({ code: "core.bad_duration" }));
  });

  it("are refused with core.bad_duration when they are no text at all", () => {
    for (const value of [null, undefined, 5, {}]) {
      expect(() => durationMs(value as unknown as Duration)).toThrow(
        expect.objectContaining({ code: "core.bad_duration" }),
      );
    }
  });
});

describe("the nearest name", () => {
  it.each([
    ["dleay", ["delay", "day", "late"], "delay"],
    ["Carrier", ["carriers", "carrier"], "carrier"],
    ["tail_num", ["tailnum", "flight"], "tailnum"],
    ["x", ["distance"], undefined],
    ["delay", [], undefined],
    ["ab", ["cd", "xy"], undefined],
  ])("of %s among %j is %s", (word, candidates, nearest) => {
    expect(nearestName(word, candidates)).toBe(nearest);
  });

  it("is the name itself when it is there, and undoes any single slip in a word of four letters or more", () => {
    const word = fc.stringMatching(/^[a-z]{4,12}$/);
    fc.assert(
      fc.property(word, fc.nat(), fc.nat(3), (name, at, slip) => {
        const i = at % (name.length - 1);
        const slips = [
          name.slice(0, i) + name.slice(i + 1),
          `${name.slice(0, i)}q${name.slice(i)}`,
          `${name.slice(0, i)}q${name.slice(i + 1)}`,
          name.slice(0, i) + name[i + 1] + name[i] + name.slice(i + 2),
        ];
        expect(nearestName(slips[slip], [name])).toBe(name);
        expect(nearestName(name, [`${name}s`, name])).toBe(name);
      }),
    );
  });
});

describe("errors", () => {
  it("carry their code, hint, details and cause, and what the code means outside", () => {
    const cause = new Error("why");
    const error = new GyreError("data.file_missing", "there is no x", {
      hint: "make it",
      details: { path: "x" },
      cause,
    });
    expect(error).toMatchObject({
      name: "GyreError",
      code: "data.file_missing",
      hint: "make it",
      details: { path: "x" },
      cause,
    });
    expect(error.failure).toEqual({ status: 404, exit: 3, retryable: false });
    expect(error).toBeInstanceOf(Error);
  });

  it("of other kinds become core.unexpected with their cause kept", () => {
    const ours = new GyreError("core.cancelled", "stopped");
    expect(asGyreError(ours)).toBe(ours);
    const other = new TypeError("no");
    expect(asGyreError(other)).toMatchObject({ code: "core.unexpected", message: "no", cause: other });
    expect(asGyreError("text")).toMatchObject({ code: "core.unexpected", message: "text" });
  });

  it("have codes of the form stage.what_happened, a status that says failure, and an exit code that a shell can see", () => {
    for (const [code, { status, exit }] of Object.entries(FAILURES)) {
      expect(code).toMatch(/^[a-z]+\.[a-z_]+$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(exit).toBeGreaterThan(0);
      expect(exit).toBeLessThan(256);
    }
  });
});
