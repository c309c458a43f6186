import { type Kysely, sql } from "kysely";
import { GyreError } from "../../core/index.js";
import type { Tables } from "./schema.js";

/** One step of the schema. Versions count 1, 2, 3 …; a step that was released never changes. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly statements: readonly string[];
}

/**
 * Takes every step that the database has not taken, each in a transaction of its own. Safe when several processes start at
 * once: each step's transaction keeps all others out before it reads the version. The table `schema_version` must be there. Throws `store.too_new` when a newer Gyre has been here.
 */
export async function migrate(db: Kysely<Tables>, migrations: readonly Migration[], place: string): Promise<void> {
  const newest = migrations.at(-1)?.version ?? 0;
  const current = await versionOf(db, place, newest);
  for (const migration of migrations) {
    if (migration.version <= current) continue;
    await db.transaction().execute(async (trx) => {
      if ((await versionOf(trx, place, newest)) >= migration.version) return;
      for (const statement of migration.statements) await sql.raw(statement).execute(trx);
      await trx.insertInto("schema_version").values({ version: migration.version, name: migration.name }).execute();
    });
  }
}

async function versionOf(db: Kysely<Tables>, place: string, newest: number): Promise<number> {
  const row = await db
    .selectFrom("schema_version")
    .select((e) => e.fn.max("version").as("version"))
    .executeTakeFirst();
  const version = Number(row?.version ?? 0);
  if (version <= newest) return version;
  throw new GyreError("store.too_new", `${place} has schema ${version}, this Gyre knows schemas up to ${newest}`, {
    hint: "use the Gyre that last wrote there, or a newer one",
    details: { path: place, version, newest },
  });
}
