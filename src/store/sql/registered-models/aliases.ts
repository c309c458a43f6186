import type { Kysely } from "kysely";
import type { RegisteredVersion } from "../../../registry/index.js";
import type { Tables } from "../schema.js";
import { knownVersion } from "./change-versions.js";
import { knownModel } from "./read-models.js";
import { readVersions } from "./read-versions.js";

/** What an alias is to name; null removes it. */
export interface AliasMove {
  readonly alias: string;
  readonly version: number | null;
  readonly at: number;
  readonly by: string | null;
}

/** Whether anything changed; a move to where it is already is none. Throws `registry.model_unknown`, `registry.version_unknown`. */
export async function setAlias(trx: Kysely<Tables>, name: string, move: AliasMove): Promise<boolean> {
  const { alias, version } = move;
  const model = version === null ? (await knownModel(trx, name)).id : (await knownVersion(trx, name, version)).model;
  const there = await trx
    .selectFrom("registered_aliases")
    .select("version")
    .where("model", "=", model)
    .where("alias", "=", alias)
    .executeTakeFirst();
  if ((there?.version ?? null) === version) return false;
  if (version === null)
    await trx.deleteFrom("registered_aliases").where("model", "=", model).where("alias", "=", alias).execute();
  else
    await trx
      .insertInto("registered_aliases")
      .values({ model, alias, version })
      .onConflict((conflict) => conflict.columns(["model", "alias"]).doUpdateSet({ version }))
      .execute();
  await trx
    .insertInto("registered_alias_moves")
    .values({ model, alias, version, at: move.at, moved_by: move.by })
    .execute();
  return true;
}

/** Null for an unknown alias. Throws `registry.model_unknown`. */
export async function versionByAlias(
  db: Kysely<Tables>,
  name: string,
  alias: string,
): Promise<RegisteredVersion | null> {
  const { id } = await knownModel(db, name);
  const key = await db
    .selectFrom("registered_aliases")
    .select(["model", "version"])
    .where("model", "=", id)
    .where("alias", "=", alias)
    .executeTakeFirst();
  const [version] = key ? await readVersions(db, [key]) : [];
  return version ?? null;
}

/** Every move, the oldest first. Throws `registry.model_unknown`. */
export async function aliasHistory(db: Kysely<Tables>, name: string): Promise<readonly AliasMove[]> {
  const { id } = await knownModel(db, name);
  const rows = await db
    .selectFrom("registered_alias_moves")
    .selectAll()
    .where("model", "=", id)
    .orderBy("seq")
    .execute();
  return rows.map(({ alias, version, at, moved_by }) => ({ alias, version, at, by: moved_by }));
}
