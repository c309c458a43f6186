import type { AuditLog } from "../../../access/index.js";
import type { Governance, RegisteredModelStore } from "../../../registry/index.js";
import { createMemoryAuditLog } from "../audit/audit.js";
import { createMemoryProtectionStore } from "./protection.js";

/**
 * A {@link Governance} in memory over a store of registered models: works wait for each other. What a work has done before it throws stays
 * done.
 */
export function createMemoryGovernance(
  registered: RegisteredModelStore,
  audit: AuditLog = createMemoryAuditLog(),
): Governance {
  const stores = { registered, protections: createMemoryProtectionStore(), audit };
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...stores,
    atomically(work) {
      const done = last.then(() => work(stores));
      last = done.catch(() => undefined);
      return done;
    },
  };
}
