import type { Kysely } from "kysely";
import { compileQuery, type Runner } from "../compile-query.js";
import type { Tables } from "../schema.js";
import { addToBucket, decodeBucket, encodeBucket, type Spot } from "./curve-points.js";
import { type BucketPlace, dialectOf } from "./dialect.js";
import { compileInsert } from "./inserts.js";
import { measured, type Point } from "./latest.js";

/** A bucket of a level holds 2^level steps. */
export const LEVELS = [5, 10, 15] as const;

/** Curves with fewer points have no buckets: they are read as they are. */
export const POINTS_WITHOUT_BUCKETS = 512;

/** Keeps a curve's buckets with its points, in the same transaction. */
export interface BucketWriter {
  /** Points by key. Points that are in the buckets already do no harm. */
  add(on: Runner, run: number, points: ReadonlyMap<number, readonly Point[]>): Promise<void>;
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
  const read = compileQuery(
    db
      .selectFrom("metric_buckets")
      .select(["key", "level", "bucket", "body"])
      .where("run", "=", 0)
      .where(dialectOf(db).isBucketOf([])),
  );
  const upsert = compileInsert(db, {
    table: "metric_buckets",
    columns: ["run", "key", "level", "bucket", "body"],
    same: ["run", "key", "level", "bucket"],
    changes: ["body"],
  });
  return {
    async add(on, run, points) {
      const added = gather(points);
      const places = [...added.values()].map(({ place }) => place);
      const kept = new Map<string, Uint8Array>();
      for (const { key, level, bucket, body } of await read(on, [run, JSON.stringify(places)]))
        kept.set(nameOf([key, level, bucket]), body);
      const rows = [...added].map(([name, { place, spots }]) => {
        const body = kept.get(name);
        return [run, ...place, encodeBucket(addToBucket(body && decodeBucket(body), spots))];
      });
      await upsert(on, rows);
    },
  };
}

/** What one bucket is given. */
interface Added {
  readonly place: BucketPlace;
  readonly spots: Spot[];
}

const nameOf = (place: BucketPlace): string => place.join();

function gather(points: ReadonlyMap<number, readonly Point[]>): ReadonlyMap<string, Added> {
  const added = new Map<string, Added>();
  for (const level of LEVELS)
    for (const [key, ofKey] of points)
      for (const point of ofKey) {
        const place = [key, level, bucketOf(point.step, level)] as const;
        const there = added.get(nameOf(place));
        if (there) there.spots.push(spotOf(point));
        else added.set(nameOf(place), { place, spots: [spotOf(point)] });
      }
  return added;
}
