import type { Kysely } from "kysely";
import { modelUnknown, type RegisteredVersion, type VersionStage, versionUnknown } from "../../../registry/index.js";
import { lastByKey } from "../../../tracking/index.js";
import type { Tables } from "../schema.js";
import { completeVersions, findVersion, type VersionRow } from "./read-versions.js";

/** A version that has no number yet. */
export type NewVersion = Omit<RegisteredVersion, "version" | "updatedAt" | "stage" | "aliases">;

/** Counting first makes all who add to the same model wait for each other. Throws `registry.model_unknown`. */
export async function createVersion(trx: Kysely<Tables>, version: NewVersion): Promise<RegisteredVersion> {
  const counted = await trx
    .updateTable("registered_models")
    .set((e) => ({ last_version: e("last_version", "+", 1), updated_at: version.createdAt }))
    .where("name", "=", version.name)
    .returning(["id", "last_version"])
    .executeTakeFirst();
  if (!counted) throw modelUnknown(version.name);
  const key = { model: counted.id, version: counted.last_version };
  await trx
    .insertInto("registered_versions")
    .values({
      ...key,
      created_at: version.createdAt,
      updated_at: version.createdAt,
      user_id: version.userId,
      description: version.description,
      source: version.source,
      storage_location: version.storageLocation,
      run_id: version.runId,
      run_link: version.runLink,
      model_id: version.modelId,
      stage: "None" satisfies VersionStage,
    })
    .execute();
  const tags = lastByKey(version.tags).map((tag) => ({ ...tag, ...key }));
  if (tags.length > 0) await trx.insertInto("registered_version_tags").values(tags).execute();
  return completed(trx, await knownVersion(trx, version.name, key.version));
}

/** Throws `registry.version_unknown`. */
export async function knownVersion(trx: Kysely<Tables>, name: string, version: number): Promise<VersionRow> {
  const row = await findVersion(trx, name, version);
  if (row) return row;
  throw versionUnknown(name, version);
}

/** Throws `registry.version_unknown`. */
export async function describeVersion(
  trx: Kysely<Tables>,
  name: string,
  version: number,
  change: { readonly description: string | null; readonly at: number },
): Promise<RegisteredVersion> {
  const row = await knownVersion(trx, name, version);
  await trx
    .updateTable("registered_versions")
    .set({ description: change.description, updated_at: change.at })
    .where("model", "=", row.model)
    .where("version", "=", version)
    .execute();
  return completed(trx, { ...row, description: change.description, updated_at: change.at });
}

/** Throws `registry.version_unknown`. */
export async function moveToStage(
  trx: Kysely<Tables>,
  name: string,
  version: number,
  { stage, archiveOthers, at }: { readonly stage: VersionStage; readonly archiveOthers: boolean; readonly at: number },
): Promise<RegisteredVersion> {
  const row = await knownVersion(trx, name, version);
  if (archiveOthers) {
    await trx
      .updateTable("registered_versions")
      .set({ stage: "Archived" satisfies VersionStage, updated_at: at })
      .where("model", "=", row.model)
      .where("stage", "=", stage)
      .where("version", "!=", version)
      .execute();
  }
  await trx
    .updateTable("registered_versions")
    .set({ stage, updated_at: at })
    .where("model", "=", row.model)
    .where("version", "=", version)
    .execute();
  await touchModel(trx, row.model, at);
  return completed(trx, { ...row, stage, updated_at: at });
}

/** With its tags and aliases. Throws `registry.version_unknown`. */
export async function removeVersion(trx: Kysely<Tables>, name: string, version: number, at: number): Promise<void> {
  const { model } = await knownVersion(trx, name, version);
  const gone = await trx
    .deleteFrom("registered_aliases")
    .where("model", "=", model)
    .where("version", "=", version)
    .returning("alias")
    .execute();
  const moves = gone.map(({ alias }) => ({ model, alias, version: null, at, moved_by: null }));
  if (moves.length > 0) await trx.insertInto("registered_alias_moves").values(moves).execute();
  for (const table of ["registered_version_tags", "registered_versions"] as const)
    await trx.deleteFrom(table).where("model", "=", model).where("version", "=", version).execute();
  await touchModel(trx, model, at);
}

/** A value of null removes the tag. Throws `registry.version_unknown`. */
export async function tagVersion(
  trx: Kysely<Tables>,
  name: string,
  version: number,
  { key, value }: { readonly key: string; readonly value: string | null },
): Promise<void> {
  const { model } = await knownVersion(trx, name, version);
  if (value === null) {
    await trx
      .deleteFrom("registered_version_tags")
      .where("model", "=", model)
      .where("version", "=", version)
      .where("key", "=", key)
      .execute();
    return;
  }
  await trx
    .insertInto("registered_version_tags")
    .values({ model, version, key, value })
    .onConflict((conflict) => conflict.columns(["model", "version", "key"]).doUpdateSet({ value }))
    .execute();
}

async function touchModel(trx: Kysely<Tables>, id: number, at: number): Promise<void> {
  await trx.updateTable("registered_models").set({ updated_at: at }).where("id", "=", id).execute();
}

async function completed(trx: Kysely<Tables>, row: VersionRow): Promise<RegisteredVersion> {
  const [version] = await completeVersions(trx, [row]);
  return version;
}
