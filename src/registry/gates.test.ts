import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atLeast, atMost, betterThanChampion, evaluateGates, type Gate, type GateEvidence } from "./index.js";

const labels = Float64Array.from({ length: 200 }, (_, i) => i % 2);
/** Scores that rank well for small `noise`; deterministic. */
const scores = (noise: number, step = 37): Float64Array =>
  labels.map((label, i) => label + noise * (((i * step) % 101) / 101));
const evidence = (change: Partial<GateEvidence> = {}): GateEvidence => ({
  metrics: { rocAuc: 0.75, calibrationError: 0.05, prAuc: Number.NaN },
  labels,
  candidate: scores(1.2),
  champion: null,
  ...change,
});
const judge = async (gate: Gate, change: Partial<GateEvidence> = {}) =>
  (await evaluateGates([gate], evidence(change)))[0];

describe("a threshold", () => {
  it("is met at its value, and missed beyond it", async () => {
    expect(await judge(atLeast("rocAuc", 0.75))).toEqual({
      gate: "rocAuc >= 0.75",
      passed: true,
      sentence: "rocAuc on the holdout is 0.7500, at least 0.75",
      evidence: { value: 0.75 },
    });
    expect(await judge(atLeast("rocAuc", 0.7501))).toMatchObject({
      passed: false,
      sentence: expect.stringContaining("not at least 0.7501"),
    });
    expect((await judge(atMost("calibrationError", 0.05))).passed).toBe(true);
    expect(await judge(atMost("calibrationError", 0.0499))).toMatchObject({
      passed: false,
      sentence: expect.stringContaining("not at most"),
    });
  });

  it("is missed by a metric that is NaN or that there is none of", async () => {
    for (const gate of [atLeast("prAuc", 0), atMost("prAuc", 1), atLeast("brier", -1), atMost("brier", 1)]) {
      expect((await judge(gate)).passed).toBe(false);
    }
  });
});

describe("the comparison with the champion", () => {
  const gate = betterThanChampion("rocAuc");

  it("is passed when there is no champion", async () => {
    expect(await judge(gate)).toMatchObject({ passed: true, sentence: "there is no champion to beat" });
  });

  it("is passed by the better model and failed by the worse, an equal one, and one that is better by chance only", async () => {
    const better = await judge(gate, { candidate: scores(1.2), champion: scores(2) });
    expect(better).toMatchObject({ passed: true, gate: "better than the champion in rocAuc, 95 % sure" });
    expect(better.evidence.difference).toBeGreaterThan(0);
    expect(better.sentence).toMatch(
      /^rocAuc on the holdout differs from the champion's by \+0\.\d{4} ± 0\.\d{4}; chance that it is no better: 0\.\d %$/,
    );
    const worse = await judge(gate, { candidate: scores(2), champion: scores(1.2) });
    expect(worse).toMatchObject({ passed: false, sentence: expect.stringContaining("−0.") });
    expect((await judge(gate, { champion: scores(1.2) })).passed).toBe(false);
    const worst = labels.reduce((at, label, i) => (label === 0 && scores(2)[i] > scores(2)[at] ? i : at), 0);
    const slightly = await judge(gate, {
      candidate: scores(2).map((score, i) => (i === worst ? -1 : score)),
      champion: scores(2),
    });
    expect(slightly.evidence.difference).toBeGreaterThan(0);
    expect(slightly.passed).toBe(false);
  });

  it("asks for as much confidence as it says", async () => {
    const change = { candidate: scores(1.9), champion: scores(2.1, 53) };
    const { pGreater } = (await judge(gate, change)).evidence;
    expect(pGreater).toBeGreaterThan(0.0001);
    expect(pGreater).toBeLessThan(0.5);
    const passes = async (confidence: number) =>
      (await judge(betterThanChampion("rocAuc", { confidence }), change)).passed;
    expect([await passes(1 - pGreater - 1e-6), await passes(1 - pGreater + 1e-6)]).toEqual([true, false]);
  });

  it("is never passed by both of two models", async () => {
    const drawn = fc.float64Array({ min: 0, max: 1, noNaN: true, minLength: 200, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(drawn, drawn, async (a, b) => {
        const first = (await judge(gate, { candidate: a, champion: b })).passed;
        const second = (await judge(gate, { candidate: b, champion: a })).passed;
        expect(first && second).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it("is failed when it cannot be judged, and names its confidence to the point", async () => {
    const one = { labels: new Float64Array(200), champion: scores(2) };
    expect(await judge(betterThanChampion("rocAuc", { confidence: 0.9999 }), one)).toMatchObject({
      passed: false,
      gate: expect.stringContaining("99.99 % sure"),
    });
    for (const confidence of [0.49, 1, Number.NaN]) {
      expect(() => betterThanChampion("rocAuc", { confidence })).toThrow(
        expect.objectContaining({ code: "project.bad_definition" }),
      );
    }
  });
});
