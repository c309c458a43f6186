import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { Collectable, TrackingStore } from "../../../tracking/index.js";
import type { SqlDatabase } from "../database.js";
import type { Tables } from "../schema.js";
import { dialectOf } from "./dialect.js";
import { sweepRuns } from "./sweep.js";

type Collection = Pick<TrackingStore, "collectable" | "isCollectable" | "collect">;

/** The part of the store that removes for good what is deleted. What a run logged may be much: it goes last, piece by piece. */
export function createCollection(database: SqlDatabase): Collection {
  const { db } = database;
  return {
    async collectable(before, limit) {
      const { rows } = await sql<CollectableRow>`
        select * from (${deletedThings()}) as things where deleted_at < ${before}
        order by deleted_at, place, number, id limit ${limit}
      `.execute(db);
      return rows.map(toCollectable);
    },
    isCollectable: (item) => isStillDeleted(db, item),
    async collect(items) {
      const removed: Collectable[] = [];
      for (const item of items)
        if (await db.transaction().execute((trx) => removeIfDeleted(trx, item))) removed.push(item);
      await sweepRuns(database);
      return removed;
    },
  };
}

interface CollectableRow {
  readonly kind: Collectable["kind"];
  readonly number: number;
  readonly id: string;
  readonly artifact_uri: string;
  readonly deleted_at: number;
}

function toCollectable({ kind, id, artifact_uri, deleted_at }: CollectableRow): Collectable {
  return { kind, id, artifactUri: artifact_uri, deletedAt: deleted_at };
}

/** Each with the time since when it is deleted: its own, or its experiment's if that is earlier. */
function deletedThings(): RawBuilder<unknown> {
  const own = sql.ref("t.deleted_at");
  const since = sql`case when e.deleted_at is null or ${own} <= e.deleted_at then ${own} else e.deleted_at end`;
  const under = (table: string, kind: string, place: number): RawBuilder<unknown> => sql`
    select ${sql.lit(kind)} as kind, ${sql.lit(place)} as place, 0 as number, t.id, t.artifact_uri, ${since} as deleted_at
    from ${sql.table(table)} as t join experiments as e on e.number = t.experiment
    where ${own} is not null or e.deleted_at is not null`;
  return sql`${under("tracked_runs", "run", 0)} union all ${under("logged_models", "model", 1)} union all
    select 'experiment' as kind, 2 as place, e.number, cast(e.number as text) as id, e.artifact_location, e.deleted_at
    from experiments as e where e.deleted_at is not null`;
}

/** False for what has been restored, or restored and deleted again since, or is not there. */
async function isStillDeleted(db: Kysely<Tables>, { kind, id, deletedAt }: Collectable): Promise<boolean> {
  const { rows } = await sql<{ deleted_at: number }>`
    select deleted_at from (${deletedThings()}) as things where kind = ${kind} and id = ${id}
  `.execute(db);
  return rows[0]?.deleted_at === deletedAt;
}

async function removeIfDeleted(trx: Transaction<Tables>, item: Collectable): Promise<boolean> {
  if (!(await isStillDeleted(trx, item))) return false;
  const { kind, id } = item;
  if (kind === "run") await removeRuns(trx, sql`id = ${id}`);
  if (kind === "model") await removeModels(trx, sql`id = ${id}`);
  if (kind === "experiment") await removeExperiment(trx, Number(id));
  return true;
}

async function removeExperiment(trx: Transaction<Tables>, number: number): Promise<void> {
  const isUnder = sql<boolean>`experiment = ${number}`;
  await removeRuns(trx, isUnder);
  await removeModels(trx, isUnder);
  await trx.deleteFrom("run_datasets").where(isUnder).execute();
  await trx.deleteFrom("traces").where(isUnder).execute();
  await trx.deleteFrom("experiment_tags").where(isUnder).execute();
  await trx.deleteFrom("experiments").where("number", "=", number).execute();
}

/** What can be much of a run is only noted, to be swept away: without its row nothing finds it any more. */
async function removeRuns(trx: Transaction<Tables>, which: RawBuilder<boolean>): Promise<void> {
  const gone = await trx.deleteFrom("tracked_runs").where(which).returning(["number", "id"]).execute();
  const numbers = gone.map(({ number }) => number);
  const ids = gone.map(({ id }) => id);
  await trx
    .deleteFrom("logged_model_metrics")
    .where(dialectOf(trx).isTextOf(sql.ref("run_id"), ids))
    .execute();
  await deleteOf(trx, "run_inputs", numbers);
  for (const run of numbers) await trx.insertInto("removed_runs").values({ run }).execute();
}

async function deleteOf(trx: Kysely<Tables>, table: "run_inputs", numbers: readonly number[]): Promise<void> {
  await trx
    .deleteFrom(table)
    .where(dialectOf(trx).isOneOf(sql.ref("run"), numbers))
    .execute();
}

async function removeModels(trx: Transaction<Tables>, which: RawBuilder<boolean>): Promise<void> {
  const gone = await trx.deleteFrom("logged_models").where(which).returning("number").execute();
  const numbers = gone.map(({ number }) => number);
  const isOfModels = dialectOf(trx).isOneOf(sql.ref("model"), numbers);
  for (const table of ["logged_model_params", "logged_model_tags", "logged_model_metrics"] as const)
    await trx.deleteFrom(table).where(isOfModels).execute();
}
