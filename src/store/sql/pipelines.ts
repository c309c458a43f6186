import type { Selectable } from "kysely";
import { decodeJson, encodeJson } from "../../core/index.js";
import type { Event, EventLog, Materialization, MaterializationStore } from "../../pipelines/index.js";
import type { SqlDatabase } from "./database.js";
import { takeTurn } from "./locks.js";
import type { Tables } from "./schema.js";

/** A {@link MaterializationStore} in SQL. */
export function createSqlMaterializationStore({ db }: SqlDatabase): MaterializationStore {
  const find = async (key: string): Promise<Materialization | null> => {
    const row = await db.selectFrom("materializations").select("body").where("key", "=", key).executeTakeFirst();
    return row ? (decodeJson(row.body) as Materialization) : null;
  };
  return {
    find,
    async record(materialization) {
      const { key, asset, at } = materialization;
      await db
        .insertInto("materializations")
        .values({ key, asset, at, body: encodeJson(materialization) })
        .onConflict((conflict) => conflict.column("key").doNothing())
        .execute();
      return (await find(key)) ?? materialization;
    },
    async latest() {
      const rows = await db
        .selectFrom("materializations as one")
        .select("one.body")
        .where((e) =>
          e.not(
            e.exists(
              e
                .selectFrom("materializations as later")
                .select("later.seq")
                .whereRef("later.asset", "=", "one.asset")
                .where((later) =>
                  later.or([
                    later("later.at", ">", later.ref("one.at")),
                    later.and([
                      later("later.at", "=", later.ref("one.at")),
                      later("later.seq", ">", later.ref("one.seq")),
                    ]),
                  ]),
                ),
            ),
          ),
        )
        .orderBy("one.asset")
        .execute();
      return rows.map((row) => decodeJson(row.body) as Materialization);
    },
  };
}

/**
 * An {@link EventLog} in SQL; `seq` is the order of appending. Appends commit in that order, so that who goes on after an event
 * never misses one that was given an earlier number and committed later.
 */
export function createSqlEventLog({ db, dialect }: SqlDatabase): EventLog {
  return {
    async append({ id, at, kind, subject, facts }) {
      const row = { id, at, kind, subject, facts: encodeJson(facts) };
      const appending = db.transaction().setIsolationLevel("read committed");
      await appending.execute(async (trx) => {
        await takeTurn(trx, dialect, "events");
        await trx
          .insertInto("events")
          .values(row)
          .onConflict((conflict) => conflict.column("id").doNothing())
          .execute();
      });
    },
    async list({ kind, subject, after, limit }) {
      let query = db.selectFrom("events").selectAll().orderBy("seq").limit(limit);
      if (kind !== undefined) query = query.where("kind", "=", kind);
      if (subject !== undefined) query = query.where("subject", "=", subject);
      if (after !== undefined) {
        const row = await db.selectFrom("events").select("seq").where("id", "=", after).executeTakeFirst();
        query = query.where("seq", ">", row?.seq ?? 0);
      }
      return (await query.execute()).map(eventOf);
    },
    async last(kind, subject) {
      let query = db.selectFrom("events").selectAll().where("kind", "=", kind).orderBy("seq", "desc").limit(1);
      if (subject !== undefined) query = query.where("subject", "=", subject);
      const row = await query.executeTakeFirst();
      return row ? eventOf(row) : null;
    },
  };
}

function eventOf({ id, at, kind, subject, facts }: Selectable<Tables["events"]>): Event {
  return { id, at, kind, subject, facts: decodeJson(facts) as Event["facts"] };
}
