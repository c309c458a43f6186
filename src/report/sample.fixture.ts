import { createRandom, type Random } from "../core/index.js";
import type { CalibrationBin, DriftRow, Mark, PolicyReport, RehearsalReport } from "./types.js";

/** Constructed reports for this room's tests: a year of late flights whose weather turns in July, under any policies. */

const DAY_MS = 86_400_000;
const START = Date.UTC(2013, 2, 1);
const WEEKS = 44;
export const SAMPLE_FROM = new Date(START).toISOString();
export const SAMPLE_TO = new Date(START + WEEKS * 7 * DAY_MS).toISOString();

export interface SampleShape {
  readonly policy: string;
  readonly description: string;
  /** ROC-AUC in a week, 0 to 43, before noise. */
  readonly quality: (week: number) => number;
  readonly marks: readonly Mark[];
  readonly cpuSeconds: number;
  readonly calibrationError: number;
}

const iso = (week: number): string => new Date(START + week * 7 * DAY_MS).toISOString();
const gauss = (r: Random): number => Math.sqrt(-2 * Math.log(1 - r.next())) * Math.cos(2 * Math.PI * r.next());

function quality(value: number, half: number, predictions: number, error: number) {
  return {
    predictions,
    rocAuc: value,
    rocAucLow: value - half,
    rocAucHigh: value + half,
    logLoss: 1.087 - 0.79 * value,
    brier: 0.42 - 0.342 * value,
    calibrationError: error,
  };
}

/** One policy after `weeks` of 44 weeks; fewer than 44 is a policy still running. */
export function samplePolicy(shape: SampleShape, weeks = WEEKS): PolicyReport {
  const shared = createRandom("weather");
  const own = createRandom(shape.policy);
  const values = Array.from({ length: WEEKS }, (_, i) => {
    const storm = i >= 17 && i <= 19 ? 0.013 : i === 38 ? 0.006 : 0;
    return shape.quality(i) + 0.004 * Math.sin(i / 3.1) + gauss(shared) * 0.0026 - storm + gauss(own) * 0.0013;
  }).slice(0, weeks);
  const mean = values.reduce((a, v) => a + v, 0) / Math.max(1, values.length);
  const done = weeks >= WEEKS;
  const whole =
    weeks === 0 ? nothingKnown : quality(mean, 0.0033 * Math.sqrt(WEEKS / weeks), 6400 * weeks, shape.calibrationError);
  const marks = shape.marks.filter((m) => m.at < iso(weeks));
  const of = (kind: Mark["kind"]) => marks.filter((m) => m.kind === kind).length;
  return {
    policy: shape.policy,
    description: shape.description,
    status: done ? "done" : weeks === 0 ? "waiting" : "running",
    progress: weeks / WEEKS,
    from: SAMPLE_FROM,
    to: SAMPLE_TO,
    ...whole,
    retrainings: of("retraining"),
    rollouts: of("canary"),
    rollbacks: of("rollback"),
    alerts: of("alert"),
    cpuSeconds: (shape.cpuSeconds * weeks) / WEEKS,
    wallSeconds: (shape.cpuSeconds * 0.6 * weeks) / WEEKS,
    months: monthsOf(values, shape.calibrationError),
    weeks: values.map((v, i) => ({
      from: iso(i),
      to: iso(i + 1),
      ...quality(v, 0.0056 + 0.0012 * Math.abs(Math.sin(i * 1.7)), 6100 + Math.round(400 * Math.sin(i)), 0.02),
    })),
    marks,
    calibration: weeks === 0 ? [] : bins(shape.calibrationError),
    drift: driftRows(shape.policy, weeks, shape.marks),
  };
}

const nothingKnown = {
  predictions: 0,
  rocAuc: null,
  rocAucLow: null,
  rocAucHigh: null,
  logLoss: null,
  brier: null,
  calibrationError: null,
};

function monthsOf(values: readonly number[], error: number): PolicyReport["months"] {
  const names = Array.from({ length: 10 }, (_, k) => `2013-${String(k + 3).padStart(2, "0")}`);
  return names.flatMap((month, k) => {
    const part = values.slice(Math.round(k * 4.4), Math.round((k + 1) * 4.4));
    if (part.length === 0) return [];
    const mean = part.reduce((a, v) => a + v, 0) / part.length;
    return [{ month, ...quality(mean, 0.0055, 6300 * part.length, error * (0.8 + k * 0.05)) }];
  });
}

function bins(error: number): CalibrationBin[] {
  return Array.from({ length: 10 }, (_, i) => {
    const meanPredicted = 0.05 + i * 0.095;
    const observedRate = meanPredicted - error * 1.6 * Math.sin(i / 2.6);
    const count = Math.round(90_000 * Math.exp(-i / 2.2));
    const half = 1.96 * Math.sqrt((observedRate * (1 - observedRate)) / count);
    return { meanPredicted, observedRate, low: observedRate - half, high: observedRate + half, count };
  });
}

const FEATURES = [
  "prev_leg_delay_min",
  "hour_of_day",
  "origin_queue_1h",
  "carrier_late_rate_7d",
  "route_late_rate_14d",
  "origin_wind_gust",
  "origin_visibility",
  "tail_late_rate_30d",
  "dest_late_rate_7d",
  "distance",
  "aircraft_age",
  "day_of_week",
];

function driftRows(policy: string, weeks: number, marks: readonly Mark[]): DriftRow[] {
  if (weeks === 0) return [];
  const retrained = marks.filter((m) => m.kind === "retraining").length;
  return FEATURES.map((feature, f) => {
    const r = createRandom(`${policy}/${feature}`);
    const distances = Array.from({ length: weeks }, (_, i) => {
      let v = 0.22 + 0.2 * r.next() + 0.16 * Math.sin(i / 5 + f) ** 2 + (retrained === 0 ? i * 0.012 : 0);
      if (f === 0) v += (i >= 16 && i <= 20 ? 1.05 : 0) + (i === 38 ? 0.95 : 0);
      if (f === 5) v += i >= 17 && i <= 19 ? 1.4 : i === 30 ? 0.75 : 0;
      if (f === 6) v += i === 17 ? 0.75 : 0;
      return f === 7 && i < 4 ? null : v;
    });
    return { feature, importance: 0.34 * 0.72 ** f, weeks: distances };
  });
}

function turn(week: number, version: number, outcome: "promotion" | "rollback" | "refused", why: string): Mark[] {
  const retraining: Mark = {
    kind: "retraining",
    at: iso(week),
    version: String(version),
    text: `trained version ${version}: ${why}`,
  };
  if (outcome === "refused")
    return [
      retraining,
      {
        kind: "refused",
        at: iso(week + 0.1),
        version: String(version),
        text: `version ${version} is 0.004 below the champion`,
      },
    ];
  const end = iso(week + (outcome === "rollback" ? 0.9 : 1.15));
  const words =
    outcome === "promotion"
      ? `version ${version} answers every request`
      : `version ${version} was worse by 0.011 in the canary`;
  return [
    retraining,
    {
      kind: "canary",
      at: iso(week + 0.1),
      until: end,
      version: String(version),
      text: `version ${version} answers 25 % of the requests`,
    },
    { kind: outcome, at: end, version: String(version), text: words },
  ];
}

const alert = (week: number): Mark => ({
  kind: "alert",
  at: iso(week),
  text:
    week > 30
      ? "prev_leg_delay_min is beyond its limit"
      : "origin_wind_gust and prev_leg_delay_min are beyond their limits",
});

export const NEVER: SampleShape = {
  policy: "never",
  description: "Keeps the first model for the whole year.",
  quality: (i) => 0.781 - 0.036 * (1 - Math.exp(-i / 15)),
  marks: Array.from({ length: 29 }, (_, k) => alert(9.2 + k * 1.17)),
  cpuSeconds: 6.2,
  calibrationError: 0.0412,
};
export const MONTHLY: SampleShape = {
  policy: "monthly",
  description: "Retrains on the first day of each month.",
  quality: (i) => 0.7875 + 0.0028 * Math.sin(i / 8),
  marks: [
    ...Array.from({ length: 10 }, (_, k) =>
      turn(0.3 + k * 4.33, k + 2, k === 4 || k === 7 ? "rollback" : k === 6 ? "refused" : "promotion", "a new month"),
    ).flat(),
    ...[16.6, 17.2, 18.1, 19, 30.8, 34, 38.4].map(alert),
  ],
  cpuSeconds: 96.4,
  calibrationError: 0.0094,
};
export const ON_DRIFT: SampleShape = {
  policy: "on-drift",
  description: "Retrains when a feature that matters leaves its limit, at most once a week.",
  quality: (i) => 0.787 + 0.0022 * Math.sin(i / 8) - (i > 11 && i < 17 ? 0.004 : 0),
  marks: [
    ...turn(17.2, 2, "rollback", "origin_wind_gust drifted"),
    ...turn(20, 3, "promotion", "prev_leg_delay_min drifted"),
    ...turn(31.4, 4, "promotion", "origin_wind_gust drifted"),
    ...turn(38.6, 5, "refused", "prev_leg_delay_min drifted"),
    ...[16.6, 17.1, 19.4, 30.9, 38.2].map(alert),
  ],
  cpuSeconds: 31.1,
  calibrationError: 0.0098,
};

const CARD = `# Model card: late

Predicts whether a flight **arrives more than 15 minutes late**, from what is known two hours before departure.

## Data

| what | rows | period |
| --- | ---: | --- |
| training | 104,210 | January and February 2013 |
| rehearsal | 281,600 | March to December 2013 |

## Limits

- Only departures from the three airports of New York.
- Storms: in the week of 28 June the ranking is *clearly* worse.
  - The guard sees it after about 2,000 outcomes.
- Not for deciding on compensation.

## How it was made

\`\`\`
gyre train late --seed 7
\`\`\`
`;

/** A report over the sample stretch with the given policies. */
export function sampleReport(
  policies: readonly PolicyReport[],
  changes: Partial<RehearsalReport> = {},
): RehearsalReport {
  return {
    project: "flights",
    model: "late",
    estimator: "gradient boosting, 100 trees of depth 6",
    outcome: "whether a flight arrives more than 15 minutes late",
    from: SAMPLE_FROM,
    to: SAMPLE_TO,
    positiveRate: 0.2312,
    policies: [...policies],
    modelCard: CARD,
    ...changes,
  };
}
