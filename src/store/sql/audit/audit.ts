import type { Kysely, Selectable } from "kysely";
import {
  type AuditEntry,
  type AuditFilter,
  type AuditLog,
  type AuditMark,
  type AuditRecord,
  chained,
} from "../../../access/index.js";
import { decodeJson, encodeJson } from "../../../core/index.js";
import type { Tables } from "../schema.js";
import type { AuditTables } from "./tables.js";

/** An {@link AuditLog} in SQL, also within a transaction that is under way. */
export function createSqlAuditLog(db: Kysely<Tables>): AuditLog {
  return {
    append(record) {
      if (db.isTransaction) return append(db, record);
      const appending = db.transaction().setIsolationLevel("read committed");
      return appending.execute((trx) => append(trx, record));
    },
    async list(filter, { limit, before }) {
      let query = matching(db, filter).orderBy("seq", "desc").limit(limit);
      if (before !== undefined) query = query.where("seq", "<", before);
      return (await query.execute()).map(entryOf);
    },
    async read(from, limit) {
      const query = db.selectFrom("audit_entries").selectAll().where("seq", ">=", from).orderBy("seq").limit(limit);
      return (await query.execute()).map(entryOf);
    },
    head: () => db.selectFrom("audit_head").select(["seq", "hash"]).where("id", "=", 1).executeTakeFirstOrThrow(),
  };
}

async function append(trx: Kysely<Tables>, record: AuditRecord): Promise<AuditEntry> {
  // Counting first: whoever else appends waits here.
  const counted: AuditMark = await trx
    .updateTable("audit_head")
    .set((e) => ({ seq: e("seq", "+", 1) }))
    .where("id", "=", 1)
    .returning(["seq", "hash"])
    .executeTakeFirstOrThrow();
  const entry = chained({ seq: counted.seq - 1, hash: counted.hash }, record);
  await trx
    .insertInto("audit_entries")
    .values({ ...entry, facts: encodeJson(entry.facts) })
    .execute();
  await trx.updateTable("audit_head").set({ hash: entry.hash }).where("id", "=", 1).execute();
  return entry;
}

function matching(db: Kysely<Tables>, { actor, what, target, outcome, since, until }: AuditFilter) {
  let query = db.selectFrom("audit_entries").selectAll();
  if (actor !== undefined) query = query.where("actor", "=", actor);
  if (what !== undefined) query = query.where("what", "=", what);
  // The last character there is ends what begins with a text.
  if (target !== undefined) query = query.where("target", ">=", target).where("target", "<=", `${target}\u{10ffff}`);
  if (outcome !== undefined) query = query.where("outcome", "=", outcome);
  if (since !== undefined) query = query.where("at", ">=", since);
  if (until !== undefined) query = query.where("at", "<", until);
  return query;
}

function entryOf(row: Selectable<AuditTables["audit_entries"]>): AuditEntry {
  return {
    ...row,
    outcome: row.outcome as AuditEntry["outcome"],
    facts: decodeJson(row.facts) as AuditEntry["facts"],
  };
}
