import { describe, expect, it } from "vitest";
import { describePolicy, never, onAlert, onSchedule, type RetrainingPolicy, retrainingReason } from "./index.js";

const at = (text: string): number => Date.parse(text);
const reason = (policy: RetrainingPolicy, now: string, lastTraining: string, ...kinds: ("drift" | "performance")[]) =>
  retrainingReason(policy, {
    now: at(now),
    lastTrainingAt: at(lastTraining),
    alerts: kinds.map((kind) => ({ kind, message: `${kind} was found` })),
  });

describe("retraining on a schedule", () => {
  it.each([
    // Weeks begin on Monday: 2013-03-04, 2012-12-31 and 2013-03-31 (a Sunday) with the change to summer time in Europe.
    ["month", "2013-04-01T00:00:00.000Z", "2013-03-31T23:59:59.999Z", true],
    ["month", "2013-03-31T23:59:59.999Z", "2013-03-01T00:00:00.000Z", false],
    ["month", "2014-01-01T00:00:00.000Z", "2013-12-01T00:00:00.000Z", true],
    ["month", "2013-03-01T00:00:00.000Z", "2013-03-01T00:00:00.000Z", false],
    ["month", "2012-02-29T12:00:00.000Z", "2012-02-01T00:00:00.001Z", false],
    ["week", "2013-03-04T00:00:00.000Z", "2013-03-03T23:59:59.999Z", true],
    ["week", "2013-03-10T23:59:59.999Z", "2013-03-04T00:00:00.000Z", false],
    ["week", "2013-01-01T00:00:00.000Z", "2012-12-31T00:00:00.000Z", false],
    ["week", "2013-01-01T00:00:00.000Z", "2012-12-30T23:59:59.999Z", true],
    ["week", "2013-04-01T00:00:00.000Z", "2013-03-31T00:00:00.000Z", true],
    ["day", "2013-03-31T00:00:00.000Z", "2013-03-30T23:59:59.999Z", true],
    ["day", "2013-03-31T23:59:59.999Z", "2013-03-31T00:00:00.000Z", false],
    ["day", "1969-12-31T12:00:00.000Z", "1969-12-30T12:00:00.000Z", true],
  ] as const)("every %s: at %s after %s: %s", (every, now, last, due) => {
    expect(reason(onSchedule({ every }), now, last)).toBe(due ? `a new ${every} began` : null);
  });

  it("takes place once in each period, however often it is asked", () => {
    for (const [every, count] of [
      ["day", 365],
      ["week", 52],
      ["month", 11],
    ] as const) {
      let [last, trainings] = [at("2013-01-01T00:00:00Z"), 0];
      for (let now = last; now < at("2014-01-01T00:00:00Z"); now += 3_600_000 * 7) {
        if (retrainingReason(onSchedule({ every }), { now, lastTrainingAt: last, alerts: [] }) === null) continue;
        trainings++;
        last = now;
      }
      expect(trainings).toBe(every === "day" ? count - 1 : count);
    }
  });
});

describe("retraining on alerts", () => {
  const policy = onAlert({ of: ["drift"], cooldown: "7d" });

  it("takes place for the first alert of its kinds, with the alert's words", () => {
    expect(reason(policy, "2013-03-20T00:00:00Z", "2013-03-01T00:00:00Z", "performance", "drift")).toBe(
      "drift was found",
    );
    expect(reason(policy, "2013-03-20T00:00:00Z", "2013-03-01T00:00:00Z", "performance")).toBeNull();
    expect(reason(policy, "2013-03-20T00:00:00Z", "2013-03-01T00:00:00Z")).toBeNull();
  });

  it("waits for the cooldown to the millisecond", () => {
    expect(reason(policy, "2013-03-07T23:59:59.999Z", "2013-03-01T00:00:00Z", "drift")).toBeNull();
    expect(reason(policy, "2013-03-08T00:00:00.000Z", "2013-03-01T00:00:00Z", "drift")).toBe("drift was found");
  });

  it("is refused with a cooldown that is none", () => {
    expect(() => onAlert({ of: ["drift"], cooldown: "soon" as "1d" })).toThrow(
      expect.objectContaining({ code: "core.bad_duration" }),
    );
  });
});

describe("policies", () => {
  it("can say never, whatever happens", () => {
    expect(reason(never(), "2099-01-01T00:00:00Z", "2013-01-01T00:00:00Z", "drift", "performance")).toBeNull();
  });

  it("are told as a sentence", () => {
    const policies = [
      never(),
      onSchedule({ every: "week" }),
      onAlert({ of: ["drift", "performance"], cooldown: "14d" }),
    ];
    expect(policies.map(describePolicy)).toEqual([
      "keeps the first model",
      "retrains when a week begins",
      "retrains when drift or performance is found, at most every 14d",
    ]);
  });
});
