import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditLogContract, sampleRecord } from "../../../access/audit/audit-log.contract.js";
import { verifyAudit } from "../../../access/index.js";
import { virtualClock } from "../../../core/index.js";
import { governanceContract } from "../../../registry/protection/governance.contract.js";
import { createMemoryArtifactTree } from "../../memory/artifact-tree.js";
import { createSqlAuditLog } from "../audit/audit.js";
import type { SqlDatabase } from "../database.js";
import { openSqlite } from "../sqlite/open.js";
import { createSqlTrackingStore } from "../tracking/create.js";
import { createSqlGovernance } from "./governance.js";

describe("protected aliases and the audit log in SQLite", () => {
  let directory: string;
  const opened: SqlDatabase[] = [];
  const at = async (path: string): Promise<SqlDatabase> => {
    const database = await openSqlite(path);
    opened.push(database);
    return database;
  };
  const open = async (): Promise<SqlDatabase> => {
    const path = join(directory, `${opened.length}.db`);
    await cp(join(directory, "empty.db"), path);
    return at(path);
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "gyre-governance-"));
    await (await openSqlite(join(directory, "empty.db"))).close();
  });
  afterAll(async () => {
    for (const database of opened) await database.close();
    await rm(directory, { recursive: true, force: true });
  });

  describe("moves", () =>
    governanceContract(async () => {
      const [database, clock] = [await open(), virtualClock(0)];
      return {
        governance: createSqlGovernance(database),
        tracking: await createSqlTrackingStore(database, { artifactRoot: "mlflow-artifacts:", clock }),
        artifacts: createMemoryArtifactTree(new Map(), { clock }),
      };
    }));

  describe("the log", () => {
    auditLogContract(async () => createSqlAuditLog((await open()).db));

    it("stays one chain when two connections append", async () => {
      const path = join(directory, `${opened.length}.db`);
      await cp(join(directory, "empty.db"), path);
      const logs = [createSqlAuditLog((await at(path)).db), createSqlAuditLog((await at(path)).db)];
      await Promise.all(Array.from({ length: 30 }, (_, i) => logs[i % 2].append(sampleRecord())));
      expect(await verifyAudit(logs[0])).toMatchObject({ kind: "whole", head: { seq: 30 } });
    });

    it("tells which row of it was changed behind its back", async () => {
      const { db } = await open();
      const log = createSqlAuditLog(db);
      for (let i = 0; i < 5; i++) await log.append(sampleRecord());
      await db.updateTable("audit_entries").set({ actor: "eve" }).where("seq", "=", 3).execute();
      expect(await verifyAudit(log)).toMatchObject({ kind: "broken", seq: 3 });
      await db.deleteFrom("audit_entries").where("seq", ">=", 3).execute();
      expect(await verifyAudit(log)).toMatchObject({ kind: "broken", seq: 3 });
    });

    it("loses an entry with the change that it was for", async () => {
      const governance = createSqlGovernance(await open());
      const failed = governance.atomically(async ({ audit, protections }) => {
        await protections.setPolicy({ model: "m", alias: "a", gates: [], approvals: 1, at: 1, by: null });
        await audit.append(sampleRecord());
        throw new Error("no");
      });
      await expect(failed).rejects.toThrow("no");
      expect(await governance.protections.policies()).toEqual([]);
      expect((await governance.audit.head()).seq).toBe(0);
    });
  });
});
