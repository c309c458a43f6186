import { type Kysely, type Selectable, sql } from "kysely";
import type { DatasetTag, EvaluationDataset } from "../../../tracing/index.js";
import { datasetUnknown } from "../../evaluation-failures.js";
import type { Tables } from "../schema.js";
import { dialectOf } from "../tracking/dialect.js";
import type { EvaluationDatasetTable } from "./tables.js";

/** A row of a dataset. */
export type DatasetRow = Selectable<EvaluationDatasetTable>;

/** Null when no dataset has that id. */
export async function findDataset(db: Kysely<Tables>, id: string): Promise<DatasetRow | null> {
  const row = await db.selectFrom("evaluation_datasets").selectAll().where("id", "=", id).executeTakeFirst();
  return row ?? null;
}

/** Throws `tracing.dataset_unknown`. */
export async function knownDataset(db: Kysely<Tables>, id: string): Promise<DatasetRow> {
  const row = await findDataset(db, id);
  if (row) return row;
  throw datasetUnknown(id);
}

/** A row with its tags. */
export async function completeDataset(db: Kysely<Tables>, row: DatasetRow): Promise<EvaluationDataset> {
  const [dataset] = await completeDatasets(db, [row]);
  return dataset;
}

/** Rows with their tags, in the same order. */
export async function completeDatasets(db: Kysely<Tables>, rows: readonly DatasetRow[]): Promise<EvaluationDataset[]> {
  const numbers = rows.map(({ number }) => number);
  const tags = await db
    .selectFrom("evaluation_dataset_tags")
    .selectAll()
    .where(dialectOf(db).isOneOf(sql.ref("dataset"), numbers))
    .orderBy("dataset")
    .orderBy("key")
    .execute();
  const byDataset = new Map(numbers.map((number) => [number, [] as DatasetTag[]]));
  for (const { dataset, key, value } of tags) byDataset.get(dataset)?.push({ key, value });
  return rows.map((row) => ({
    datasetId: row.id,
    name: row.name,
    tags: byDataset.get(row.number) ?? [],
    schema: row.schema,
    profile: row.profile,
    digest: row.digest,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    createdBy: row.created_by,
    updatedBy: row.updated_by,
  }));
}
