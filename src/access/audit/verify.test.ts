import fc from "fast-check";
import { expect, it } from "vitest";
import { type AuditEntry, type AuditLog, chained, EMPTY_LOG, verifyAudit } from "../index.js";
import { sampleRecord } from "./audit-log.contract.js";

const entries: AuditEntry[] = [];
for (let n = 1; n <= 12; n++) entries.push(chained(entries.at(-1) ?? EMPTY_LOG, sampleRecord({ facts: { n } })));

/** A log as someone with the database may have left it. */
function logOf(kept: readonly AuditEntry[], head = entries[11] as { seq: number; hash: string }): AuditLog {
  return {
    append: () => Promise.reject(new Error("nothing appends here")),
    list: async () => [],
    read: async (from, limit) => kept.filter(({ seq }) => seq >= from).slice(0, limit),
    head: async () => ({ seq: head.seq, hash: head.hash }),
  };
}

it("a log that nobody touched is whole, and holds every mark that it ever had", async () => {
  for (const anchor of [EMPTY_LOG, ...entries])
    expect(await verifyAudit(logOf(entries), { anchor })).toMatchObject({ kind: "whole" });
});

it("any change of one entry, and any that is missing, is found where it is", async () => {
  const changes: readonly ((entry: AuditEntry) => Partial<AuditEntry>)[] = [
    ({ at }) => ({ at: at + 1 }),
    () => ({ actor: "eve" }),
    () => ({ actor: null }),
    () => ({ what: "deleteRun2" }),
    () => ({ target: "" }),
    () => ({ outcome: "refused" }),
    () => ({ code: "x.y" }),
    () => ({ facts: {} }),
    ({ hash }) => ({ hash: hash.replace(/./, (digit) => (digit === "0" ? "1" : "0")) }),
  ];
  await fc.assert(
    fc.asyncProperty(fc.nat(11), fc.nat(changes.length), async (at, how) => {
      const change = changes[how];
      const kept = change
        ? entries.map((entry, i) => (i === at ? { ...entry, ...change(entry) } : entry))
        : entries.filter((_, i) => i !== at);
      expect(await verifyAudit(logOf(kept))).toMatchObject({ kind: "broken", seq: at + 1 });
    }),
  );
});

it("two entries that changed places are found", async () => {
  const kept = [entries[0], { ...entries[2], seq: 2 }, { ...entries[1], seq: 3 }, ...entries.slice(3)];
  expect(await verifyAudit(logOf(kept))).toMatchObject({ kind: "broken", seq: 2 });
});

it("a log that was cut short, or written anew, is found by a mark that was kept elsewhere", async () => {
  const cut = logOf(entries.slice(0, 5), entries[4]);
  expect(await verifyAudit(cut)).toMatchObject({ kind: "whole" });
  expect(await verifyAudit(cut, { anchor: entries[11] })).toMatchObject({ kind: "broken", seq: 6 });
  const anew: AuditEntry[] = [];
  for (const { facts } of entries) anew.push(chained(anew.at(-1) ?? EMPTY_LOG, sampleRecord({ facts, actor: "eve" })));
  expect(await verifyAudit(logOf(anew, anew[11]))).toMatchObject({ kind: "whole" });
  expect(await verifyAudit(logOf(anew, anew[11]), { anchor: entries[7] })).toMatchObject({ kind: "broken", seq: 8 });
});
