import { type Kysely, sql } from "kysely";
import { GyreError } from "../../../core/index.js";
import {
  afterMerge,
  type DatasetRecord,
  type EvaluationDatasetStore,
  inputHash,
  type Merge,
  type MergeWish,
  mergeRecords,
  profileOf,
} from "../../../tracing/index.js";
import type { Query } from "../../../tracking/index.js";
import { datasetUnknown } from "../../evaluation-failures.js";
import { chunksOf } from "../registered-models/groups.js";
import type { Tables } from "../schema.js";
import { dialectOf } from "../tracking/dialect.js";
import { type DatasetRow, findDataset } from "./dataset-rows.js";
import { recordOf, rowOf } from "./record-rows.js";

/** Rows of thirteen values each stay below the parameters of a statement. */
const ROWS_AT_ONCE = 100;

/** The part of the store that keeps records of datasets. */
export function createDatasetRecords(
  db: Kysely<Tables>,
): Pick<EvaluationDatasetStore, "merge" | "records" | "removeRecords"> {
  return {
    merge: (id, wish) => db.transaction().execute((trx) => merge(trx, id, wish)),
    async records(id, { limit, after }) {
      const dataset = await findDataset(db, id);
      if (dataset === null) return { items: [], next: null };
      const rows = await db
        .selectFrom("evaluation_dataset_records")
        .selectAll()
        .where("dataset", "=", dataset.number)
        .where("number", ">", placeOf(after))
        .orderBy("number")
        .limit(limit + 1)
        .execute();
      const page = rows.slice(0, limit);
      const next = rows.length > limit ? [page[page.length - 1].number] : null;
      return { items: page.map((row) => recordOf(row, id)), next };
    },
    removeRecords: (id, recordIds) => db.transaction().execute((trx) => removeRecords(trx, id, recordIds)),
  };
}

function placeOf(after: Query["after"]): number {
  const [number] = after ?? [0];
  if (typeof number === "number") return number;
  throw new GyreError("tracking.bad_page_token", "Invalid page token: it belongs to another search");
}

async function merge(trx: Kysely<Tables>, datasetId: string, { records, newId, at }: MergeWish) {
  const dataset = await lockedDataset(trx, datasetId, at);
  const hashes = records.map(({ inputs }) => inputHash(inputs));
  const done = mergeRecords(records, await recordsOf(trx, dataset, hashes), { datasetId, newId, at });
  await writeRecords(trx, dataset, done);
  const count = await countOf(trx, dataset);
  const { updatedAt, updatedBy, ...change } = afterMerge(dataset, records, { count, at });
  await trx
    .updateTable("evaluation_datasets")
    .set({ ...change, updated_at: updatedAt, updated_by: updatedBy })
    .where("number", "=", dataset.number)
    .execute();
  return { inserted: done.inserted.length, updated: done.updatedCount };
}

/** Written to before its records are read, so that two merges into one dataset go one after the other. Throws `tracing.dataset_unknown`. */
async function lockedDataset(trx: Kysely<Tables>, id: string, at: number): Promise<DatasetRow> {
  const row = await trx
    .updateTable("evaluation_datasets")
    .set({ updated_at: at })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  if (row) return row;
  throw datasetUnknown(id);
}

/** Those that are there, by the hash of their inputs. */
async function recordsOf(
  trx: Kysely<Tables>,
  dataset: DatasetRow,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, DatasetRecord>> {
  const rows = await trx
    .selectFrom("evaluation_dataset_records")
    .selectAll()
    .where("dataset", "=", dataset.number)
    .where(dialectOf(trx).isTextOf(sql.ref("input_hash"), hashes))
    .execute();
  return new Map(rows.map((row) => [row.input_hash, recordOf(row, dataset.id)]));
}

async function writeRecords(trx: Kysely<Tables>, dataset: DatasetRow, { inserted, updated }: Merge): Promise<void> {
  for (const record of updated) {
    const { outputs, expectations, tags, updated_at, updated_by } = rowOf(record, dataset.number);
    await trx
      .updateTable("evaluation_dataset_records")
      .set({ outputs, expectations, tags, updated_at, updated_by })
      .where("id", "=", record.recordId)
      .execute();
  }
  for (let from = 0; from < inserted.length; from += ROWS_AT_ONCE) {
    const rows = inserted.slice(from, from + ROWS_AT_ONCE).map((record) => rowOf(record, dataset.number));
    await trx.insertInto("evaluation_dataset_records").values(rows).execute();
  }
}

async function countOf(trx: Kysely<Tables>, dataset: DatasetRow): Promise<number> {
  const { count } = await trx
    .selectFrom("evaluation_dataset_records")
    .select((e) => e.fn.countAll<number>().as("count"))
    .where("dataset", "=", dataset.number)
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function removeRecords(trx: Kysely<Tables>, id: string, recordIds: readonly string[]): Promise<number> {
  const dataset = await findDataset(trx, id);
  if (dataset === null) return 0;
  let gone = 0;
  for (const chunk of chunksOf(recordIds)) {
    const { numDeletedRows } = await trx
      .deleteFrom("evaluation_dataset_records")
      .where("dataset", "=", dataset.number)
      .where("id", "in", chunk)
      .executeTakeFirstOrThrow();
    gone += Number(numDeletedRows);
  }
  if (gone === 0) return 0;
  const profile = profileOf(await countOf(trx, dataset));
  await trx.updateTable("evaluation_datasets").set({ profile }).where("number", "=", dataset.number).execute();
  return gone;
}
