import { type Kysely, sql } from "kysely";
import type { DatasetInput, Run, Tag } from "../../../tracking/index.js";
import type { Tables } from "../schema.js";
import { dialectOf } from "./dialect.js";

/** Adds to runs, by number, the datasets that they read and the models that they read and made. */
export async function readInputs(
  db: Kysely<Tables>,
  numbers: readonly number[],
  runs: ReadonlyMap<number, Run>,
): Promise<void> {
  const dialect = dialectOf(db);
  const datasets = await db
    .selectFrom("run_inputs as i")
    .innerJoin("run_datasets as d", "d.number", "i.dataset")
    .select(["i.run", "i.tags", "d.name", "d.digest", "d.source_type", "d.source", "d.schema", "d.profile"])
    .where(dialect.isOneOf(sql.ref("i.run"), numbers))
    .orderBy("i.place")
    .execute();
  for (const row of datasets) runs.get(row.run)?.datasets.push(inputOf(row));
  const models = await db
    .selectFrom("run_models")
    .select(["run", "direction", "model_id", "step"])
    .where(dialect.isOneOf(sql.ref("run"), numbers))
    .orderBy("place")
    .execute();
  for (const { run, direction, model_id, step } of models)
    if (direction === "input") runs.get(run)?.modelInputs.push(model_id);
    else runs.get(run)?.modelOutputs.push({ modelId: model_id, step });
}

interface InputRow {
  readonly tags: string;
  readonly name: string;
  readonly digest: string;
  readonly source_type: string;
  readonly source: string;
  readonly schema: string | null;
  readonly profile: string | null;
}

function inputOf({ tags, source_type, name, digest, source, schema, profile }: InputRow): DatasetInput {
  return {
    dataset: { name, digest, sourceType: source_type, source, schema, profile },
    tags: JSON.parse(tags) as Tag[],
  };
}
