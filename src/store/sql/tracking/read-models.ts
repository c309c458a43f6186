import { type Kysely, sql } from "kysely";
import type { LoggedModel, ModelMetric } from "../../../tracking/index.js";
import type { Tables } from "../schema.js";
import { dialectOf } from "./dialect.js";
import { measured } from "./latest.js";
import type { ModelMetricTable } from "./tables.js";

/** These logged models, whole, in this order; a number without one is left out. */
export async function readModels(db: Kysely<Tables>, numbers: readonly number[]): Promise<LoggedModel[]> {
  const dialect = dialectOf(db);
  const rows = await db
    .selectFrom("logged_models")
    .selectAll()
    .where(dialect.isOneOf(sql.ref("number"), numbers))
    .execute();
  const models = new Map<number, LoggedModel>(
    rows.map((row) => [
      row.number,
      {
        id: row.id,
        experimentId: String(row.experiment),
        name: row.name,
        artifactUri: row.artifact_uri,
        createdAt: row.created_at,
        updatedAt: row.updated_at,
        status: row.status,
        stage: row.stage,
        modelType: row.model_type,
        sourceRunId: row.source_run_id,
        params: [],
        tags: [],
        metrics: [],
      },
    ]),
  );
  const isOfModels = dialect.isOneOf(sql.ref("model"), numbers);
  for (const [table, list] of [
    ["logged_model_params", "params"],
    ["logged_model_tags", "tags"],
  ] as const)
    for (const { model, key, value } of await db
      .selectFrom(table)
      .selectAll()
      .where(isOfModels)
      .orderBy("model")
      .orderBy("key")
      .execute())
      models.get(model)?.[list].push({ key, value });
  for (const row of await metricRows(db, numbers)) {
    const model = models.get(row.model);
    model?.metrics.push(toModelMetric(row, model.id));
  }
  return numbers.flatMap((number) => models.get(number) ?? []);
}

/** Of each model by key, oldest first: the order of the table. */
async function metricRows(db: Kysely<Tables>, numbers: readonly number[]): Promise<ModelMetricTable[]> {
  return await db
    .selectFrom("logged_model_metrics")
    .selectAll()
    .where(dialectOf(db).isOneOf(sql.ref("model"), numbers))
    .orderBy(sql`model, key, at, step, nan, value, run_id, dataset_name, dataset_digest`)
    .execute();
}

/** A row as a metric of the model with this id. */
export function toModelMetric(row: ModelMetricTable, modelId: string): ModelMetric {
  return {
    key: row.key,
    value: measured(row),
    timestamp: row.at,
    step: row.step,
    modelId,
    runId: row.run_id,
    datasetName: row.dataset_name === "" ? null : row.dataset_name,
    datasetDigest: row.dataset_digest === "" ? null : row.dataset_digest,
  };
}
