import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom, decodeJson, encodeJson } from "../core/index.js";
import { logLoss } from "../learn/index.js";
import {
  type DriftFinding,
  drift,
  type PerformanceRule,
  performance,
  startDrift,
  startPerformance,
  stepDrift,
  stepPerformance,
} from "./index.js";
import { QUIET, stepSignal, type Verdict } from "./signal.js";

const RULE = { fire: 2, of: 3 };
const statuses = (verdicts: readonly Verdict[], rule = RULE): string[] => {
  let signal = QUIET;
  return verdicts.map((verdict, at) => {
    const step = stepSignal(signal, verdict, at, rule);
    signal = step.signal;
    return signal.status + (step.fired ? "!" : "");
  });
};

describe("a signal", () => {
  test("fires on the second of three, goes on between the limits, and ends when two of three are clear", () => {
    expect(statuses(["over", "clear", "over", "over", "between", "between", "clear", "clear", "clear"])).toEqual([
      "PENDING",
      "PENDING",
      "FIRING!",
      "FIRING",
      "FIRING",
      "FIRING",
      "FIRING",
      "RESOLVED",
      "OK",
    ]);
  });

  test("one window over the limit alone never fires", () => {
    expect(statuses(["over", "clear", "clear", "over", "clear", "clear"])).not.toContain("FIRING!");
  });

  test("windows without enough data neither start nor end an alarm", () => {
    expect(statuses(["unknown", "over", "unknown", "over", "unknown", "clear", "unknown", "clear"])).toEqual([
      "INSUFFICIENT_DATA",
      "PENDING",
      "INSUFFICIENT_DATA",
      "FIRING!",
      "FIRING",
      "FIRING",
      "FIRING",
      "RESOLVED",
    ]);
  });

  test("alarms alternate with endings, and each has its windows over the limit, whatever comes", () => {
    const verdict = fc.constantFrom<Verdict>("over", "between", "clear", "unknown");
    fc.assert(
      fc.property(fc.array(verdict, { maxLength: 40 }), fc.integer({ min: 1, max: 3 }), (verdicts, fire) => {
        let on = false;
        statuses(verdicts, { fire, of: 3 }).forEach((status, i) => {
          if (status === "FIRING!") {
            expect(on).toBe(false);
            const known = verdicts.slice(0, i + 1).filter((v) => v !== "unknown");
            expect(known.slice(-3).filter((v) => v === "over").length).toBeGreaterThanOrEqual(fire);
          }
          if (status === "RESOLVED") expect(on).toBe(true);
          on = status.startsWith("FIRING");
        });
      }),
    );
  });
});

const finding = (feature: string, score: number | null): DriftFinding => ({
  feature,
  aspect: "values",
  test: "kolmogorov-smirnov",
  referenceRows: 1000,
  currentRows: 500,
  enough: score !== null,
  p: score === null ? null : 0.001,
  pAdjusted: score === null ? null : 0.002,
  distance: score,
  limit: score === null ? null : 1,
  effectLow: score,
  score,
  drifted: (score ?? 0) >= 1,
});

describe("a drift monitor", () => {
  const rule = drift({ every: "1d", window: "7d" });

  test("raises one alert for one feature, with its evidence, and its state can be stored between windows", () => {
    let state = startDrift("delays/drift");
    const alerts = [1.4, 1.2, 1.6, 0.9, 0.3, 0.2, 1.3, 1.1].flatMap((score, at) => {
      const step = stepDrift(state, { at, findings: [finding("wind", score), finding("hour", 0.1)] }, rule);
      state = decodeJson(encodeJson(step.state)) as typeof state;
      expect(step.finding).toMatchObject({ kind: "drift", monitor: "delays/drift", at });
      return step.alerts;
    });
    expect(alerts.map(({ at, feature }) => [at, feature])).toEqual([
      [1, "wind"],
      [7, "wind"],
    ]);
    expect(alerts[0].message).toBe("the values of wind drifted: distance 1.2, limit 1, in 2 of the last 3 windows");
    expect(alerts[0].evidence).toEqual(finding("wind", 1.2));
    expect(new Set(alerts.map((alert) => alert.id)).size).toBe(2);
  });

  test("a signal that is no longer mentioned clears, unless nothing could be said at all", () => {
    let state = startDrift("m");
    const step = (at: number, findings: DriftFinding[]) => {
      state = stepDrift(state, { at, findings }, rule).state;
      return state.signals.find((entry) => entry.feature === "a")?.signal.status;
    };
    step(0, [finding("a", 2)]);
    expect(step(1, [finding("a", 2)])).toBe("FIRING");
    expect(step(2, [finding("b", null)])).toBe("FIRING");
    expect(step(3, [finding("b", 0.1)])).toBe("FIRING");
    expect(step(4, [finding("b", 0.1)])).toBe("RESOLVED");
  });

  test("the same window stepped again gives the same ids", () => {
    const one = stepDrift(startDrift("m"), { at: 5, findings: [finding("a", 2)] }, { ...rule, fire: 1 });
    const two = stepDrift(startDrift("m"), { at: 5, findings: [finding("a", 2)] }, { ...rule, fire: 1 });
    expect(two).toEqual(one);
  });
});

describe("a performance monitor", () => {
  const rule = (metric: PerformanceRule["metric"], reference: number, tolerance: number): PerformanceRule => ({
    ...performance({ metric, every: "1d", window: "7d", tolerance }),
    reference,
  });
  const window = (seed: string, rows: number, signal: number) => {
    const random = createRandom(seed);
    const labels = Array.from({ length: rows }, () => (random.next() < 0.3 ? 1 : 0));
    const probabilities = labels.map((label) => (random.next() + signal * label) / (1 + signal));
    return { labels, probabilities };
  };

  test("a lost ranking raises one alert with its interval, a kept one none", () => {
    const config = rule("rocAuc", 0.8, 0.03);
    const run = (signal: number) => {
      let state = startPerformance("delays/quality");
      return [0, 1, 2, 3].flatMap((at) => {
        const step = stepPerformance(state, { at, ...window(`${signal}/${at}`, 800, signal) }, config);
        state = step.state;
        return step.alerts;
      });
    };
    expect(run(0.6)).toEqual([]);
    const alerts = run(0.2);
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({ kind: "performance", at: 1, monitor: "delays/quality" });
    expect(alerts[0].message).toMatch(
      /^ROC AUC 0\.6\d\d \(95 %: .* is worse than the reference 0\.800 by more than 0\.03/,
    );
  });

  test("a small window with the same value does not count: its interval reaches the reference", () => {
    const step = stepPerformance(
      startPerformance("m"),
      { at: 0, ...window("small", 100, 0.45) },
      rule("rocAuc", 0.8, 0),
    );
    expect(step.finding).toMatchObject({ performance: { enough: true, degraded: false } });
    expect(step.state.signal.status).toBe("OK");
  });

  test("one class only, or too few rows, says nothing; losses are worse when they rise", () => {
    const auc = rule("rocAuc", 0.8, 0);
    const oneClass = { at: 0, labels: new Array(200).fill(0), probabilities: new Array(200).fill(0.3) };
    expect(stepPerformance(startPerformance("m"), oneClass, auc).state.signal.status).toBe("INSUFFICIENT_DATA");
    const few = { at: 0, ...window("few", 20, 1) };
    expect(stepPerformance(startPerformance("m"), few, auc).finding).toMatchObject({ performance: { value: null } });
    const { labels, probabilities } = window("loss", 900, 0.5);
    const value = logLoss(labels, probabilities);
    for (const [reference, status] of [
      [value - 0.2, "PENDING"],
      [value + 0.2, "OK"],
    ] as const) {
      const step = stepPerformance(
        startPerformance("m"),
        { at: 0, labels, probabilities },
        rule("logLoss", reference, 0),
      );
      expect(step.state.signal.status).toBe(status);
    }
  });
});

describe("definitions and labels", () => {
  test("a monitor is plain data with its durations parsed and its defaults filled in", () => {
    expect(drift({ every: "1d", window: "7d", delta: 0.1 })).toEqual({
      kind: "drift",
      everyMs: 86_400_000,
      windowMs: 604_800_000,
      delta: 0.1,
      alpha: 0.05,
      clearFactor: 0.7,
      fire: 2,
      of: 3,
      minRows: 100,
    });
    expect(performance({ metric: "brier", every: "3h", window: "1d", tolerance: 0.01, fire: [1, 1] })).toMatchObject({
      kind: "performance",
      metric: "brier",
      everyMs: 10_800_000,
      fire: 1,
      of: 1,
    });
  });

  test("numbers out of their range are refused in words", () => {
    expect(() => drift({ every: "1d", window: "7d", delta: 0 })).toThrow("delta above 0, got 0");
    expect(() => drift({ every: "1d", window: "7d", fire: [4, 3] })).toThrow("1 ≤ windows ≤ of, got [4, 3]");
    expect(() => performance({ metric: "rocAuc", every: "1d", window: "7d", tolerance: -1 })).toThrow(
      "0 or more, got -1",
    );
    expect(() => drift({ every: "0d", window: "7d" })).toThrow("expected a duration");
  });
});
