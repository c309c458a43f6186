import { addCounts, FRESH_GUARD, NO_COUNTS, stepGuard } from "./e-process.js";
import type { ArmCounts, Phase, RolloutPlan, RolloutState, Transition } from "./types.js";

/** What a move gives: the new state and, when the phase or step changed, the record of it. */
export interface RolloutMove {
  readonly state: RolloutState;
  readonly transition?: Transition;
}

/** What a rollout is about. */
export interface RolloutStart {
  readonly deployment: string;
  /** Model version on trial. */
  readonly candidate: string;
  /** Model version that serves. */
  readonly champion: string;
  readonly at: number;
  /** Decides who sees the candidate, and names the rollout: never use one twice. */
  readonly salt: string;
}

/** What happened since the tick before. */
export interface RolloutTick {
  readonly at: number;
  readonly counts: ArmCounts;
}

interface Change {
  readonly phase: Phase;
  readonly step: number;
  readonly weightPercent: number;
  readonly reason: string;
}

/** Opens a rollout in PENDING: nobody sees the candidate until the first tick. */
export function startRollout(
  plan: RolloutPlan,
  start: RolloutStart,
): RolloutMove & { readonly transition: Transition } {
  const { at, ...about } = start;
  const state: RolloutState = {
    ...about,
    plan,
    phase: "PENDING",
    step: -1,
    weightPercent: 0,
    startedAt: at,
    phaseSince: at,
    lastTickAt: null,
    transitions: 0,
    stepCounts: NO_COUNTS,
    guard: FRESH_GUARD,
  };
  const reason = `version ${start.candidate} is to take over from version ${start.champion}`;
  return move(state, "NONE", { phase: "PENDING", step: -1, weightPercent: 0, reason }, at);
}

/**
 * One tick, at most one move: PENDING → STEP[0] → … → PROMOTING → SUCCEEDED, or ROLLING_BACK → FAILED as soon as the
 * guard fires.
 *
 * - A step ends when it was held long enough and the candidate has `minSamples` known outcomes in it. Outcomes count in
 *   the step in which they become known.
 * - The tick after PROMOTING or ROLLING_BACK says that serving has followed. Until then a restart finds what is to do.
 * - Within the steps, a tick that is not later than the last one was taken into account already and changes nothing; so
 *   does every tick after the end.
 */
export function tickRollout(state: RolloutState, { at, counts }: RolloutTick): RolloutMove {
  switch (state.phase) {
    case "PENDING":
      return move({ ...state, lastTickAt: at }, "PENDING", nextStep(state, "the rollout begins"), at);
    case "STEP":
      return state.lastTickAt !== null && at <= state.lastTickAt ? { state } : tickStep(state, counts, at);
    case "PROMOTING": {
      const reason = `version ${state.candidate} serves all traffic`;
      return move(state, "PROMOTING", { phase: "SUCCEEDED", step: state.step, weightPercent: 100, reason }, at);
    }
    case "ROLLING_BACK": {
      const reason = `version ${state.champion} serves all traffic again`;
      return move(state, "ROLLING_BACK", { phase: "FAILED", step: state.step, weightPercent: 0, reason }, at);
    }
    case "SUCCEEDED":
    case "FAILED":
      return { state };
    default:
      return state.phase satisfies never;
  }
}

/** Sends all traffic back to the champion for a reason from outside. A rollout that rolls back or is over stays as it is. */
export function abortRollout(
  state: RolloutState,
  { at, reason }: { readonly at: number; readonly reason: string },
): RolloutMove {
  if (isOver(state) || state.phase === "ROLLING_BACK") return { state };
  return move(state, placeOf(state), { phase: "ROLLING_BACK", step: state.step, weightPercent: 0, reason }, at);
}

/** Whether nothing will happen any more. */
export function isOver({ phase }: Pick<RolloutState, "phase">): boolean {
  return phase === "SUCCEEDED" || phase === "FAILED";
}

function tickStep(before: RolloutState, counts: ArmCounts, at: number): RolloutMove {
  const { plan } = before;
  if (plan.kind !== "canary") return { state: before };
  const guard = stepGuard(before.guard, counts, plan.guard);
  const state = { ...before, guard, lastTickAt: at, stepCounts: addCounts(before.stepCounts, counts) };
  const { step, phaseSince, stepCounts } = state;
  if (guard.fired) {
    const shares = `${share(guard.totals.candidateK, guard.totals.candidateN)} against ${share(guard.totals.championK, guard.totals.championN)}`;
    const reason = `the candidate does more harm (${shares} errors): evidence ${short(guard.eValue)}, limit ${short(1 / plan.guard.alpha)}`;
    return move(state, placeOf(state), { phase: "ROLLING_BACK", step, weightPercent: 0, reason }, at);
  }
  const { percent, holdMs } = plan.steps[step];
  if (at - phaseSince < holdMs || stepCounts.candidateN < plan.minSamples) return { state };
  const reason = `no evidence of harm at ${percent} % in ${stepCounts.candidateN} outcomes of the candidate`;
  return move(state, placeOf(state), nextStep(state, reason), at);
}

function nextStep({ plan, step }: RolloutState, reason: string): Change {
  if (plan.kind === "immediately" || step + 1 >= plan.steps.length) {
    return { phase: "PROMOTING", step, weightPercent: 100, reason };
  }
  return { phase: "STEP", step: step + 1, weightPercent: plan.steps[step + 1].percent, reason };
}

function move(state: RolloutState, from: string, { reason, ...change }: Change, at: number) {
  const next: RolloutState = { ...state, ...change, phaseSince: at, transitions: state.transitions + 1 };
  if (change.phase === "STEP") next.stepCounts = NO_COUNTS;
  const transition: Transition = {
    deployment: state.deployment,
    rollout: state.salt,
    sequence: state.transitions,
    at,
    from,
    to: placeOf(next),
    weightPercent: next.weightPercent,
    reason,
    evidence: {
      eValue: state.guard.eValue,
      eLimit: state.plan.kind === "canary" ? 1 / state.plan.guard.alpha : null,
      total: state.guard.totals,
      step: state.stepCounts,
    },
  };
  return { state: next, transition };
}

function placeOf({ phase, step }: Pick<RolloutState, "phase" | "step">): string {
  return phase === "STEP" ? `STEP[${step}]` : phase;
}

function share(k: number, n: number): string {
  return n === 0 ? "no outcomes" : `${((100 * k) / n).toFixed(1)} %`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
