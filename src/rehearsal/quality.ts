import { binaryMetrics, reliabilityCurve } from "../learn/index.js";
import type { JoinedBatch } from "../serving/index.js";
import type { CalibrationBin, PolicyReport, Quality } from "./types.js";

const WEEK_MS = 7 * 86_400_000;
const CALIBRATION_BINS = 10;

/** The quality of some predictions; null where it is undefined. */
export function qualityOf(labels: Float64Array, probabilities: Float64Array): Quality {
  if (labels.length === 0)
    return {
      predictions: 0,
      rocAuc: null,
      rocAucLow: null,
      rocAucHigh: null,
      logLoss: null,
      brier: null,
      calibrationError: null,
    };
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

/** Quality by calendar month (UTC) of the prediction; months without predictions are left out. */
export function byMonth(joined: JoinedBatch): PolicyReport["months"] {
  const starts = monthStarts(joined.at);
  return byPeriod(joined, starts).flatMap(({ labels, probabilities }, i) => {
    if (labels.length === 0) return [];
    return [{ month: new Date(starts[i]).toISOString().slice(0, 7), ...qualityOf(labels, probabilities) }];
  });
}

/** Quality by week since `from`, of the prediction; weeks without predictions are there, with nulls. */
export function byWeek(joined: JoinedBatch, from: number, to: number): PolicyReport["weeks"] {
  const starts = Array.from({ length: Math.ceil((to - from) / WEEK_MS) }, (_, week) => from + week * WEEK_MS);
  return byPeriod(joined, starts).map(({ labels, probabilities }, i) => ({
    from: new Date(starts[i]).toISOString(),
    to: new Date(Math.min(to, starts[i] + WEEK_MS)).toISOString(),
    ...qualityOf(labels, probabilities),
  }));
}

/** The reliability curve in bins of equal frequency. */
export function calibrationOf(joined: JoinedBatch): CalibrationBin[] {
  return [...reliabilityCurve(joined.labels, joined.probabilities, CALIBRATION_BINS)];
}

interface Period {
  readonly labels: Float64Array;
  readonly probabilities: Float64Array;
}

/** Rows by the period in which they were predicted; period i is from starts[i] to the next start, the last one has no end. */
function byPeriod({ at, labels, probabilities }: JoinedBatch, starts: readonly number[]): readonly Period[] {
  const rows = starts.map((): number[] => []);
  let period = 0;
  for (let i = 0; i < at.length; i++) {
    // Rows come nearly in the order of time, so the search begins where the last one ended.
    while (period + 1 < starts.length && at[i] >= starts[period + 1]) period++;
    while (period > 0 && at[i] < starts[period]) period--;
    rows[period].push(i);
  }
  return rows.map((members) => ({ labels: pick(labels, members), probabilities: pick(probabilities, members) }));
}

function monthStarts(at: Float64Array): readonly number[] {
  if (at.length === 0) return [];
  let [first, last] = [at[0], at[0]];
  for (let i = 1; i < at.length; i++) {
    first = Math.min(first, at[i]);
    last = Math.max(last, at[i]);
  }
  const starts: number[] = [];
  const begun = new Date(first);
  for (let month = begun.getUTCMonth(); ; month++) {
    const start = Date.UTC(begun.getUTCFullYear(), month, 1);
    if (start > last) return starts;
    starts.push(start);
  }
}

function pick(values: Float64Array, rows: readonly number[]): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = values[rows[i]];
  return picked;
}
