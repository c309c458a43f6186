import type { CurveQuery, HistoryQuery, Metric, TrackingStore } from "../../../tracking/index.js";
import { compareNumber, firstOf, type Kept } from "./kept.js";

/** The part of the store that gives metrics with their histories. */
export function createMetrics(kept: Kept): Pick<TrackingStore, "history" | "curves"> {
  const pointsOf = (runId: string, key: string): Metric[] => [
    ...(kept.runs.get(runId)?.metrics.get(key)?.points.values() ?? []),
  ];
  return {
    async history({ runId, key, limit, after }) {
      const rest = pointsOf(runId, key)
        .sort(byTime)
        .filter((point) => after === null || byTime(point, placeOf(after)) > 0);
      return { metrics: rest.slice(0, limit).map((point) => ({ ...point })), hasMore: rest.length > limit };
    },
    async curves(query) {
      return query.runIds.map((runId) => {
        const points = pointsOf(runId, query.key).sort(byStep).filter(isWithin(query));
        return { runId, points: sampled(points, query.points).map((point) => ({ ...point })) };
      });
    },
  };
}

type Place = Pick<Metric, "timestamp" | "step" | "value">;

function placeOf([timestamp, step, value]: NonNullable<HistoryQuery["after"]>): Place {
  return { timestamp, step, value: Number(value) };
}

function byTime(a: Place, b: Place): number {
  return firstOf(a.timestamp - b.timestamp, a.step - b.step, compareNumber(a.value, b.value));
}

function byStep(a: Place, b: Place): number {
  return firstOf(a.step - b.step, a.timestamp - b.timestamp, compareNumber(a.value, b.value));
}

function isWithin({ from, to }: CurveQuery): (point: Metric) => boolean {
  return ({ step }) => (from === undefined || step >= from) && (to === undefined || step <= to);
}

/** Of each of equally wide buckets of steps the first, the last, the lowest and the highest point. */
function sampled(points: readonly Metric[], most: number): readonly Metric[] {
  if (points.length <= most) return points;
  const buckets = Math.max(1, Math.floor(most / 4));
  const start = points[0].step;
  const width = (points[points.length - 1].step - start + 1) / buckets;
  const byBucket = new Map<number, Metric[]>();
  for (const point of points) {
    const bucket = Math.floor((point.step - start) / width);
    const others = byBucket.get(bucket);
    if (others) others.push(point);
    else byBucket.set(bucket, [point]);
  }
  return [...byBucket.values()].flatMap((bucket) => {
    const byValue = bucket.filter(({ value }) => !Number.isNaN(value)).sort((a, b) => a.value - b.value);
    const wanted = new Set([bucket[0], bucket[bucket.length - 1], byValue[0], byValue[byValue.length - 1]]);
    return bucket.filter((point) => wanted.has(point));
  });
}
