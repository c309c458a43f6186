import { binaryMetrics, reliabilityCurve } from "../learn/index.js";
import type { JoinedBatch } from "../serving/index.js";
import type { CalibrationBin, PolicyReport, Quality } from "./types.js";

const WEEK_MS = 7 * 86_400_000;
const CALIBRATION_BINS = 10;

/** The quality of some predictions; null where it is undefined. */
export function qualityOf(labels: Float64Array, probabilities: Float64Array): Quality {
  if (labels.length === 0) return { predictions: 0, rocAuc: null, rocAucLow: null, rocAucHigh: null, logLoss: null, brier: null, calibrationError: null };
  const metrics = binaryMetrics(labels, probabilities);
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    predictions: labels.length,
    rocAuc: known(metrics.rocAuc),
    rocAucLow: known(metrics.rocAucLow),
    rocAucHigh: known(metrics.rocAucHigh),
    logLoss: known(metrics.logLoss),
    brier: known(metrics.brier),
    calibrationError: known(metrics.calibrationError),
  };
}

/** Quality by calendar month (UTC) of the prediction. */
export function byMonth(joined: JoinedBatch): PolicyReport["months"] {
  const groups = group(joined, (at) => new Date(at).toISOString().slice(0, 7));
  return groups.map(({ key, labels, probabilities }) => ({ month: key, ...qualityOf(labels, probabilities) }));
}

/** Quality by week since `from`, of the prediction; weeks without predictions are there, with nulls. */
export function byWeek(joined: JoinedBatch, from: number, to: number): PolicyReport["weeks"] {
  const groups = new Map(group(joined, (at) => String(Math.floor((at - from) / WEEK_MS))).map((one) => [Number(one.key), one]));
  const weeks = Math.ceil((to - from) / WEEK_MS);
  const none = new Float64Array(0);
  return Array.from({ length: weeks }, (_, week) => ({
    from: new Date(from + week * WEEK_MS).toISOString(),
    to: new Date(Math.min(to, from + (week + 1) * WEEK_MS)).toISOString(),
    ...qualityOf(groups.get(week)?.labels ?? none, groups.get(week)?.probabilities ?? none),
  }));
}

/** The reliability curve in bins of equal frequency. */
export function calibrationOf(joined: JoinedBatch): CalibrationBin[] {
  return [...reliabilityCurve(joined.labels, joined.probabilities, CALIBRATION_BINS)];
}

interface Group {
  readonly key: string;
  readonly labels: Float64Array;
  readonly probabilities: Float64Array;
}

/** Rows by a key of their prediction's time, keys ascending. */
function group(joined: JoinedBatch, keyOf: (at: number) => string): readonly Group[] {
  const rows = new Map<string, number[]>();
  for (let i = 0; i < joined.at.length; i++) {
    const key = keyOf(joined.at[i]);
    const known = rows.get(key);
    if (known) known.push(i);
    else rows.set(key, [i]);
  }
  return [...rows.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, members]) => ({
      key,
      labels: Float64Array.from(members, (i) => joined.labels[i]),
      probabilities: Float64Array.from(members, (i) => joined.probabilities[i]),
    }));
}
