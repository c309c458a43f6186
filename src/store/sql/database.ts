import type { Kysely } from "kysely";
import type { Tables } from "./schema.js";

/** An open database as the stores of this folder need it, whatever its dialect. */
export interface SqlDatabase {
  /** What commits here is durable when the commit resolves. */
  readonly db: Kysely<Tables>;
  /**
   * For many small writes: what commits in `bulk.db` is visible at once and durable when a later `bulk.flush` resolves, so that
   * one flush serves all who wrote before it. The flush does not block the event loop.
   */
  readonly bulk: { readonly db: Kysely<Tables>; flush(): Promise<void> };
  close(): Promise<void>;
}
