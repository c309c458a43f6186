import { type Kysely, sql, type Transaction } from "kysely";
import type { Dataset, DatasetInput, TrackingStore } from "../../../tracking/index.js";
import { lastByKey } from "../../../tracking/index.js";
import type { SqlDatabase } from "../database.js";
import type { Tables } from "../schema.js";
import { dialectOf } from "./dialect.js";
import { numberOf } from "./experiments.js";
import { activeRun } from "./run-rows.js";
import type { SharedWrite } from "./shared-writes.js";

/** The tag of a reading that says what for. */
const CONTEXT_TAG = "mlflow.data.context";

type Inputs = Pick<TrackingStore, "logInputs" | "logOutputs" | "datasets">;

/** The part of the store that keeps what runs read and made. */
export function createInputs({ db }: SqlDatabase, write: SharedWrite): Inputs {
  return {
    logInputs: (runId, datasets, modelIds) =>
      write(datasets.length + modelIds.length, async (trx) => {
        const { number: run, experiment } = await activeRun(trx, runId);
        let place = await nextPlace(trx, "run_inputs", run);
        for (const input of datasets) await insertInput(trx, { run, experiment, place: place++, input });
        const models = modelIds.map((modelId) => ({ modelId, step: 0 }));
        await insertModels(trx, run, { direction: "input", models });
      }),
    logOutputs: (runId, models) =>
      write(models.length, async (trx) => {
        const { number: run } = await activeRun(trx, runId);
        await insertModels(trx, run, { direction: "output", models });
      }),
    datasets: (experimentIds, limit) => listDatasets(db, experimentIds, limit),
  };
}

interface Reading {
  readonly run: number;
  readonly experiment: number;
  readonly place: number;
  readonly input: DatasetInput;
}

async function insertInput(trx: Transaction<Tables>, { run, experiment, place, input }: Reading): Promise<void> {
  const dataset = await datasetNumber(trx, experiment, input.dataset);
  const tags = lastByKey(input.tags).map(({ key, value }) => ({ key, value }));
  const context = tags.find((tag) => tag.key === CONTEXT_TAG)?.value ?? null;
  await trx
    .insertInto("run_inputs")
    .values({ run, dataset, place, context, tags: JSON.stringify(tags) })
    .onConflict((conflict) => conflict.columns(["run", "dataset"]).doNothing())
    .execute();
}

async function datasetNumber(trx: Transaction<Tables>, experiment: number, dataset: Dataset): Promise<number> {
  const { name, digest, source, schema, profile } = dataset;
  const find = trx
    .selectFrom("run_datasets")
    .select("number")
    .where("experiment", "=", experiment)
    .where("name", "=", name)
    .where("digest", "=", digest);
  const known = await find.executeTakeFirst();
  if (known !== undefined) return known.number;
  const made = await trx
    .insertInto("run_datasets")
    .values({ experiment, name, digest, source_type: dataset.sourceType, source, schema, profile })
    .returning("number")
    .executeTakeFirstOrThrow();
  return made.number;
}

interface Models {
  readonly direction: "input" | "output";
  readonly models: readonly { readonly modelId: string; readonly step: number }[];
}

async function insertModels(trx: Transaction<Tables>, run: number, { direction, models }: Models): Promise<void> {
  let place = await nextPlace(trx, "run_models", run);
  for (const { modelId, step } of models)
    await trx
      .insertInto("run_models")
      .values({ run, direction, model_id: modelId, place: place++, step })
      .onConflict((conflict) => conflict.columns(["run", "direction", "model_id"]).doNothing())
      .execute();
}

/** A run's inputs and outputs are given in the order in which they came. */
async function nextPlace(trx: Transaction<Tables>, table: "run_inputs" | "run_models", run: number): Promise<number> {
  const last = await trx
    .selectFrom(table)
    .select((e) => e.fn.max("place").as("place"))
    .where("run", "=", run)
    .executeTakeFirst();
  return (last?.place ?? -1) + 1;
}

async function listDatasets(db: Kysely<Tables>, experimentIds: readonly string[], limit: number) {
  const numbers = experimentIds.flatMap((id) => numberOf(id) ?? []);
  const rows = await db
    .selectFrom("run_datasets as d")
    .innerJoin("run_inputs as i", "i.dataset", "d.number")
    .select(["d.experiment", "d.name", "d.digest", (e) => e.fn.coalesce("i.context", sql.lit("")).as("context")])
    .distinct()
    .where(dialectOf(db).isOneOf(sql.ref("d.experiment"), numbers))
    .orderBy("d.experiment")
    .orderBy("d.name")
    .orderBy("d.digest")
    .orderBy("context")
    .limit(limit)
    .execute();
  return rows.map(({ experiment, name, digest, context }) => ({
    experimentId: String(experiment),
    name,
    digest,
    context: String(context),
  }));
}
