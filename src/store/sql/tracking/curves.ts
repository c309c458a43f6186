import { type Kysely, sql } from "kysely";
import type { CurveQuery, Metric, TrackingStore } from "../../../tracking/index.js";
import type { Tables } from "../schema.js";
import { bucketOf, LEVELS, POINTS_WITHOUT_BUCKETS, spotOf } from "./bucket-writer.js";
import { readFromBuckets } from "./curve-buckets.js";
import { compareSpots, type Spot, thin } from "./curve-points.js";
import { dialectOf } from "./dialect.js";
import type { Keys } from "./keys.js";
import { decodeLatest } from "./latest.js";

/** The store's `curves`. Short curves are read as they are, long ones from their buckets, so that the cost does not grow with length. */
export function createCurves(db: Kysely<Tables>, keys: Keys): Pick<TrackingStore, "curves"> {
  return {
    async curves(query) {
      const { runIds, key, points } = query;
      const number = (await keys.known([key])).get(key);
      const found = number === undefined ? new Map<string, Spot[]>() : await readAll(db, number, query);
      return runIds.map((runId) => {
        const spots = thin((found.get(runId) ?? []).sort(compareSpots), points);
        return { runId, points: spots.map((spot): Metric => ({ key, ...spot })) };
      });
    },
  };
}

/** A run's curve, and the steps of it that are asked for. */
interface Wanted {
  readonly run: number;
  readonly id: string;
  readonly points: number;
  readonly from: number;
  readonly to: number;
  readonly isWhole: boolean;
}

async function readAll(db: Kysely<Tables>, key: number, query: CurveQuery): Promise<Map<string, Spot[]>> {
  const wanted = await db.connection().execute((one) => findSeries(one, key, query));
  const spots = new Map(wanted.map(({ id }) => [id, [] as Spot[]]));
  const short = wanted.filter(({ points }) => points <= Math.max(POINTS_WITHOUT_BUCKETS, query.points));
  await readWhole(db, key, { runs: short, query, spots });
  const byLevel = new Map<number | null, Wanted[]>();
  for (const one of wanted) {
    if (short.includes(one)) continue;
    const level = levelFor(one, query.points);
    byLevel.set(level, [...(byLevel.get(level) ?? []), one]);
  }
  for (const [level, runs] of byLevel) {
    const read = await readFromBuckets(db, { key, level, runs });
    for (const { id, run } of runs) spots.set(id, read.get(run) ?? []);
  }
  return spots;
}

async function findSeries(db: Kysely<Tables>, key: number, { runIds, from, to }: CurveQuery): Promise<Wanted[]> {
  const rows = await db
    .selectFrom("tracked_runs as r")
    .innerJoin("run_metrics as m", "m.run", "r.number")
    .select(["r.id", "m.run", "m.latest", "m.first_step", "m.points"])
    .where(dialectOf(db).isTextOf(sql.ref("r.id"), runIds))
    .where("m.key", "=", key)
    .execute();
  return rows.map(({ id, run, latest, first_step, points }) => {
    const last = decodeLatest(latest).step;
    const isWhole = (from ?? first_step) <= first_step && (to ?? last) >= last;
    return { id, run, points, from: Math.max(from ?? first_step, first_step), to: Math.min(to ?? last, last), isWhole };
  });
}

/** The coarsest level with enough buckets, each of two to four points; null where even the finest has too few. */
function levelFor({ from, to }: Wanted, points: number): number | null {
  const fine = LEVELS.filter((level) => bucketOf(to, level) - bucketOf(from, level) >= points / 4);
  return fine.at(-1) ?? null;
}

interface Short {
  readonly runs: readonly Wanted[];
  readonly query: CurveQuery;
  readonly spots: ReadonlyMap<string, Spot[]>;
}

async function readWhole(db: Kysely<Tables>, key: number, { runs, query, spots }: Short): Promise<void> {
  if (runs.length === 0) return;
  const numbers = new Map(runs.map(({ run, id }) => [run, id]));
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = query;
  const rows = await db
    .selectFrom("metric_points")
    .select(["run", "at", "step", "nan", "value"])
    .where(dialectOf(db).isOneOf(sql.ref("run"), [...numbers.keys()]))
    .where("key", "=", key)
    .execute();
  for (const row of rows)
    if (row.step >= from && row.step <= to) spots.get(numbers.get(row.run) ?? "")?.push(spotOf(row));
}
