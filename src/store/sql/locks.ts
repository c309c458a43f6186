import { type Kysely, sql } from "kysely";
import type { SqlDatabase } from "./database.js";
import type { Tables } from "./schema.js";

/** The keys of advisory locks in PostgreSQL: any numbers, but no other program's. */
export const LOCKS = { migrate: 1_195_987_525_001, events: 1_195_987_525_002 };

/**
 * Lets transactions that take the same lock commit one after the other, so that counters are given in the order of the commits.
 * SQLite has only one writer at a time anyway. Where it is not the first lock, mind the order.
 */
export async function takeTurn(
  trx: Kysely<Tables>,
  dialect: SqlDatabase["dialect"],
  lock: Exclude<keyof typeof LOCKS, "migrate">,
): Promise<void> {
  if (dialect === "postgres") await sql`select pg_advisory_xact_lock(${LOCKS[lock]})`.execute(trx);
}
