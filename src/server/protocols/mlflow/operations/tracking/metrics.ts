import { badValue, type Cursor, type HistoryQuery, type Metric } from "../../../../../tracking/index.js";
import type { MlflowContext } from "../../operation.js";
import type { OperationOf } from "./message.js";
import { placeOf, tokenOf } from "./pages.js";
import { metricReply } from "./wire.js";

/** More than that in one answer would take the server's memory; a token leads on. */
const MOST_POINTS = 1_000_000;
const MOST_BULK_POINTS = 25_000;
const MOST_BULK_RUNS = 100;
const MOST_CURVE_POINTS = 2500;

export const getMetricHistory: OperationOf<"getMetricHistory"> = async ({ tracking }, message) => {
  const { run_id: runId, metric_key: key, max_results: wished } = message;
  if (wished !== undefined && wished < 1) {
    throw badValue(`Invalid value ${wished} for parameter 'max_results' supplied. It must be a positive integer.`);
  }
  const about = ["history", runId, key];
  const after = pointOf(placeOf(message.page_token, about));
  const limit = Math.min(wished ?? MOST_POINTS, MOST_POINTS);
  const { metrics, hasMore } = await tracking.history({ runId, key, limit, after });
  const last = metrics.at(-1);
  const next = hasMore && last ? [last.timestamp, last.step, numberOrNaN(last.value)] : null;
  return { metrics: metrics.map(metricReply), next_page_token: tokenOf(next, about) };
};

export const getMetricHistoryBulkInterval: OperationOf<"getMetricHistoryBulkInterval"> = async (context, message) => {
  const { start_step: from, end_step: to } = message;
  if ((from === undefined) !== (to === undefined))
    throw badValue("If either start step or end step are specified, both must be specified.");
  if (from !== undefined && to !== undefined && from > to)
    throw badValue(`end_step must be greater than start_step. Found start_step=${from} and end_step=${to}.`);
  const curves = await context.tracking.curves({
    runIds: [...new Set(message.run_ids)],
    key: message.metric_key,
    points: message.max_results ?? MOST_CURVE_POINTS,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  });
  const byRun = [...curves].sort((a, b) => (a.runId < b.runId ? -1 : 1));
  return { metrics: byRun.flatMap(({ runId, points }) => points.map((point) => ofRun(runId, point))) };
};

/** Whole histories for the web page, one after the other, as far as they fit. */
export const getMetricHistoryBulk: OperationOf<"getMetricHistoryBulk"> = async ({ tracking }, message) => {
  const { run_id: ids, metric_key: key } = message;
  const refuse = (what: string) => badValue(`GetMetricHistoryBulk request ${what}`);
  if (ids.length === 0) throw refuse("must specify at least one run_id.");
  if (ids.length > MOST_BULK_RUNS)
    throw refuse(`cannot specify more than ${MOST_BULK_RUNS} run_ids. Received ${ids.length} run_ids.`);
  if (key === undefined) throw refuse("must specify a metric_key.");
  const most = Math.max(0, Math.min(message.max_results ?? MOST_BULK_POINTS, MOST_BULK_POINTS));
  return { metrics: await histories(tracking, { ids: [...new Set(ids)].sort(), key, most }) };
};

async function histories(
  tracking: MlflowContext["tracking"],
  { ids, key, most }: { readonly ids: readonly string[]; readonly key: string; readonly most: number },
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const points: Readonly<Record<string, unknown>>[] = [];
  for (const runId of ids) {
    const limit = most - points.length;
    if (limit <= 0) break;
    const { metrics } = await tracking.history({ runId, key, limit, after: null });
    for (const metric of metrics) points.push(ofRun(runId, metric));
  }
  return points;
}

function ofRun(runId: string, metric: Metric): Readonly<Record<string, unknown>> {
  return { ...metricReply(metric), run_id: runId };
}

function numberOrNaN(value: number): number | "NaN" {
  return Number.isNaN(value) ? "NaN" : value;
}

function pointOf(cursor: Cursor | null): HistoryQuery["after"] {
  if (cursor === null) return null;
  const [timestamp, step, value] = cursor;
  const isPoint = typeof timestamp === "number" && typeof step === "number" && cursor.length === 3;
  if (isPoint && (typeof value === "number" || value === "NaN")) return [timestamp, step, value];
  throw badValue("Invalid page token, it names no point of a history");
}
