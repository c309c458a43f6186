import { decodeJson, encodeJson, sha256 } from "../../core/index.js";
import type { AuditMark } from "./ports.js";
import type { AuditEntry, AuditRecord } from "./types.js";

/** What the first entry follows. */
export const EMPTY_LOG: AuditMark = { seq: 0, hash: "0".repeat(64) };

const MOST_CHARACTERS = 500;

/** A record as the entry after `previous`. Its hash covers that of the one before, so that nothing can be changed in between unseen. */
export function chained(previous: AuditMark, record: AuditRecord): AuditEntry {
  const entry = { ...stored(record), seq: previous.seq + 1 };
  return { ...entry, hash: hashAfter(previous.hash, entry) };
}

/** The hash of an entry after another's. */
export function hashAfter(previousHash: string, entry: Omit<AuditEntry, "hash">): string {
  const { seq, at, actor, what, target, outcome, code, facts } = entry;
  return sha256(`${previousHash}\n${encodeJson({ seq, at, actor, what, target, outcome, code, facts })}`);
}

/** With texts that every store gives back as they are. */
function stored({ at, actor, what, target, outcome, code, facts }: AuditRecord): AuditRecord {
  const texts = { actor: actor === null ? null : plain(actor), what: plain(what), target: plain(target) };
  return { at, ...texts, outcome, code, facts: decodeJson(encodeJson(facts)) as AuditRecord["facts"] };
}

/** Bounded in length, without control characters and halves of characters. */
function plain(text: string): string {
  return text.slice(0, MOST_CHARACTERS).replace(/[\p{Cc}\p{Surrogate}]/gu, "\ufffd");
}
