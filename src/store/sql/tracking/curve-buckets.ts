import { type Kysely, sql } from "kysely";
import type { Tables } from "../schema.js";
import { bucketOf, LEVELS, spotOf } from "./bucket-writer.js";
import { type Bucket, decodeBucket, type Spot } from "./curve-points.js";
import { dialectOf } from "./dialect.js";

/** A run's curve, and the steps of it that are asked for. */
export interface Range {
  readonly run: number;
  readonly from: number;
  readonly to: number;
  /** All there are. */
  readonly isWhole: boolean;
}

/** Curves of a key that are read from buckets of a level; null: the points themselves, where they are not too many. */
export interface BucketWish {
  readonly key: number;
  readonly level: number | null;
  readonly runs: readonly Range[];
}

/** So many points of a curve are read as they are. */
const MOST_POINTS = 20_000;

/** Spots by run, in no order, within each run's steps. */
export async function readFromBuckets(
  db: Kysely<Tables>,
  { key, level, runs }: BucketWish,
): Promise<ReadonlyMap<number, Spot[]>> {
  const kept = await readBuckets(db, { key, level, runs });
  const spots = new Map<number, Spot[]>();
  for (const range of runs) {
    const buckets = kept.get(range.run) ?? [];
    const place = { key, range, buckets };
    spots.set(range.run, level === null ? await readPoints(db, place) : await readEdges(db, { ...place, level }));
  }
  return spots;
}

interface Numbered {
  readonly number: number;
  readonly bucket: Bucket;
}

async function readBuckets(
  db: Kysely<Tables>,
  { key, level, runs }: BucketWish,
): Promise<ReadonlyMap<number, Numbered[]>> {
  const finest = level ?? LEVELS[0];
  const kept = new Map(runs.map(({ run }) => [run, [] as Numbered[]]));
  const ranges = new Map(runs.map((range) => [range.run, range]));
  const lowest = Math.min(...runs.map(({ from }) => bucketOf(from, finest)));
  const highest = Math.max(...runs.map(({ to }) => bucketOf(to, finest)));
  const rows = await db
    .selectFrom("metric_buckets")
    .select(["run", "body"])
    .where(dialectOf(db).isOneOf(sql.ref("run"), [...kept.keys()]))
    .where("key", "=", key)
    .where("level", "=", finest)
    .where("bucket", ">=", lowest)
    .where("bucket", "<=", highest)
    .execute();
  for (const { run, body } of rows) {
    const range = ranges.get(run);
    const bucket = decodeBucket(body);
    const number = bucketOf(bucket.spots[0].step, finest);
    if (range === undefined || number < bucketOf(range.from, finest) || number > bucketOf(range.to, finest)) continue;
    kept.get(run)?.push({ number, bucket });
  }
  return kept;
}

interface Place {
  readonly key: number;
  readonly range: Range;
  readonly buckets: readonly Numbered[];
}

/** All spots of the buckets; of a bucket that the range cuts the points within the range. */
async function readEdges(db: Kysely<Tables>, { level, ...place }: Place & { readonly level: number }): Promise<Spot[]> {
  const { range, buckets } = place;
  if (range.isWhole) return buckets.flatMap(({ bucket }) => bucket.spots);
  const spots: Spot[] = [];
  for (const one of buckets) {
    const isCut = one.number * 2 ** level < range.from || (one.number + 1) * 2 ** level - 1 > range.to;
    spots.push(...(isCut ? await readPoints(db, { ...place, buckets: [one] }) : one.bucket.spots));
  }
  return spots;
}

/** The points of these buckets within the range, or their spots where those would be too many. */
async function readPoints(db: Kysely<Tables>, { key, range, buckets }: Place): Promise<Spot[]> {
  const count = buckets.reduce((sum, { bucket }) => sum + bucket.count, 0);
  if (count > MOST_POINTS)
    return buckets.flatMap(({ bucket }) => bucket.spots.filter(({ step }) => step >= range.from && step <= range.to));
  const rows = await db
    .selectFrom("metric_points")
    .select(["at", "step", "nan", "value"])
    .where("run", "=", range.run)
    .where("key", "=", key)
    .where("at", ">=", Math.min(...buckets.map(({ bucket }) => bucket.from)))
    .where("at", "<=", Math.max(...buckets.map(({ bucket }) => bucket.to)))
    .where("step", ">=", range.from)
    .where("step", "<=", range.to)
    .execute();
  return rows.map(spotOf);
}
