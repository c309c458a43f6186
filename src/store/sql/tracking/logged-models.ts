import { type Kysely, sql, type Transaction } from "kysely";
import { GyreError } from "../../../core/index.js";
import type { LoggedModel, ModelMetric, Param, TrackingStore } from "../../../tracking/index.js";
import { lastByKey } from "../../../tracking/index.js";
import { changesOf, modelParamsChanged, modelUnknown, requireActive } from "../../tracking-failures.js";
import type { SqlDatabase } from "../database.js";
import type { Tables } from "../schema.js";
import { experimentRow } from "./experiments.js";
import { compileInsert, type Insert } from "./inserts.js";
import { readModels, toModelMetric } from "./read-models.js";

type Models = Pick<TrackingStore, "createModel" | "model" | "changeModel" | "modelMetrics">;

interface Writers {
  readonly params: Insert;
  readonly tags: Insert;
}

/** The part of the store that keeps logged models. */
export function createModels({ db }: SqlDatabase): Models {
  const shape = { columns: ["model", "key", "value"], same: ["model", "key"], changes: ["value"] } as const;
  const writers: Writers = {
    params: compileInsert(db, { table: "logged_model_params", ...shape }),
    tags: compileInsert(db, { table: "logged_model_tags", ...shape }),
  };
  return {
    createModel: (model) => db.transaction().execute((trx) => insertModel(trx, writers, model)),
    async model(id) {
      const row = await db
        .selectFrom("logged_models")
        .select("number")
        .where("id", "=", id)
        .where("stage", "=", "active")
        .executeTakeFirst();
      if (row === undefined) return null;
      const [model] = await db.connection().execute((one) => readModels(one, [row.number]));
      return model ?? null;
    },
    changeModel: (id, change) => db.transaction().execute((trx) => changeModel(trx, writers, { id, change })),
    modelMetrics: (id) => metricsOf(db, id),
  };
}

async function insertModel(
  trx: Transaction<Tables>,
  writers: Writers,
  model: Omit<LoggedModel, "metrics">,
): Promise<void> {
  const experiment = await experimentRow(trx, model.experimentId);
  requireActive("experiment", model.experimentId, experiment.stage);
  const { number } = await trx
    .insertInto("logged_models")
    .values({
      id: model.id,
      experiment: experiment.number,
      name: model.name,
      artifact_uri: model.artifactUri,
      created_at: model.createdAt,
      updated_at: model.updatedAt,
      status: model.status,
      stage: model.stage,
      model_type: model.modelType,
      source_run_id: model.sourceRunId,
      deleted_at: null,
    })
    .returning("number")
    .executeTakeFirstOrThrow();
  const rowsOf = (pairs: LoggedModel["tags"]) => lastByKey(pairs).map(({ key, value }) => [number, key, value]);
  await writers.params(trx, rowsOf(model.params));
  await writers.tags(trx, rowsOf(model.tags));
}

interface ModelChange {
  readonly id: string;
  readonly change: Parameters<TrackingStore["changeModel"]>[1];
}

/** A model that is deleted again stays deleted since the first time. */
async function changeModel(trx: Transaction<Tables>, writers: Writers, wish: ModelChange): Promise<LoggedModel> {
  const { id, change } = wish;
  const row = await trx
    .selectFrom("logged_models")
    .select(["number", "deleted_at"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) throw modelUnknown(id);
  const deleted_at = change.stage === "deleted" ? (row.deleted_at ?? change.at) : row.deleted_at;
  await checkParams(trx, { id, number: row.number, params: change.params ?? [] });
  await trx
    .updateTable("logged_models")
    .set({ status: change.status, stage: change.stage, deleted_at, updated_at: change.at })
    .where("number", "=", row.number)
    .execute();
  await writers.params(
    trx,
    lastByKey(change.params ?? []).map(({ key, value }) => [row.number, key, value]),
  );
  await changeTags(trx, writers, { id, number: row.number, tags: change.tags ?? [] });
  const [model] = await readModels(trx, [row.number]);
  return model;
}

interface ParamChange {
  readonly id: string;
  readonly number: number;
  readonly params: readonly Param[];
}

async function checkParams(trx: Transaction<Tables>, { id, number, params }: ParamChange): Promise<void> {
  if (params.length === 0) return;
  const rows = await trx
    .selectFrom("logged_model_params")
    .select(["key", "value"])
    .where("model", "=", number)
    .execute();
  const kept = new Map(rows.map(({ key, value }) => [key, value]));
  const changed = changesOf(params, kept);
  if (changed.length > 0) throw modelParamsChanged(id, changed);
}

interface TagChange {
  readonly id: string;
  readonly number: number;
  readonly tags: readonly { readonly key: string; readonly value: string | null }[];
}

async function changeTags(trx: Transaction<Tables>, writers: Writers, { id, number, tags }: TagChange): Promise<void> {
  const last = lastByKey(tags);
  await writers.tags(
    trx,
    last.flatMap(({ key, value }) => (value === null ? [] : [[number, key, value]])),
  );
  for (const { key, value } of last) {
    if (value !== null) continue;
    const gone = await trx
      .deleteFrom("logged_model_tags")
      .where("model", "=", number)
      .where("key", "=", key)
      .executeTakeFirst();
    if (gone.numDeletedRows === 0n)
      throw new GyreError("tracking.tag_unknown", `No tag with key '${key}' found for model with ID '${id}'.`, {
        details: { id, key },
      });
  }
}

async function metricsOf(db: Kysely<Tables>, id: string): Promise<ModelMetric[]> {
  const rows = await db
    .selectFrom("logged_model_metrics as m")
    .innerJoin("logged_models as l", "l.number", "m.model")
    .selectAll("m")
    .where("l.id", "=", id)
    .orderBy("m.at")
    .orderBy("m.step")
    .orderBy("m.key")
    .orderBy("m.nan")
    .orderBy("m.value")
    .orderBy(sql`m.run_id, m.dataset_name, m.dataset_digest`)
    .execute();
  return rows.map((row) => toModelMetric(row, id));
}
