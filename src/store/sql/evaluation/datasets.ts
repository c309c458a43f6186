import type { Kysely } from "kysely";
import {
  type DatasetTag,
  type DatasetWish,
  type EvaluationDataset,
  type EvaluationDatasetStore,
  newDataset,
} from "../../../tracing/index.js";
import type { Tables } from "../schema.js";
import { completeDataset, findDataset, knownDataset } from "./dataset-rows.js";

type Datasets = Omit<EvaluationDatasetStore, "search" | "merge" | "records" | "removeRecords">;

/** The part of the store that keeps datasets, but for their records. */
export function createEvaluationDatasets(db: Kysely<Tables>): Datasets {
  const within = <T>(work: (trx: Kysely<Tables>) => Promise<T>): Promise<T> => db.transaction().execute(work);
  return {
    ...createLinks(db, within),
    create: (wish) => within((trx) => createDataset(trx, wish)),
    async dataset(id) {
      const row = await findDataset(db, id);
      return row && completeDataset(db, row);
    },
    async remove(id) {
      await db.deleteFrom("evaluation_datasets").where("id", "=", id).execute();
    },
    tag: (id, tags) =>
      within(async (trx) => {
        const { number } = await knownDataset(trx, id);
        await setTags(trx, number, tags);
      }),
    removeTag: (id, key) =>
      within(async (trx) => {
        const row = await findDataset(trx, id);
        if (row)
          await trx
            .deleteFrom("evaluation_dataset_tags")
            .where("dataset", "=", row.number)
            .where("key", "=", key)
            .execute();
      }),
  };
}

function createLinks(
  db: Kysely<Tables>,
  within: <T>(work: (trx: Kysely<Tables>) => Promise<T>) => Promise<T>,
): Pick<EvaluationDatasetStore, "experimentIds" | "addExperiments" | "removeExperiments"> {
  return {
    async experimentIds(id) {
      const rows = await db
        .selectFrom("evaluation_dataset_experiments as e")
        .innerJoin("evaluation_datasets as d", "d.number", "e.dataset")
        .select("e.experiment")
        .where("d.id", "=", id)
        .orderBy("e.number")
        .execute();
      return rows.map(({ experiment }) => experiment);
    },
    addExperiments: (id, experimentIds, at) =>
      within(async (trx) => {
        const { number } = await knownDataset(trx, id);
        await linkExperiments(trx, number, experimentIds);
        return touched(trx, id, at);
      }),
    removeExperiments: (id, experimentIds, at) =>
      within(async (trx) => {
        const row = await knownDataset(trx, id);
        const gone = await unlinkExperiments(trx, row.number, experimentIds);
        return gone > 0 ? touched(trx, id, at) : completeDataset(trx, row);
      }),
  };
}

async function createDataset(trx: Kysely<Tables>, wish: DatasetWish): Promise<EvaluationDataset> {
  const dataset = newDataset(wish);
  const row = await trx
    .insertInto("evaluation_datasets")
    .values({
      id: dataset.datasetId,
      name: dataset.name,
      schema: null,
      profile: null,
      digest: dataset.digest,
      created_at: dataset.createdAt,
      updated_at: dataset.updatedAt,
      created_by: dataset.createdBy,
      updated_by: dataset.updatedBy,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await setTags(trx, row.number, wish.tags);
  await linkExperiments(trx, row.number, wish.experimentIds);
  return completeDataset(trx, row);
}

async function setTags(trx: Kysely<Tables>, dataset: number, tags: readonly DatasetTag[]): Promise<void> {
  for (const { key, value } of tags)
    await trx
      .insertInto("evaluation_dataset_tags")
      .values({ dataset, key, value })
      .onConflict((conflict) => conflict.columns(["dataset", "key"]).doUpdateSet({ value }))
      .execute();
}

async function linkExperiments(trx: Kysely<Tables>, dataset: number, experimentIds: readonly string[]): Promise<void> {
  for (const experiment of experimentIds)
    await trx
      .insertInto("evaluation_dataset_experiments")
      .values({ dataset, experiment })
      .onConflict((conflict) => conflict.columns(["dataset", "experiment"]).doNothing())
      .execute();
}

/** Gives how many there were. */
async function unlinkExperiments(
  trx: Kysely<Tables>,
  dataset: number,
  experimentIds: readonly string[],
): Promise<number> {
  let gone = 0;
  for (const experiment of experimentIds) {
    const { numDeletedRows } = await trx
      .deleteFrom("evaluation_dataset_experiments")
      .where("dataset", "=", dataset)
      .where("experiment", "=", experiment)
      .executeTakeFirstOrThrow();
    gone += Number(numDeletedRows);
  }
  return gone;
}

async function touched(trx: Kysely<Tables>, id: string, at: number): Promise<EvaluationDataset> {
  await trx.updateTable("evaluation_datasets").set({ updated_at: at }).where("id", "=", id).execute();
  return completeDataset(trx, await knownDataset(trx, id));
}
