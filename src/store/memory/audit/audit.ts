import { type AuditEntry, type AuditFilter, type AuditLog, chained, EMPTY_LOG } from "../../../access/index.js";

/** An {@link AuditLog} in memory. */
export function createMemoryAuditLog(): AuditLog {
  const entries: AuditEntry[] = [];
  const head = () => {
    const last = entries.at(-1);
    return last ? { seq: last.seq, hash: last.hash } : EMPTY_LOG;
  };
  return {
    async append(record) {
      const entry = chained(head(), record);
      entries.push(entry);
      return entry;
    },
    async list(filter, { limit, before = Number.POSITIVE_INFINITY }) {
      return entries
        .filter((entry) => entry.seq < before && isWanted(entry, filter))
        .reverse()
        .slice(0, limit);
    },
    read: async (from, limit) => entries.slice(from - 1, from - 1 + limit),
    head: async () => head(),
  };
}

function isWanted(entry: AuditEntry, { actor, what, target, outcome, since, until }: AuditFilter): boolean {
  return (
    (actor === undefined || entry.actor === actor) &&
    (what === undefined || entry.what === what) &&
    (target === undefined || entry.target.startsWith(target)) &&
    (outcome === undefined || entry.outcome === outcome) &&
    (since === undefined || entry.at >= since) &&
    (until === undefined || entry.at < until)
  );
}
