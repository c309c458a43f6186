import type { AuditEntry, AuditFilter, AuditRecord } from "./types.js";

/** The place and hash of an entry; {@link EMPTY_LOG} before the first. */
export interface AuditMark {
  readonly seq: number;
  readonly hash: string;
}

/**
 * Keeps what was done, and what was refused, in one chain.
 *
 * Requirements: `append` gives the next number and the hash of `chained`, is durable when it resolves, and leaves neither gap nor fork
 * when several processes append at once; no entry is ever changed or removed.
 */
export interface AuditLog {
  append(record: AuditRecord): Promise<AuditEntry>;
  /** Newest first, those before the number `before`; `limit` at most. */
  list(filter: AuditFilter, page: { readonly limit: number; readonly before?: number }): Promise<readonly AuditEntry[]>;
  /** Oldest first, from the number `from` on, as they are kept; `limit` at most. */
  read(from: number, limit: number): Promise<readonly AuditEntry[]>;
  /** The mark of the last entry, as it was noted when that was written. */
  head(): Promise<AuditMark>;
}
