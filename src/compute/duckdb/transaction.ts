import type { DuckDb } from "./connection.js";

const last = new WeakMap<DuckDb, Promise<unknown>>();

/** Does `work` as one transaction, after those begun before it: all that it changes in `db` stays, or nothing. */
export function inTransaction<T>(db: DuckDb, work: () => Promise<T>): Promise<T> {
  const mine = (last.get(db) ?? Promise.resolve()).then(() => atomic(db, work));
  last.set(
    db,
    mine.catch(() => undefined),
  );
  return mine;
}

async function atomic<T>(db: DuckDb, work: () => Promise<T>): Promise<T> {
  await db.run("BEGIN TRANSACTION");
  try {
    const result = await work();
    await db.run("COMMIT");
    return result;
  } catch (error) {
    await db.run("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
