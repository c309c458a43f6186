import type { Kysely } from "kysely";
import { compileQuery, type Runner } from "../compile-query.js";
import type { Tables } from "../schema.js";
import { createBucketWriter, POINTS_WITHOUT_BUCKETS } from "./bucket-writer.js";
import { compileInsert } from "./inserts.js";
import { encodeLatest, isLater, type Point } from "./latest.js";

/** What is kept of a run's metric. */
export interface Series {
  readonly latest: Point;
  readonly firstStep: number;
  readonly points: number;
}

/** What is logged to a run. */
export interface LoggedPoints {
  readonly run: number;
  /** Points by the numbers of their keys, in the order in which they came. */
  readonly points: ReadonlyMap<number, readonly Point[]>;
  /** What was kept of these keys before, in the same transaction. */
  readonly before: ReadonlyMap<number, Series>;
}

/** Writes points of a run with what is kept current beside them. */
export type MetricWriter = (on: Runner, logged: LoggedPoints) => Promise<void>;

/** A {@link MetricWriter}: the points, then the latest of each metric, then buckets where a curve is long. */
export function createMetricWriter(db: Kysely<Tables>): MetricWriter {
  const same = ["run", "key", "at", "step", "nan", "value"] as const;
  const insertPoints = compileInsert(db, { table: "metric_points", columns: same, same, changes: [] });
  const upsertSeries = compileInsert(db, {
    table: "run_metrics",
    columns: ["run", "key", "nan", "value", "latest", "first_step", "points"],
    same: ["run", "key"],
    changes: ["nan", "value", "latest", "first_step", "points"],
  });
  const allPoints = compileQuery(
    db.selectFrom("metric_points").select(["at", "step", "nan", "value"]).where("run", "=", 0).where("key", "=", 0),
  );
  const buckets = createBucketWriter(db);
  return async (on, { run, points, before }) => {
    const inserted = await insertPoints(on, pointRows(run, points));
    if (inserted === 0) return;
    const after = new Map([...points].map(([key, added]) => [key, extend(before.get(key), added)]));
    await upsertSeries(on, seriesRows(run, after));
    const long = new Map<number, readonly Point[]>();
    for (const [key, { points: count }] of after) {
      if (count <= POINTS_WITHOUT_BUCKETS) continue;
      const isNew = (before.get(key)?.points ?? 0) <= POINTS_WITHOUT_BUCKETS;
      long.set(key, isNew ? await allPoints(on, [run, key]) : (points.get(key) ?? []));
    }
    if (long.size > 0) await buckets.add(on, run, long);
  };
}

/** In the order of the table, which the database then takes fastest. */
function pointRows(run: number, points: LoggedPoints["points"]): (readonly number[])[] {
  const rows: (readonly number[])[] = [];
  for (const [key, added] of points)
    for (const { at, step, nan, value } of added) rows.push([run, key, at, step, nan, value]);
  return rows.sort((a, b) => a[1] - b[1] || a[2] - b[2] || a[3] - b[3]);
}

function seriesRows(run: number, series: ReadonlyMap<number, Series>): (readonly (string | number)[])[] {
  return [...series].map(([key, { latest, firstStep, points }]) => [
    run,
    key,
    latest.nan,
    latest.value,
    encodeLatest(latest),
    firstStep,
    points,
  ]);
}

/** Points that were there already count again: the count says when buckets pay, not how many points there are. */
function extend(series: Series | undefined, added: readonly Point[]): Series {
  let latest = series?.latest ?? added[0];
  let firstStep = series?.firstStep ?? added[0].step;
  for (const point of added) {
    if (isLater(point, latest)) latest = point;
    firstStep = Math.min(firstStep, point.step);
  }
  return { latest, firstStep, points: (series?.points ?? 0) + added.length };
}
