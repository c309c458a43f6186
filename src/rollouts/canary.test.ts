import { describe, expect, test } from "vitest";
import { decodeJson, encodeJson } from "../core/index.js";
import {
  type ArmCounts,
  abortRollout,
  canary,
  harmOf,
  immediately,
  isOver,
  NO_COUNTS,
  type RolloutPlan,
  type RolloutState,
  startRollout,
  type Transition,
  tickRollout,
} from "./index.js";

const HOUR = 3_600_000;
const PLAN = canary({
  steps: [
    { percent: 10, hold: "1d" },
    { percent: 50, hold: "1d" },
  ],
  minSamples: 100,
});
const START = { deployment: "delays", candidate: "4", champion: "3", at: 0, salt: "rollout_4" };
const healthy: ArmCounts = { championN: 90, championK: 18, candidateN: 30, candidateK: 6 };
const harmful: ArmCounts = { championN: 90, championK: 9, candidateN: 30, candidateK: 21 };

/** Ticks every `hours`, storing and reading the state in between, until the rollout is over or 40 ticks went by. */
function run(plan: RolloutPlan, countsAt: (tick: number) => ArmCounts, hours = 6) {
  const first = startRollout(plan, START);
  const transitions: Transition[] = [first.transition];
  let state: RolloutState = first.state;
  for (let tick = 0; tick < 40 && !isOver(state); tick++) {
    const move = tickRollout(state, { at: tick * hours * HOUR, counts: countsAt(tick) });
    if (move.transition) transitions.push(move.transition);
    state = decodeJson(encodeJson(move.state)) as RolloutState;
  }
  return { state, transitions, path: transitions.map(({ to, at }) => `${to}@${at / HOUR}`) };
}

describe("a canary", () => {
  test("a healthy candidate goes through its steps and takes over", () => {
    const { state, path, transitions } = run(PLAN, () => healthy);
    expect(path).toEqual(["PENDING@0", "STEP[0]@0", "STEP[1]@24", "PROMOTING@48", "SUCCEEDED@54"]);
    expect(transitions.map((transition) => transition.weightPercent)).toEqual([0, 10, 50, 100, 100]);
    expect(transitions.map((transition) => transition.sequence)).toEqual([0, 1, 2, 3, 4]);
    expect(transitions[2]).toMatchObject({
      deployment: "delays",
      rollout: "rollout_4",
      from: "STEP[0]",
      reason: "no evidence of harm at 10 % in 120 outcomes of the candidate",
      evidence: { eLimit: 20, step: { candidateN: 120, candidateK: 24 }, total: { candidateN: 120 } },
    });
    expect(state.guard.totals.candidateN).toBe(240);
  });

  test("a step is held for its time, and until the candidate has enough outcomes", () => {
    const thin = { ...healthy, candidateN: 10, candidateK: 2 };
    expect(run(PLAN, () => thin).path).toEqual([
      "PENDING@0",
      "STEP[0]@0",
      "STEP[1]@60",
      "PROMOTING@120",
      "SUCCEEDED@126",
    ]);
    expect(run(PLAN, () => NO_COUNTS).path).toEqual(["PENDING@0", "STEP[0]@0"]);
  });

  test("harm rolls back at the next tick, in any step, with the evidence", () => {
    for (const from of [1, 6]) {
      const { state, transitions } = run(PLAN, (tick) => (tick >= from ? harmful : healthy));
      expect(transitions.slice(-2).map((transition) => transition.to)).toEqual(["ROLLING_BACK", "FAILED"]);
      const back = transitions[transitions.length - 2];
      expect(back.from).toBe(from === 1 ? "STEP[0]" : "STEP[1]");
      expect(back.weightPercent).toBe(0);
      expect(back.at).toBeLessThanOrEqual((from + 1) * 6 * HOUR);
      expect(back.evidence.eValue).toBeGreaterThanOrEqual(20);
      expect(back.reason).toMatch(
        /^the candidate does more harm \(\d+\.\d % against \d+\.\d % errors\): evidence .*, limit 20$/,
      );
      expect(state).toMatchObject({ phase: "FAILED", weightPercent: 0 });
    }
  });

  test("the weight never falls before a rollback, so nobody is moved to and fro", () => {
    const weights = run(PLAN, () => healthy).transitions.map((transition) => transition.weightPercent);
    expect([...weights].sort((a, b) => a - b)).toEqual(weights);
  });

  test("a tick that was taken into account already changes nothing; an ended rollout neither", () => {
    let { state } = startRollout(PLAN, START);
    state = tickRollout(state, { at: 0, counts: healthy }).state;
    state = tickRollout(state, { at: HOUR, counts: healthy }).state;
    expect(tickRollout(state, { at: HOUR, counts: harmful })).toEqual({ state });
    const ended = run(PLAN, () => healthy).state;
    expect(tickRollout(ended, { at: 1e12, counts: harmful })).toEqual({ state: ended });
    expect(abortRollout(ended, { at: 1e12, reason: "too late" })).toEqual({ state: ended });
  });

  test("a rollout can be called off for a reason from outside", () => {
    const begun = tickRollout(startRollout(PLAN, START).state, { at: 0, counts: NO_COUNTS }).state;
    const move = abortRollout(begun, { at: HOUR, reason: "a newer version is ready" });
    expect(move.transition).toMatchObject({ from: "STEP[0]", to: "ROLLING_BACK", reason: "a newer version is ready" });
    expect(tickRollout(move.state, { at: HOUR, counts: NO_COUNTS }).state.phase).toBe("FAILED");
  });
});

test("an immediate rollout promotes at the first tick and is done at the second", () => {
  expect(run(immediately(), () => NO_COUNTS).path).toEqual(["PENDING@0", "PROMOTING@0", "SUCCEEDED@6"]);
});

describe("definitions", () => {
  test("a plan is plain data with its durations parsed and its defaults filled in", () => {
    expect(canary({ steps: [{ percent: 10, hold: "12h" }] })).toEqual({
      kind: "canary",
      steps: [{ percent: 10, holdMs: 43_200_000 }],
      minSamples: 100,
      guard: { harm: "error", alpha: 0.05 },
    });
    expect(immediately()).toEqual({ kind: "immediately" });
  });

  test("plans that cannot work are refused in words", () => {
    const hold = "1d" as const;
    expect(() => canary({ steps: [] })).toThrow("at least one step");
    expect(() =>
      canary({
        steps: [
          { percent: 50, hold },
          { percent: 10, hold },
        ],
      }),
    ).toThrow("step 2 has 10");
    expect(() => canary({ steps: [{ percent: 0, hold }] })).toThrow("step 1 has 0");
    expect(() => canary({ steps: [{ percent: 101, hold }] })).toThrow("step 1 has 101");
    expect(() => canary({ steps: [{ percent: 5, hold }], minSamples: -1 })).toThrow("whole number, got -1");
    expect(() => canary({ steps: [{ percent: 5, hold }], guard: { harm: "error", alpha: 1 } })).toThrow("got 1");
  });

  test("harm is a thresholded prediction that did not come true", () => {
    expect([harmOf(1, 0.5, 0.5), harmOf(0, 0.49, 0.5)]).toEqual([0, 0]);
    expect([harmOf(0, 0.5, 0.5), harmOf(1, 0.49, 0.5)]).toEqual([1, 1]);
  });
});
