import type { Kysely, Selectable } from "kysely";
import type { AccessStore, Role, StoredToken, StoredUser } from "../../../access/index.js";
import { lastAdmin, tokenUnknown, userExists, userUnknown, withoutHash, withoutSecret } from "../../access-failures.js";
import type { SqlDatabase } from "../database.js";
import type { Tables } from "../schema.js";
import type { AccessTables } from "./tables.js";

/** An {@link AccessStore} in SQL. */
export function createSqlAccessStore({ db }: SqlDatabase): AccessStore {
  const changing = <T>(work: (trx: Kysely<Tables>) => Promise<T>): Promise<T> =>
    db.transaction().execute(async (trx) => {
      // Whoever changes users waits here for the others.
      await trx
        .updateTable("user_changes")
        .set((e) => ({ changes: e("changes", "+", 1) }))
        .execute();
      return work(trx);
    });
  return {
    addUser: (user) => changing((trx) => insertUser(trx, user)),
    addFirstUser: (user) =>
      changing(async (trx) => {
        if ((await trx.selectFrom("users").select("name").limit(1).executeTakeFirst()) !== undefined) return false;
        await insertUser(trx, user);
        return true;
      }),
    async user(name) {
      return userOf(await db.selectFrom("users").selectAll().where("name", "=", name).executeTakeFirst());
    },
    async users() {
      const rows = await db.selectFrom("users").selectAll().orderBy("name").execute();
      return rows.map((row) => withoutHash(userOf(row) as StoredUser));
    },
    async hasUsers() {
      return (await db.selectFrom("users").select("name").limit(1).executeTakeFirst()) !== undefined;
    },
    changeUser: (name, change) =>
      changing(async (trx) => {
        const user = await knownUser(trx, name);
        if (change.role !== undefined && change.role !== "admin") await requireAnotherAdmin(trx, user);
        const { role, passwordHash } = { ...user, ...change };
        await trx.updateTable("users").set({ role, password_hash: passwordHash }).where("name", "=", name).execute();
      }),
    removeUser: (name) =>
      changing(async (trx) => {
        await requireAnotherAdmin(trx, await knownUser(trx, name));
        await trx.deleteFrom("tokens").where("user", "=", name).execute();
        await trx.deleteFrom("users").where("name", "=", name).execute();
      }),
    addToken: (token) =>
      changing(async (trx) => {
        await knownUser(trx, token.user);
        const { id, user, label, createdAt, expiresAt, secretHash } = token;
        const row = { id, user, label, created_at: createdAt, expires_at: expiresAt, secret_hash: secretHash };
        await trx.insertInto("tokens").values(row).execute();
      }),
    async token(secretHash) {
      const row = await db.selectFrom("tokens").selectAll().where("secret_hash", "=", secretHash).executeTakeFirst();
      return row ? tokenOf(row) : null;
    },
    async tokens(user) {
      let query = db.selectFrom("tokens").selectAll().orderBy("created_at").orderBy("id");
      if (user !== undefined) query = query.where("user", "=", user);
      return (await query.execute()).map((row) => withoutSecret(tokenOf(row)));
    },
    async removeToken(id) {
      const gone = await db.deleteFrom("tokens").where("id", "=", id).returning("id").executeTakeFirst();
      if (!gone) throw tokenUnknown(id);
    },
  };
}

async function insertUser(trx: Kysely<Tables>, { name, role, createdAt, passwordHash }: StoredUser): Promise<void> {
  const there = await trx.selectFrom("users").select("name").where("name", "=", name).executeTakeFirst();
  if (there) throw userExists(name);
  await trx.insertInto("users").values({ name, role, created_at: createdAt, password_hash: passwordHash }).execute();
}

async function knownUser(trx: Kysely<Tables>, name: string): Promise<StoredUser> {
  const user = userOf(await trx.selectFrom("users").selectAll().where("name", "=", name).executeTakeFirst());
  if (user === null) throw userUnknown(name);
  return user;
}

async function requireAnotherAdmin(trx: Kysely<Tables>, user: StoredUser): Promise<void> {
  if (user.role !== "admin") return;
  const query = trx.selectFrom("users").select("name").where("role", "=", "admin").where("name", "!=", user.name);
  if ((await query.limit(1).executeTakeFirst()) === undefined) throw lastAdmin(user.name);
}

function userOf(row: Selectable<AccessTables["users"]> | undefined): StoredUser | null {
  if (!row) return null;
  return { name: row.name, role: row.role as Role, createdAt: row.created_at, passwordHash: row.password_hash };
}

function tokenOf(row: Selectable<AccessTables["tokens"]>): StoredToken {
  return {
    id: row.id,
    user: row.user,
    label: row.label,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    secretHash: row.secret_hash,
  };
}
