import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Tables } from "../schema.js";
import { addToBucket, decodeBucket, encodeBucket, type Spot } from "./curve-points.js";
import { dialectOf } from "./dialect.js";
import { compileInsert } from "./inserts.js";
import { measured, type Point } from "./latest.js";

/** A bucket of a level holds 2^level steps. */
export const LEVELS = [5, 10, 15] as const;

/** Curves with fewer points have no buckets: they are read as they are. */
export const POINTS_WITHOUT_BUCKETS = 512;

/** Keeps a curve's buckets with its points, in the same transaction. */
export interface BucketWriter {
  /** Points by key. Points that are in the buckets already do no harm. */
  add(db: Kysely<Tables>, run: number, points: ReadonlyMap<number, readonly Point[]>): Promise<void>;
}

/** The bucket of a level that a step is in. */
export function bucketOf(step: number, level: number): number {
  return Math.floor(step / 2 ** level);
}

/** A row's point as a point of a curve. */
export function spotOf(point: Point): Spot {
  return { step: point.step, timestamp: point.at, value: measured(point) };
}

/** A {@link BucketWriter} whose statements are compiled for this dialect. */
export function createBucketWriter(db: Kysely<Tables>): BucketWriter {
  const upsert = compileInsert(db, {
    table: "metric_buckets",
    columns: ["run", "key", "level", "bucket", "body"],
    same: ["run", "key", "level", "bucket"],
    changes: ["body"],
  });
  return {
    async add(executor, run, points) {
      for (const level of LEVELS) {
        const added = gather(points, level);
        const kept = await readKept(executor, { run, level, added });
        const rows = [...added.values()].map(({ key, bucket, spots }) => {
          const body = kept.get(nameOf(key, bucket));
          return [run, key, level, bucket, encodeBucket(addToBucket(body && decodeBucket(body), spots))];
        });
        await upsert(executor, rows);
      }
    },
  };
}

interface Added {
  readonly key: number;
  readonly bucket: number;
  readonly spots: Spot[];
}

const nameOf = (key: number, bucket: number): string => `${key} ${bucket}`;

function gather(points: ReadonlyMap<number, readonly Point[]>, level: number): ReadonlyMap<string, Added> {
  const added = new Map<string, Added>();
  for (const [key, ofKey] of points)
    for (const point of ofKey) {
      const bucket = bucketOf(point.step, level);
      const name = nameOf(key, bucket);
      const place = added.get(name);
      if (place) place.spots.push(spotOf(point));
      else added.set(name, { key, bucket, spots: [spotOf(point)] });
    }
  return added;
}

interface Wanted {
  readonly run: number;
  readonly level: number;
  readonly added: ReadonlyMap<string, Added>;
}

/** Above so many combinations of keys and buckets each key is asked for by itself. */
const MOST_COMBINATIONS = 4096;

async function readKept(db: Kysely<Tables>, { run, level, added }: Wanted): Promise<ReadonlyMap<string, Uint8Array>> {
  const keys = new Set<number>();
  const buckets = new Set<number>();
  for (const { key, bucket } of added.values()) {
    keys.add(key);
    buckets.add(bucket);
  }
  const kept = new Map<string, Uint8Array>();
  const read = async (isKey: RawBuilder<boolean>, of: Iterable<number>): Promise<void> => {
    const rows = await db
      .selectFrom("metric_buckets")
      .select(["key", "bucket", "body"])
      .where("run", "=", run)
      .where(isKey)
      .where("level", "=", level)
      .where(dialectOf(db).isOneOf(sql.ref("bucket"), [...of]))
      .execute();
    for (const { key, bucket, body } of rows) kept.set(nameOf(key, bucket), body);
  };
  if (keys.size * buckets.size <= MOST_COMBINATIONS)
    await read(dialectOf(db).isOneOf(sql.ref("key"), [...keys]), buckets);
  else
    for (const key of keys) {
      const ofKey = [...added.values()].filter((one) => one.key === key);
      await read(
        sql`key = ${key}`,
        ofKey.map((one) => one.bucket),
      );
    }
  return kept;
}
