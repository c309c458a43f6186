import Type from "typebox";

const time = Type.Integer({ description: "milliseconds since the Unix epoch, UTC" });
const numberOrNull = Type.Union([Type.Number(), Type.Null()]);

/** What is kept of a numeric column to compare later windows with. */
export const NumberReference = Type.Object({
  name: Type.String(),
  kind: Type.Literal("number"),
  rows: Type.Integer({ description: "rows, missing ones included" }),
  n: Type.Integer({ description: "rows with a finite value" }),
  std: Type.Number({ description: "population standard deviation; 0 for a constant column" }),
  points: Type.Array(Type.Number(), { description: "values at evenly spaced ranks, ascending" }),
  nullFactor: Type.Number({
    description: "95 % quantile of W₁/std between two samples of this very column, divided by √(1/n + 1/m)",
  }),
});
export type NumberReference = Type.Static<typeof NumberReference>;

/** What is kept of a category column to compare later windows with. */
export const CategoryReference = Type.Object({
  name: Type.String(),
  kind: Type.Literal("category"),
  rows: Type.Integer({ description: "rows, missing ones included" }),
  n: Type.Integer({ description: "rows with a category" }),
  categories: Type.Array(Type.String()),
  counts: Type.Array(Type.Integer(), { description: "rows of each category, in the order of `categories`" }),
});
export type CategoryReference = Type.Static<typeof CategoryReference>;

/** What a drift monitor compares with: usually the columns the model was trained on. */
export const DriftReference = Type.Object({
  columns: Type.Array(Type.Union([NumberReference, CategoryReference])),
});
export type DriftReference = Type.Static<typeof DriftReference>;

/** One feature's comparison in one window: its values, or the share of them that is missing. */
export const DriftFinding = Type.Object({
  feature: Type.String(),
  aspect: Type.Union([Type.Literal("values"), Type.Literal("missing")]),
  test: Type.String({ description: "what `p` rests on, such as kolmogorov-smirnov or chi-square" }),
  referenceRows: Type.Integer(),
  currentRows: Type.Integer(),
  enough: Type.Boolean({ description: "false: too few rows to say anything, and the numbers below are null" }),
  p: numberOrNull,
  pAdjusted: Type.Union([Type.Number(), Type.Null()], { description: "Benjamini–Hochberg over the window's findings" }),
  distance: Type.Union([Type.Number(), Type.Null()], {
    description: "W₁ / standard deviation of a number; about the Jensen–Shannon distance (base e) of categories",
  }),
  limit: Type.Union([Type.Number(), Type.Null()], {
    description: "the distance at which `effectLow` is the minimum effect",
  }),
  effectLow: Type.Union([Type.Number(), Type.Null()], { description: "the distance less what chance alone explains" }),
  score: Type.Union([Type.Number(), Type.Null()], {
    description: "distance / limit, held below 1 unless the difference is significant too: ≥ 1 exactly when drifted",
  }),
  drifted: Type.Boolean(),
});
export type DriftFinding = Type.Static<typeof DriftFinding>;

/** Metrics that a performance monitor can watch. */
export const WatchedMetric = Type.Union([Type.Literal("rocAuc"), Type.Literal("logLoss"), Type.Literal("brier")]);
export type WatchedMetric = Type.Static<typeof WatchedMetric>;

/** The quality of one window's predictions, compared with the reference. */
export const PerformanceFinding = Type.Object({
  metric: WatchedMetric,
  rows: Type.Integer({ description: "predictions whose outcome is known" }),
  enough: Type.Boolean({ description: "false: too few rows, or one class only" }),
  value: numberOrNull,
  low: Type.Union([Type.Number(), Type.Null()], { description: "lower end of the 95 % interval" }),
  high: numberOrNull,
  reference: Type.Number(),
  tolerance: Type.Number(),
  degraded: Type.Boolean({ description: "the whole interval lies beyond reference and tolerance, on the bad side" }),
});
export type PerformanceFinding = Type.Static<typeof PerformanceFinding>;

/** What one check of one monitor saw: recorded whether or not it led to an alert. */
export const Finding = Type.Union([
  Type.Object({
    kind: Type.Literal("drift"),
    id: Type.String(),
    monitor: Type.String(),
    at: time,
    features: Type.Array(DriftFinding),
  }),
  Type.Object({
    kind: Type.Literal("performance"),
    id: Type.String(),
    monitor: Type.String(),
    at: time,
    performance: PerformanceFinding,
  }),
]);
export type Finding = Type.Static<typeof Finding>;

/** Raised once when a signal starts firing. */
export const Alert = Type.Object({
  id: Type.String({ description: "decided by monitor, signal and time, so recording it twice is recording it once" }),
  at: time,
  kind: Type.Union([Type.Literal("drift"), Type.Literal("performance")]),
  monitor: Type.String(),
  feature: Type.Optional(Type.String()),
  message: Type.String({ description: "one sentence for people" }),
  evidence: Type.Union([DriftFinding, PerformanceFinding]),
});
export type Alert = Type.Static<typeof Alert>;

/** Where a signal stands. RESOLVED lasts for the one window in which firing ended. */
export const SignalStatus = Type.Union([
  Type.Literal("OK"),
  Type.Literal("PENDING"),
  Type.Literal("FIRING"),
  Type.Literal("RESOLVED"),
  Type.Literal("INSUFFICIENT_DATA"),
]);
export type SignalStatus = Type.Static<typeof SignalStatus>;

/** Memory of one signal: the verdicts of its last windows that had enough data, oldest first. */
export const Signal = Type.Object({
  status: SignalStatus,
  firing: Type.Boolean(),
  recent: Type.Array(Type.Union([Type.Literal("over"), Type.Literal("between"), Type.Literal("clear")])),
  since: Type.Union([time, Type.Null()], { description: "when the status last changed" }),
});
export type Signal = Type.Static<typeof Signal>;

/** Memory of a drift monitor between windows. */
export const DriftState = Type.Object({
  kind: Type.Literal("drift"),
  monitor: Type.String(),
  signals: Type.Array(Type.Object({ feature: Type.String(), aspect: DriftFinding.properties.aspect, signal: Signal })),
  upTo: Type.Optional(
    Type.String({ description: "the last request of the last window, where windows are of requests" }),
  ),
});
export type DriftState = Type.Static<typeof DriftState>;

/** Memory of a performance monitor between windows. */
export const PerformanceState = Type.Object({
  kind: Type.Literal("performance"),
  monitor: Type.String(),
  signal: Signal,
});
export type PerformanceState = Type.Static<typeof PerformanceState>;
