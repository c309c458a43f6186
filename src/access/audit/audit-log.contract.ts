import { describe, expect, it } from "vitest";
import { type AuditEntry, type AuditLog, type AuditRecord, chained, EMPTY_LOG, verifyAudit } from "../index.js";

/** A plausible record; `change` replaces what a test cares about. */
export function sampleRecord(change: Partial<AuditRecord> = {}): AuditRecord {
  const about = { what: "deleteRun", target: "runs:/a", outcome: "done", code: null, facts: {} } as const;
  return { at: 1000, actor: "ann", ...about, ...change };
}

/** What every {@link AuditLog} must do; `open` gives an empty one. */
export function auditLogContract(open: () => Promise<AuditLog>): void {
  it("is empty at first, and whole", async () => {
    const log = await open();
    expect(await log.head()).toEqual(EMPTY_LOG);
    expect([await log.list({}, { limit: 10 }), await log.read(1, 10)]).toEqual([[], []]);
    expect(await verifyAudit(log)).toEqual({ kind: "whole", head: EMPTY_LOG });
  });

  it("numbers entries, chains them, and gives them back as they were", async () => {
    const log = await open();
    const facts = { n: 1, list: ["ä", null], nested: { b: true, nan: Number.NaN }, text: "line\nbreak \u0000 \ud800" };
    const records = [sampleRecord({ facts }), sampleRecord({ at: 0.5, actor: null, outcome: "refused", code: "x.y" })];
    const entries: AuditEntry[] = [];
    for (const record of records) entries.push(await log.append(record));
    const first = chained(EMPTY_LOG, records[0]);
    expect(entries).toEqual([first, chained(first, records[1])]);
    expect(await log.read(1, 10)).toEqual(entries);
    expect(await log.read(2, 10)).toEqual(entries.slice(1));
    expect(await log.read(1, 1)).toEqual(entries.slice(0, 1));
    expect(await log.head()).toEqual({ seq: 2, hash: entries[1].hash });
    expect(await verifyAudit(log)).toMatchObject({ kind: "whole", head: { seq: 2 } });
  });

  it("bounds names and keeps out what not every store gives back", async () => {
    const log = await open();
    await log.append(sampleRecord({ actor: "a\u0000b", target: `runs:/\ud800\n${"x".repeat(10_000)}` }));
    const [{ actor, target }] = await log.list({}, { limit: 1 });
    expect([actor, target.slice(0, 10), target.length]).toEqual(["a\ufffdb", "runs:/\ufffd\ufffdxx", 500]);
    expect((await verifyAudit(log)).kind).toBe("whole");
  });

  it("stays one chain when many append at once", async () => {
    const log = await open();
    const numbers = Array.from({ length: 24 }, (_, i) => i);
    const entries = await Promise.all(numbers.map((n) => log.append(sampleRecord({ facts: { n } }))));
    expect(entries.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(numbers.map((n) => n + 1));
    const kept = await log.read(1, 100);
    expect(new Set(kept.map(({ facts }) => facts.n)).size).toBe(24);
    expect(await verifyAudit(log)).toMatchObject({ kind: "whole", head: { seq: 24 } });
  });

  describe("searched", () => {
    const filled = async (): Promise<AuditLog> => {
      const log = await open();
      await log.append(sampleRecord({ at: 1, what: "login", actor: null, outcome: "refused", code: "a.b" }));
      await log.append(sampleRecord({ at: 2, target: "models:/churn" }));
      await log.append(sampleRecord({ at: 3, target: "models:/churn@champion", actor: "bob" }));
      await log.append(sampleRecord({ at: 4, target: "models:/chur%" }));
      return log;
    };

    it.each([
      [{}, [4, 3, 2, 1]],
      [{ actor: "bob" }, [3]],
      [{ what: "login" }, [1]],
      [{ target: "models:/churn" }, [3, 2]],
      [{ target: "models:/chur%" }, [4]],
      [{ outcome: "refused" as const }, [1]],
      [{ since: 2, until: 4 }, [3, 2]],
      [{ since: 2, actor: "ann" }, [4, 2]],
    ])("by %j finds %j, the latest first", async (filter, expected) => {
      const log = await filled();
      expect((await log.list(filter, { limit: 10 })).map(({ seq }) => seq)).toEqual(expected);
    });

    it("is told in pages that nothing comes between", async () => {
      const log = await filled();
      const first = await log.list({}, { limit: 2 });
      await log.append(sampleRecord());
      const second = await log.list({}, { limit: 2, before: first[1].seq });
      expect([...first, ...second].map(({ seq }) => seq)).toEqual([4, 3, 2, 1]);
    });
  });
}
