import { type Kysely, sql, type Transaction } from "kysely";
import { GyreError } from "../../../core/index.js";
import type { Experiment, TrackingStore } from "../../../tracking/index.js";
import { lastByKey } from "../../../tracking/index.js";
import { experimentExists, experimentUnknown, requireActive } from "../../tracking-failures.js";
import type { SqlDatabase } from "../database.js";
import type { Tables } from "../schema.js";
import { dialectOf } from "./dialect.js";
import type { ExperimentTable } from "./tables.js";

type Experiments = Pick<
  TrackingStore,
  "createExperiment" | "experiment" | "experimentByName" | "changeExperiment" | "tagExperiment"
>;

/** An experiment's number; null for what cannot be one's id. */
export function numberOf(id: string): number | null {
  const number = /^(0|[1-9]\d{0,14})$/.test(id) ? Number(id) : null;
  return number;
}

/** An experiment's row. Throws `tracking.experiment_unknown`. */
export async function experimentRow(trx: Transaction<Tables>, id: string): Promise<ExperimentTable> {
  const number = numberOf(id);
  if (number === null) throw experimentUnknown(id);
  const row = await trx.selectFrom("experiments").selectAll().where("number", "=", number).executeTakeFirst();
  if (row === undefined) throw experimentUnknown(id);
  return row;
}

/** Experiments with their tags, in the order of the rows. */
async function withTags(db: Kysely<Tables>, rows: readonly ExperimentTable[]): Promise<Experiment[]> {
  const numbers = rows.map((row) => Number(row.number));
  const tags = await db
    .selectFrom("experiment_tags")
    .selectAll()
    .where(dialectOf(db).isOneOf(sql.ref("experiment"), numbers))
    .orderBy("experiment")
    .orderBy("key")
    .execute();
  const byExperiment = new Map(numbers.map((number) => [number, [] as { key: string; value: string }[]]));
  for (const { experiment, key, value } of tags) byExperiment.get(Number(experiment))?.push({ key, value });
  return rows.map((row) => ({
    id: String(row.number),
    name: row.name,
    artifactLocation: row.artifact_location,
    stage: row.stage,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    tags: byExperiment.get(Number(row.number)) ?? [],
  }));
}

/** Experiments with their tags, in this order; a number without an experiment is left out. */
export async function readExperiments(db: Kysely<Tables>, numbers: readonly number[]): Promise<Experiment[]> {
  const isWanted = dialectOf(db).isOneOf(sql.ref("number"), numbers);
  const rows = await db.selectFrom("experiments").selectAll().where(isWanted).execute();
  const found = new Map(rows.map((row) => [row.number, row]));
  return await withTags(
    db,
    numbers.flatMap((number) => found.get(number) ?? []),
  );
}

/** The part of the store that keeps experiments. */
export function createExperiments({ db }: SqlDatabase, artifactRoot: string): Experiments {
  const one = async (column: "number" | "name", value: string | number): Promise<Experiment | null> => {
    const rows = await db.selectFrom("experiments").selectAll().where(column, "=", value).execute();
    return (await withTags(db, rows))[0] ?? null;
  };
  return {
    createExperiment: (wish) => db.transaction().execute((trx) => insertExperiment(trx, artifactRoot, wish)),
    async experiment(id) {
      const number = numberOf(id);
      return number === null ? null : await one("number", number);
    },
    experimentByName: (name) => one("name", name),
    changeExperiment: (id, change) => db.transaction().execute((trx) => changeExperiment(trx, id, change)),
    tagExperiment: (id, key, value) => db.transaction().execute((trx) => tagExperiment(trx, { id, key, value })),
  };
}

type Wish = Parameters<TrackingStore["createExperiment"]>[0];

/** Counts up within the transaction, so that a failure uses no number up. */
async function insertExperiment(trx: Transaction<Tables>, artifactRoot: string, wish: Wish): Promise<Experiment> {
  const { name, at } = wish;
  const counter = await trx
    .updateTable("tracking_counters")
    .set((e) => ({ next: e("next", "+", 1) }))
    .where("name", "=", "experiments")
    .returning("next")
    .executeTakeFirstOrThrow();
  if (await isTaken(trx, name)) throw experimentExists(name);
  const number = Number(counter.next) - 1;
  const artifact_location = wish.artifactLocation ?? `${artifactRoot}/${number}`;
  const row = { number, name, artifact_location, stage: "active", created_at: at, updated_at: at } as const;
  await trx.insertInto("experiments").values(row).execute();
  const tags = lastByKey(wish.tags).map(({ key, value }) => ({ key, value }));
  if (tags.length > 0)
    await trx
      .insertInto("experiment_tags")
      .values(tags.map((tag) => ({ experiment: number, ...tag })))
      .execute();
  return {
    id: String(number),
    name,
    artifactLocation: artifact_location,
    stage: "active",
    createdAt: at,
    updatedAt: at,
    tags,
  };
}

async function isTaken(trx: Transaction<Tables>, name: string): Promise<boolean> {
  const row = await trx.selectFrom("experiments").select("number").where("name", "=", name).executeTakeFirst();
  return row !== undefined;
}

/** Makes the default experiment in a database that has never had one. */
export async function ensureDefaultExperiment({ db }: SqlDatabase, artifactRoot: string, at: number): Promise<void> {
  const isOld = await db.selectFrom("tracking_counters").select("next").where("name", "=", "experiments").execute();
  if (isOld.length > 0) return;
  await db.transaction().execute(async (trx) => {
    const made = await trx
      .insertInto("tracking_counters")
      .values({ name: "experiments", next: 0 })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .returning("next")
      .execute();
    if (made.length === 0) return;
    await insertExperiment(trx, artifactRoot, { name: "Default", artifactLocation: null, tags: [], at });
  });
}

type Change = Parameters<TrackingStore["changeExperiment"]>[1];

async function changeExperiment(trx: Transaction<Tables>, id: string, { name, stage, at }: Change): Promise<void> {
  const row = await experimentRow(trx, id);
  if (stage !== undefined && stage === row.stage) throw experimentUnknown(id);
  if (name !== undefined) {
    if ((stage ?? row.stage) !== "active")
      throw new GyreError("tracking.not_active", "Cannot rename a non-active experiment.", { details: { id } });
    if (name !== row.name && (await isTaken(trx, name))) throw experimentExists(name);
  }
  await trx
    .updateTable("experiments")
    .set({ name, stage, updated_at: at, ...(stage !== undefined && { deleted_at: stage === "deleted" ? at : null }) })
    .where("number", "=", row.number)
    .execute();
  if (stage !== undefined) await moveRuns(trx, row.number, stage, at);
}

/** Deletes an experiment's active runs with it, or restores all it has. */
async function moveRuns(trx: Transaction<Tables>, experiment: number, stage: string, at: number): Promise<void> {
  const runs = trx.updateTable("tracked_runs").where("experiment", "=", experiment);
  if (stage === "deleted") await runs.set({ stage, deleted_at: at }).where("stage", "=", "active").execute();
  else await runs.set({ stage: "active", deleted_at: null }).where("stage", "=", "deleted").execute();
}

interface TagWish {
  readonly id: string;
  readonly key: string;
  readonly value: string | null;
}

async function tagExperiment(trx: Transaction<Tables>, { id, key, value }: TagWish): Promise<void> {
  const { number, stage } = await experimentRow(trx, id);
  requireActive("experiment", id, stage);
  if (value === null) {
    const gone = await trx
      .deleteFrom("experiment_tags")
      .where("experiment", "=", number)
      .where("key", "=", key)
      .executeTakeFirst();
    if (gone.numDeletedRows === 0n)
      throw new GyreError("tracking.tag_unknown", `No tag with name: ${key} in experiment with id ${id}`, {
        details: { id, key },
      });
  } else
    await trx
      .insertInto("experiment_tags")
      .values({ experiment: number, key, value })
      .onConflict((conflict) => conflict.columns(["experiment", "key"]).doUpdateSet({ value }))
      .execute();
}
