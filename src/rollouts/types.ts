import Type from "typebox";

const time = Type.Integer({ description: "milliseconds since the Unix epoch, UTC" });
const percent = Type.Number({ minimum: 0, maximum: 100, description: "share of the units that the candidate answers" });

/** One step of a canary: how much traffic, and how long at least. */
export const CanaryStep = Type.Object({ percent, holdMs: Type.Number() });
export type CanaryStep = Type.Static<typeof CanaryStep>;

/** What ends a canary early: evidence that the candidate does more harm than the champion. */
export const Guard = Type.Object({
  harm: Type.Literal("error", { description: "a prediction does harm when, cut at the threshold, it is wrong" }),
  alpha: Type.Number({ description: "chance at most of rolling back a candidate that is as good as the champion" }),
});
export type Guard = Type.Static<typeof Guard>;

/** How a new version takes over: step by step under a guard, or at once. */
export const RolloutPlan = Type.Union([
  Type.Object({
    kind: Type.Literal("canary"),
    steps: Type.Array(CanaryStep),
    minSamples: Type.Integer({ description: "the candidate's predictions with a known outcome that each step needs" }),
    guard: Guard,
  }),
  Type.Object({ kind: Type.Literal("immediately") }),
]);
export type RolloutPlan = Type.Static<typeof RolloutPlan>;

/** Predictions whose outcome became known, and how many of them did harm, by arm. */
export const ArmCounts = Type.Object({
  championN: Type.Integer(),
  championK: Type.Integer(),
  candidateN: Type.Integer(),
  candidateK: Type.Integer(),
});
export type ArmCounts = Type.Static<typeof ArmCounts>;

/** Memory of the guard between ticks. */
export const GuardState = Type.Object({
  pastN: Type.Number({ description: "champion's outcomes in past ticks, discounted by 0.9 for each tick" }),
  pastK: Type.Number({ description: "champion's harms in past ticks, discounted likewise" }),
  logE: Type.Array(Type.Number(), { description: "ln of the e-value for each assumed odds ratio" }),
  eValue: Type.Number({ description: "evidence now: the mean over the odds ratios" }),
  maxEValue: Type.Number({ description: "most evidence so far" }),
  fired: Type.Boolean({ description: "whether the evidence ever reached 1/alpha" }),
  totals: ArmCounts,
});
export type GuardState = Type.Static<typeof GuardState>;

/** Where a rollout stands. In PROMOTING and ROLLING_BACK it waits for the serving side to have followed. */
export const Phase = Type.Union([
  Type.Literal("PENDING"),
  Type.Literal("STEP"),
  Type.Literal("PROMOTING"),
  Type.Literal("SUCCEEDED"),
  Type.Literal("ROLLING_BACK"),
  Type.Literal("FAILED"),
]);
export type Phase = Type.Static<typeof Phase>;

/** What a rollout knew when it moved on. */
export const Evidence = Type.Object({
  eValue: Type.Number(),
  /** The e-value at which the guard fires; null where no guard watches. */
  eLimit: Type.Union([Type.Number(), Type.Null()]),
  total: ArmCounts,
  step: ArmCounts,
});
export type Evidence = Type.Static<typeof Evidence>;

/** One move of a rollout. `from` and `to` name the phase, a step with its number: "STEP[0]". */
export const Transition = Type.Object({
  deployment: Type.String(),
  sequence: Type.Integer({ description: "0, 1, 2 … within the rollout" }),
  rollout: Type.String({ description: "which rollout: its salt" }),
  at: time,
  from: Type.String(),
  to: Type.String(),
  weightPercent: percent,
  reason: Type.String({ description: "one sentence for people" }),
  evidence: Evidence,
});
export type Transition = Type.Static<typeof Transition>;

/** A rollout between ticks. */
export const RolloutState = Type.Object({
  deployment: Type.String(),
  plan: RolloutPlan,
  candidate: Type.String({ description: "model version on trial" }),
  champion: Type.String({ description: "model version that serves" }),
  salt: Type.String({ description: "decides who sees the candidate; new for each rollout, so it names it too" }),
  phase: Phase,
  step: Type.Integer({ description: "index of the current or last step; −1 before the first" }),
  weightPercent: percent,
  startedAt: time,
  phaseSince: time,
  lastTickAt: Type.Union([time, Type.Null()]),
  transitions: Type.Integer({ description: "moves made so far" }),
  stepCounts: ArmCounts,
  guard: GuardState,
});
export type RolloutState = Type.Static<typeof RolloutState>;
