import type { Claim } from "./claims.js";
import { fits } from "./names.js";
import type { ProtectionStore } from "./ports.js";
import type { AliasPolicy, Approval } from "./types.js";

/** What a claim must meet, as it is kept now. */
export interface Required {
  readonly claim: Claim;
  /** Of each claim those that fit. */
  readonly policies: readonly AliasPolicy[];
  /** Given for this version and alias; empty where none is needed. */
  readonly approvals: readonly Approval[];
}

/** Finds what claims must meet. */
export async function requirementsOf(
  protections: ProtectionStore,
  claims: readonly Claim[],
): Promise<readonly Required[]> {
  const found: Required[] = [];
  for (const claim of claims) {
    const { model, alias } = claim;
    const policies = (await protections.policies(alias)).filter((policy) => fits(policy.model, model));
    const asks = claim.kind === "take" && policies.some(({ approvals }) => approvals > 0);
    const approvals = asks ? await protections.approvals({ model, version: claim.version.version, alias }) : [];
    found.push({ claim, policies, approvals });
  }
  return found;
}

/** All that a verdict rests on and that may change until it is acted on, as plain data: equal, and the verdict still holds. */
export function basisOf(required: readonly Required[]): readonly unknown[] {
  return required.map(({ claim, policies, approvals }) => {
    const { kind, model, alias, version } = claim;
    const compares = policies.some(({ gates }) => gates.some((gate) => gate.kind === "betterThanHolder"));
    const holder = claim.kind === "take" && compares ? (claim.holder?.version ?? null) : null;
    return { kind, model, alias, version: kind === "take" ? version.version : version, policies, approvals, holder };
  });
}
