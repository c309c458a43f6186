import type { Clock } from "../../core/index.js";
import { GyreError } from "../../core/index.js";
import { badValue } from "../bad-values.js";
import { aliasGateText, parseAliasGate } from "./gate-text.js";
import { checkPattern, checkProtectable, placeUri } from "./names.js";
import type { Governance } from "./ports.js";
import type { AliasPolicy } from "./types.js";

/** What changing policies and approvals needs. */
export interface ProtectionContext {
  readonly governance: Governance;
  readonly clock: Clock;
}

/** A policy as people write it. */
export interface PolicyWish {
  readonly model: string;
  readonly alias: string;
  readonly gates: readonly string[];
  readonly approvals: number;
}

const MOST_GATES = 20;
const MOST_APPROVALS = 100;

/** Protects an alias from now on, in place of what protected it before. What has the alias keeps it. Throws `registry.bad_value`. */
export async function protectAlias(
  { governance, clock }: ProtectionContext,
  { model, alias, gates, approvals }: PolicyWish,
  actor: string | null,
): Promise<AliasPolicy> {
  checkPattern(model);
  checkProtectable(alias);
  if (gates.length > MOST_GATES) throw badValue(`expected at most ${MOST_GATES} gates, got ${gates.length}`);
  if (!Number.isInteger(approvals) || approvals < 0 || approvals > MOST_APPROVALS)
    throw badValue(`expected 0 to ${MOST_APPROVALS} approvals, got ${approvals}`);
  const policy = { model, alias, gates: gates.map(parseAliasGate), approvals, at: clock.now(), by: actor };
  await governance.atomically(async ({ protections, audit }) => {
    await protections.setPolicy(policy);
    await audit.append({
      at: policy.at,
      actor,
      what: "protectAlias",
      target: placeUri(model, alias),
      outcome: "done",
      code: null,
      facts: { gates: policy.gates.map(aliasGateText), approvals },
    });
  });
  return policy;
}

/** Lets an alias move freely again. Throws `registry.alias_unknown` where that model or pattern has no policy for it. */
export async function unprotectAlias(
  { governance, clock }: ProtectionContext,
  { model, alias }: Pick<AliasPolicy, "model" | "alias">,
  actor: string | null,
): Promise<void> {
  const target = placeUri(model, alias);
  await governance.atomically(async ({ protections, audit }) => {
    if (!(await protections.removePolicy({ model, alias }))) throw notProtected(target);
    await audit.append({
      at: clock.now(),
      actor,
      what: "unprotectAlias",
      target,
      outcome: "done",
      code: null,
      facts: {},
    });
  });
}

function notProtected(target: string): GyreError {
  return new GyreError("registry.alias_unknown", `no policy is written for ${target}`, {
    hint: "gyre models policies lists them; a pattern is named as it was written",
  });
}
