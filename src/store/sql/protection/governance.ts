import type { Kysely } from "kysely";
import type { Governance, GovernedStores } from "../../../registry/index.js";
import { createSqlAuditLog } from "../audit/audit.js";
import type { SqlDatabase } from "../database.js";
import { createSqlRegisteredModelStore } from "../registered-models/store.js";
import type { Tables } from "../schema.js";
import { createSqlProtectionStore } from "./protection.js";

/** A {@link Governance} in SQL: what works together is one transaction. */
export function createSqlGovernance({ db }: Pick<SqlDatabase, "db">): Governance {
  return {
    ...storesIn(db),
    atomically: (work) => db.transaction().execute((trx) => work(storesIn(trx))),
  };
}

function storesIn(db: Kysely<Tables>): GovernedStores {
  return {
    registered: createSqlRegisteredModelStore({ db }),
    protections: createSqlProtectionStore(db),
    audit: createSqlAuditLog(db),
  };
}
