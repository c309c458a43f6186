import type { Kysely } from "kysely";
import { decodeJson, encodeJson } from "../../core/index.js";
import type { Alias, ModelStore, ModelVersion } from "../../registry/index.js";
import { versionUnknown } from "../version-unknown.js";
import type { SqlDatabase } from "./database.js";
import type { Tables } from "./schema.js";

const versionOf = (row: { readonly body: string } | undefined): ModelVersion | null =>
  row ? (decodeJson(row.body) as ModelVersion) : null;

/** A {@link ModelStore} in SQL. */
export function createSqlModelStore({ db }: SqlDatabase): ModelStore {
  return {
    add: (candidate) => db.transaction().execute((trx) => addVersion(trx, candidate)),
    setAlias: (model, alias, versionId, at) =>
      db.transaction().execute((trx) => moveAlias(trx, model, { alias, versionId, at })),
    async get(id) {
      return versionOf(await db.selectFrom("model_versions").select("body").where("id", "=", id).executeTakeFirst());
    },
    async list(model) {
      const query = db.selectFrom("model_versions").select("body").where("model", "=", model).orderBy("version");
      return (await query.execute()).map((row) => decodeJson(row.body) as ModelVersion);
    },
    async models() {
      const rows = await db.selectFrom("models").select("name").where("last_version", ">", 0).orderBy("name").execute();
      return rows.map((row) => row.name);
    },
    async alias(model, alias) {
      const query = db
        .selectFrom("aliases")
        .innerJoin("model_versions", "model_versions.id", "aliases.version_id")
        .select("model_versions.body")
        .where("aliases.model", "=", model)
        .where("aliases.alias", "=", alias);
      return versionOf(await query.executeTakeFirst());
    },
    async aliasMoves(model) {
      const query = db.selectFrom("alias_moves").selectAll().where("model", "=", model).orderBy("seq");
      return (await query.execute()).map((row) => ({
        alias: row.alias as Alias,
        versionId: row.version_id,
        at: row.at,
      }));
    },
  };
}

/** Writing the model's counter first makes all who add to the same model wait for each other, in every dialect. */
async function addVersion(trx: Kysely<Tables>, candidate: Omit<ModelVersion, "version">): Promise<ModelVersion> {
  const { id, model, runId, digest } = candidate;
  const { last_version: last } = await trx
    .insertInto("models")
    .values({ name: model, last_version: 0 })
    .onConflict((conflict) =>
      conflict.column("name").doUpdateSet((e) => ({ last_version: e.ref("models.last_version") })),
    )
    .returning("last_version")
    .executeTakeFirstOrThrow();
  const same = await trx
    .selectFrom("model_versions")
    .select("body")
    .where("model", "=", model)
    .where("run_id", "=", runId)
    .where("digest", "=", digest)
    .executeTakeFirst();
  if (same) return decodeJson(same.body) as ModelVersion;
  const added = { ...candidate, version: last + 1 };
  await trx.updateTable("models").set({ last_version: added.version }).where("name", "=", model).execute();
  await trx
    .insertInto("model_versions")
    .values({ id, model, version: added.version, run_id: runId, digest, body: encodeJson(added) })
    .execute();
  return added;
}

async function moveAlias(
  trx: Kysely<Tables>,
  model: string,
  { alias, versionId, at }: { readonly alias: Alias; readonly versionId: string | null; readonly at: number },
): Promise<void> {
  if (versionId !== null) {
    const query = trx.selectFrom("model_versions").select("model").where("id", "=", versionId);
    if ((await query.executeTakeFirst())?.model !== model) throw versionUnknown(model, versionId);
  }
  const row = { model, alias, version_id: versionId };
  const there = await trx
    .selectFrom("aliases")
    .select("version_id")
    .where("model", "=", model)
    .where("alias", "=", alias)
    .executeTakeFirst();
  if ((there?.version_id ?? null) === versionId) return;
  await trx
    .insertInto("aliases")
    .values(row)
    .onConflict((conflict) => conflict.columns(["model", "alias"]).doUpdateSet({ version_id: versionId }))
    .execute();
  await trx
    .insertInto("alias_moves")
    .values({ ...row, at })
    .execute();
}
