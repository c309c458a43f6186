import { type Kysely, sql } from "kysely";
import type { SqlDatabase } from "../database.js";
import type { Tables } from "../schema.js";
import { doubleOf } from "./search/compare.js";

/** Points that are deleted in one transaction: the others wait no longer for it than for a large batch. */
const POINTS_AT_ONCE = 10_000;

const SMALL_TABLES = ["run_models", "run_params", "run_tags", "metric_buckets", "run_metrics"] as const;

/** Deletes what removed runs have logged, in pieces. What dies in the middle goes on with the next sweep. */
export async function sweepRuns({ db }: SqlDatabase): Promise<void> {
  for (;;) {
    const next = await db.selectFrom("removed_runs").select("run").orderBy("run").limit(1).executeTakeFirst();
    if (next === undefined) return;
    while (await deletePoints(db, next.run));
    await db.transaction().execute(async (trx) => {
      for (const table of SMALL_TABLES) await trx.deleteFrom(table).where("run", "=", next.run).execute();
      await trx.deleteFrom("removed_runs").where("run", "=", next.run).execute();
    });
  }
}

/** Deletes the first of a run's points, along the primary key; false when there are none. */
async function deletePoints(db: Kysely<Tables>, run: number): Promise<boolean> {
  const columns = sql`key, at, step, nan, value`;
  const { rows } = await sql<{ key: number; at: number; step: number; nan: number; value: number }>`
    select ${columns} from metric_points where run = ${run}
    order by ${columns} limit 1 offset ${POINTS_AT_ONCE}
  `.execute(db);
  const [end] = rows;
  const isBefore =
    end === undefined
      ? sql<boolean>`true`
      : sql<boolean>`(${columns}) < (${end.key}, ${end.at}, ${end.step}, ${end.nan}, ${doubleOf(end.value)})`;
  await db.deleteFrom("metric_points").where("run", "=", run).where(isBefore).execute();
  return end !== undefined;
}
