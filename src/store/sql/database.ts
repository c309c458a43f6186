import type { Kysely } from "kysely";
import type { Tables } from "./schema.js";

/** An open database as the stores of this folder need it, whatever its dialect. */
export interface SqlDatabase {
  /** For the few statements that no common SQL can say. */
  readonly dialect: "sqlite" | "postgres";
  /**
   * What commits here is durable when the commit resolves. A transaction sees and changes the database as if it were the only one;
   * it may run more than once before it commits, so it changes nothing outside the database.
   */
  readonly db: Kysely<Tables>;
  /**
   * For many small writes: what commits in `bulk.db` is visible at once and durable when a later `bulk.flush` resolves, so that
   * one flush serves all who wrote before it. The flush does not block the event loop, unless `isAlone` says that one caller waits
   * for it and the disk has been so quick lately that handing the wait to another thread would take as long.
   */
  readonly bulk: { readonly db: Kysely<Tables>; flush(options?: { readonly isAlone: boolean }): Promise<void> };
  close(): Promise<void>;
}
