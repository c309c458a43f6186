import { EMPTY_LOG, hashAfter } from "./chain.js";
import type { AuditLog, AuditMark } from "./ports.js";
import type { AuditEntry } from "./types.js";

/** What verifying found: the mark of the last entry, or the first number at which the log is not what was written. */
export type AuditVerdict =
  | { readonly kind: "whole"; readonly head: AuditMark }
  | { readonly kind: "broken"; readonly seq: number; readonly reason: string };

const PAGE = 1000;

/**
 * Reads the whole log and recomputes its chain. Who can write to the database can also write another chain; a mark that was kept elsewhere
 * tells: given as `anchor`, the log must hold it.
 */
export async function verifyAudit(
  log: AuditLog,
  { anchor, signal }: { readonly anchor?: AuditMark; readonly signal?: AbortSignal } = {},
): Promise<AuditVerdict> {
  const head = await log.head();
  let last: AuditMark = EMPTY_LOG;
  while (last.seq < head.seq) {
    signal?.throwIfAborted();
    const entries = await log.read(last.seq + 1, PAGE);
    if (entries.length === 0) return broken(last.seq + 1, "it and all after it are gone");
    for (const entry of entries) {
      const reason = faultOf(entry, last) ?? (entry.seq === anchor?.seq ? faultOfAnchor(entry, anchor) : null);
      if (reason !== null) return broken(last.seq + 1, reason);
      last = { seq: entry.seq, hash: entry.hash };
      if (last.seq === head.seq) break;
    }
  }
  if (last.hash !== head.hash) return broken(head.seq, "its hash is not the one that was noted as the last");
  if (anchor && anchor.seq > head.seq) return broken(head.seq + 1, `the log ends before the mark ${anchor.seq}`);
  return { kind: "whole", head };
}

function faultOf(entry: AuditEntry, last: AuditMark): string | null {
  if (entry.seq !== last.seq + 1) return `it is gone: after ${last.seq} comes ${entry.seq}`;
  return entry.hash === hashAfter(last.hash, entry)
    ? null
    : "its hash does not follow from what it says and the one before";
}

function faultOfAnchor(entry: AuditEntry, anchor: AuditMark): string | null {
  return entry.hash === anchor.hash ? null : "its hash is not that of the mark: the log was written anew";
}

function broken(seq: number, reason: string): AuditVerdict {
  return { kind: "broken", seq, reason };
}
