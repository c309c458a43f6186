import type { Kysely, Selectable } from "kysely";
import { modelUnknown, type RegisteredModel } from "../../../registry/index.js";
import type { Tables } from "../schema.js";
import { chunksOf, groupBy } from "./groups.js";
import { newestOfStages } from "./newest.js";
import { readAliases, readVersions } from "./read-versions.js";
import type { RegisteredModelTable } from "./tables.js";

/** A row of the registry's models. */
export type ModelRow = Selectable<RegisteredModelTable>;

/** Null when no model has that name. */
export async function findModel(db: Kysely<Tables>, name: string): Promise<ModelRow | null> {
  const row = await db.selectFrom("registered_models").selectAll().where("name", "=", name).executeTakeFirst();
  return row ?? null;
}

/** Throws `registry.model_unknown`. */
export async function knownModel(db: Kysely<Tables>, name: string): Promise<ModelRow> {
  const row = await findModel(db, name);
  if (row) return row;
  throw modelUnknown(name);
}

/** A row with what belongs to it. */
export async function completeModel(db: Kysely<Tables>, row: ModelRow): Promise<RegisteredModel> {
  const [model] = await completeModels(db, [row]);
  return model;
}

/** Rows with what belongs to them, in the same order. */
export async function completeModels(db: Kysely<Tables>, rows: readonly ModelRow[]): Promise<RegisteredModel[]> {
  const completed: RegisteredModel[] = [];
  for (const chunk of chunksOf(rows)) {
    const ids = chunk.map((row) => row.id);
    const tags = groupBy(await readTags(db, ids), (tag) => tag.model);
    const aliases = groupBy(await readAliases(db, ids), (alias) => alias.model);
    const newest = groupBy(await readVersions(db, await newestOfStages(db, ids)), (version) => version.name);
    for (const row of chunk) {
      completed.push({
        name: row.name,
        createdAt: row.created_at,
        updatedAt: row.updated_at,
        description: row.description,
        tags: (tags.get(row.id) ?? []).map(({ key, value }) => ({ key, value })),
        aliases: (aliases.get(row.id) ?? []).map(({ alias, version }) => ({ alias, version })),
        latestVersions: newest.get(row.name) ?? [],
      });
    }
  }
  return completed;
}

function readTags(db: Kysely<Tables>, models: readonly number[]) {
  const query = db.selectFrom("registered_model_tags").selectAll().where("model", "in", models);
  return query.orderBy("model").orderBy("key").execute();
}
