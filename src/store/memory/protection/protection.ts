import { compareText } from "../../../core/index.js";
import {
  type AliasPolicy,
  type Approval,
  type ApprovalKey,
  type ProtectionStore,
  personOf,
} from "../../../registry/index.js";

/** A {@link ProtectionStore} in memory. */
export function createMemoryProtectionStore(): ProtectionStore {
  const policies = new Map<string, AliasPolicy>();
  const approvals = new Map<string, Approval>();
  return {
    async setPolicy(policy) {
      policies.set(policyKey(policy), policy);
    },
    removePolicy: async (key) => policies.delete(policyKey(key)),
    async policies(alias) {
      const found = [...policies.values()].filter((policy) => alias === undefined || policy.alias === alias);
      return found.sort((a, b) => compareText(a.model, b.model) || compareText(a.alias, b.alias));
    },
    async approve(approval) {
      approvals.set(approvalKey({ ...approval, person: personOf(approval.by) }), approval);
    },
    withdraw: async (key) => approvals.delete(approvalKey(key)),
    async approvals({ model, version, alias }) {
      const found = [...approvals.values()].filter(
        (one) =>
          one.model === model &&
          (version === undefined || one.version === version) &&
          (alias === undefined || one.alias === alias),
      );
      return found.sort(byPlace);
    },
  };
}

function byPlace(a: Approval, b: Approval): number {
  return a.version - b.version || compareText(a.alias, b.alias) || compareText(personOf(a.by), personOf(b.by));
}

function policyKey({ model, alias }: Pick<AliasPolicy, "model" | "alias">): string {
  return JSON.stringify([model, alias]);
}

function approvalKey({ model, version, alias, person }: ApprovalKey): string {
  return JSON.stringify([model, version, alias, person]);
}
