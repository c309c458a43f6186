import Type from "typebox";

const time = Type.String({ description: "ISO 8601, UTC" });
const numberOrNull = Type.Union([Type.Number(), Type.Null()]);

/** Quality of the predictions whose outcome became known; null where it is undefined (no rows, or one class only). */
export const Quality = Type.Object({
  predictions: Type.Integer({ description: "predictions whose outcome is known" }),
  rocAuc: numberOrNull,
  rocAucLow: Type.Union([Type.Number(), Type.Null()], { description: "lower end of the 95 % interval (DeLong)" }),
  rocAucHigh: numberOrNull,
  logLoss: numberOrNull,
  brier: numberOrNull,
  calibrationError: numberOrNull,
});
export type Quality = Type.Static<typeof Quality>;

/** Something that happened in a rehearsal, at its virtual time. `until` closes what lasted: a canary. */
export const Mark = Type.Object({
  kind: Type.Union([
    Type.Literal("retraining"),
    Type.Literal("refused"),
    Type.Literal("canary"),
    Type.Literal("promotion"),
    Type.Literal("rollback"),
    Type.Literal("alert"),
  ]),
  at: time,
  until: Type.Optional(time),
  version: Type.Optional(Type.String({ description: "model version, such as 3" })),
  text: Type.String({ description: "one sentence for people" }),
});
export type Mark = Type.Static<typeof Mark>;

/** One bin of the reliability curve, with Wilson's 95 % interval of the observed rate. */
export const CalibrationBin = Type.Object({
  meanPredicted: Type.Number(),
  observedRate: Type.Number(),
  low: Type.Number(),
  high: Type.Number(),
  count: Type.Integer(),
});
export type CalibrationBin = Type.Static<typeof CalibrationBin>;

/** Drift of one feature: per week the distance from the training data in units of its limit (1 = at the limit), null where unknown. */
export const DriftRow = Type.Object({
  feature: Type.String(),
  importance: Type.Number({ description: "share of the model's gain, 0 to 1" }),
  weeks: Type.Array(numberOrNull),
});
export type DriftRow = Type.Static<typeof DriftRow>;

/** One policy lived through: its quality in all, by month and by week, what it did, and what it cost. */
export const PolicyReport = Type.Object({
  policy: Type.String(),
  description: Type.String({ description: "the policy in words" }),
  status: Type.Union([Type.Literal("waiting"), Type.Literal("running"), Type.Literal("done"), Type.Literal("failed")]),
  progress: Type.Number({ minimum: 0, maximum: 1 }),
  from: time,
  to: time,
  ...Quality.properties,
  retrainings: Type.Integer(),
  rollouts: Type.Integer(),
  rollbacks: Type.Integer(),
  alerts: Type.Integer(),
  cpuSeconds: Type.Number(),
  wallSeconds: Type.Number(),
  months: Type.Array(Type.Object({ month: Type.String({ description: "such as 2013-03" }), ...Quality.properties })),
  weeks: Type.Array(Type.Object({ from: time, to: time, ...Quality.properties })),
  marks: Type.Array(Mark),
  calibration: Type.Array(CalibrationBin),
  drift: Type.Array(DriftRow),
  failure: Type.Optional(Type.String({ description: "why it failed" })),
});
export type PolicyReport = Type.Static<typeof PolicyReport>;

/** What a rehearsal found: each policy over the same stretch of history. Same inputs give the same report, `cpuSeconds` and `wallSeconds` aside. */
export const RehearsalReport = Type.Object({
  project: Type.String(),
  model: Type.String(),
  estimator: Type.String(),
  outcome: Type.String({ description: "what is predicted, in words" }),
  from: time,
  to: time,
  positiveRate: numberOrNull,
  policies: Type.Array(PolicyReport),
  modelCard: Type.Union([Type.String({ description: "Markdown" }), Type.Null()]),
});
export type RehearsalReport = Type.Static<typeof RehearsalReport>;
