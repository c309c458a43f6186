import { describe, expect, it } from "vitest";
import { auditLogContract, sampleRecord } from "../../src/access/audit/audit-log.contract.js";
import { verifyAudit } from "../../src/access/index.js";
import { virtualClock } from "../../src/core/index.js";
import { approveVersion, moveAlias, protectAlias, withdrawApproval } from "../../src/registry/index.js";
import { governanceContract } from "../../src/registry/protection/governance.contract.js";
import { CHAMPION, EDITOR, openChurn } from "../../src/registry/protection/governance.fixture.js";
import { createMemoryArtifactTree } from "../../src/store/memory/artifact-tree.js";
import { createSqlAuditLog } from "../../src/store/sql/audit/audit.js";
import type { SqlDatabase } from "../../src/store/sql/database.js";
import { openPostgres } from "../../src/store/sql/postgres/open.js";
import { createSqlGovernance } from "../../src/store/sql/protection/governance.js";
import { createSqlTrackingStore } from "../../src/store/sql/tracking/create.js";
import { freshDatabase } from "./databases.js";
import { emptiedDatabases } from "./emptied.js";

const clock = virtualClock(0);

async function storesIn(database: SqlDatabase) {
  return {
    governance: createSqlGovernance(database),
    tracking: await createSqlTrackingStore(database, { artifactRoot: "mlflow-artifacts:", clock }),
    artifacts: createMemoryArtifactTree(new Map(), { clock }),
  };
}

describe("protected aliases in PostgreSQL", () => {
  const open = emptiedDatabases();
  governanceContract(async () => storesIn(await open()));
});

describe("the audit log in PostgreSQL", () => {
  const open = emptiedDatabases();
  auditLogContract(async () => createSqlAuditLog((await open()).db));
});

describe("several servers on one PostgreSQL", () => {
  it("keep one chain, and every move of them was allowed when it was noted", async () => {
    const url = await freshDatabase();
    const databases = [await openPostgres(url), await openPostgres(url), await openPostgres(url)];
    try {
      const stores = await storesIn(databases[0]);
      const first = await openChurn(stores);
      const servers = databases.map((database) => ({ ...first, governance: createSqlGovernance(database) }));
      await protectAlias(first, { model: "churn", alias: "champion", gates: ["auc better by 0"], approvals: 1 }, null);
      const aucs = Array.from({ length: 12 }, (_, i) => ((i * 7) % 12) / 12);
      const versions: number[] = [];
      for (const auc of aucs) versions.push(await first.version({ auc }));
      const wish = (version: number) => ({ name: "churn", version, alias: "champion", comment: "" });
      for (const version of versions) await approveVersion(first, wish(version), "bob");
      await Promise.allSettled(
        versions.flatMap((version, i) => [
          moveAlias(servers[i % 3], { ...CHAMPION, version }, EDITOR),
          ...(i % 4 === 0 ? [withdrawApproval(servers[(i + 1) % 3], wish(version), "bob")] : []),
          servers[(i + 2) % 3].governance.audit.append(sampleRecord()),
        ]),
      );
      expect((await verifyAudit(first.governance.audit)).kind).toBe("whole");
      const entries = await first.governance.audit.read(1, 1000);
      const withdrawn = new Set<unknown>();
      let best = Number.NEGATIVE_INFINITY;
      let moves = 0;
      for (const { what, outcome, target, facts } of entries) {
        if (what === "withdrawApproval") withdrawn.add(target);
        if (what !== "setRegisteredModelAlias" || outcome !== "done") continue;
        const [{ to }] = facts.moves as readonly { readonly to: number }[];
        expect(withdrawn.has(`models:/churn/${to}`)).toBe(false);
        expect(aucs[versions.indexOf(to)]).toBeGreaterThanOrEqual(best);
        best = aucs[versions.indexOf(to)];
        moves++;
      }
      expect(moves).toBeGreaterThan(0);
      expect(await first.governance.registered.aliasHistory("churn")).toHaveLength(moves);
    } finally {
      for (const database of databases) await database.close();
    }
  }, 60_000);
});
