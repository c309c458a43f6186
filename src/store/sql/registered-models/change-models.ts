import type { Kysely } from "kysely";
import { modelExists, modelUnknown, type RegisteredModel } from "../../../registry/index.js";
import { lastByKey } from "../../../tracking/index.js";
import type { Tables } from "../schema.js";
import { completeModel, findModel, knownModel } from "./read-models.js";

/** What a new model is made of. */
export interface NewModel {
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly at: number;
}

/** Throws `registry.model_exists`. */
export async function createModel(trx: Kysely<Tables>, model: NewModel): Promise<RegisteredModel> {
  const row = await trx
    .insertInto("registered_models")
    .values({
      name: model.name,
      created_at: model.at,
      updated_at: model.at,
      description: model.description,
      last_version: 0,
    })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!row) throw modelExists(model.name);
  const tags = lastByKey(model.tags).map((tag) => ({ ...tag, model: row.id }));
  if (tags.length > 0) await trx.insertInto("registered_model_tags").values(tags).execute();
  return completeModel(trx, row);
}

/** Throws `registry.model_unknown`, `registry.model_exists`. */
export async function renameModel(
  trx: Kysely<Tables>,
  name: string,
  change: { readonly newName: string; readonly at: number },
): Promise<RegisteredModel> {
  const { id } = await knownModel(trx, name);
  if (change.newName !== name && (await findModel(trx, change.newName))) throw modelExists(change.newName);
  await trx
    .updateTable("registered_models")
    .set({ name: change.newName, updated_at: change.at })
    .where("id", "=", id)
    .execute();
  await trx.updateTable("registered_versions").set({ updated_at: change.at }).where("model", "=", id).execute();
  return completeModel(trx, await knownModel(trx, change.newName));
}

/** Throws `registry.model_unknown`. */
export async function describeModel(
  trx: Kysely<Tables>,
  name: string,
  change: { readonly description: string; readonly at: number },
): Promise<RegisteredModel> {
  const row = await trx
    .updateTable("registered_models")
    .set({ description: change.description, updated_at: change.at })
    .where("name", "=", name)
    .returningAll()
    .executeTakeFirst();
  if (!row) throw modelUnknown(name);
  return completeModel(trx, row);
}

/** With all that belongs to it. Throws `registry.model_unknown`. */
export async function removeModel(trx: Kysely<Tables>, name: string): Promise<void> {
  const { id } = await knownModel(trx, name);
  for (const table of [
    "registered_aliases",
    "registered_alias_moves",
    "registered_version_tags",
    "registered_versions",
    "registered_model_tags",
  ] as const)
    await trx.deleteFrom(table).where("model", "=", id).execute();
  await trx.deleteFrom("registered_models").where("id", "=", id).execute();
}

/** A value of null removes the tag. Throws `registry.model_unknown`. */
export async function tagModel(
  trx: Kysely<Tables>,
  name: string,
  { key, value }: { readonly key: string; readonly value: string | null },
): Promise<void> {
  const { id: model } = await knownModel(trx, name);
  if (value === null) {
    await trx.deleteFrom("registered_model_tags").where("model", "=", model).where("key", "=", key).execute();
    return;
  }
  await trx
    .insertInto("registered_model_tags")
    .values({ model, key, value })
    .onConflict((conflict) => conflict.columns(["model", "key"]).doUpdateSet({ value }))
    .execute();
}
