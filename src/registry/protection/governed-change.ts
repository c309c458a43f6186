import type { AuditRecord } from "../../access/index.js";
import { type Clock, GyreError, hashOf } from "../../core/index.js";
import type { RegisteredModelStore } from "../ports.js";
import type { Claim } from "./claims.js";
import { type JudgeContext, judge, type Verdict } from "./judge.js";
import type { Governance, GovernedStores } from "./ports.js";
import { refusalOf } from "./refusal.js";
import { basisOf, type Required, requirementsOf } from "./requirements.js";
import type { Mover } from "./types.js";

/** What changing a registered model that may be protected needs. */
export interface GovernedContext extends JudgeContext {
  readonly governance: Governance;
  readonly clock: Clock;
}

/** A change that may touch protected names. */
export interface GovernedChange<T> {
  /** The operation and what it is about, for the audit log. */
  readonly what: string;
  readonly target: string;
  readonly facts?: AuditRecord["facts"];
  readonly mover: Mover;
  /** Whether it is noted also where it touches no name at all. */
  readonly isAlwaysNoted: boolean;
  claims(registered: RegisteredModelStore): Promise<readonly Claim[]>;
  apply(registered: RegisteredModelStore, at: number): Promise<T>;
}

/** Of a model that has more names than this, the log tells the first. */
const MOST_MOVES = 50;

/** How often a verdict is reached anew because what it rested on has changed meanwhile. */
const MOST_TRIES = 8;

/**
 * Judges a change, and does it only if it may be done: at the moment of the change, policies, approvals and the holder are those that were
 * judged. The change and its entry in the audit log are one; a refusal is noted too. Throws `registry.gate_failed`,
 * `registry.approval_missing`, `access.forbidden`, and what the change itself throws.
 */
export async function governedChange<T>(context: GovernedContext, change: GovernedChange<T>): Promise<T> {
  const { governance, clock } = context;
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const required = await requiredBy(governance, change);
    const verdicts = await judge(context, required, change.mover);
    const at = clock.now();
    const refusal = refusalOf(verdicts);
    if (refusal) {
      await governance.audit.append(recordOf(change, { at, required, verdicts, code: refusal.code }));
      throw refusal;
    }
    const basis = hashOf(basisOf(required));
    const done = await governance.atomically(async (stores) => {
      const now = await requiredBy(stores, change);
      if (hashOf(basisOf(now)) !== basis) return null;
      const value = await change.apply(stores.registered, at);
      if (now.length > 0 || change.isAlwaysNoted)
        await stores.audit.append(recordOf(change, { at, required: now, verdicts, code: null }));
      return { value };
    });
    if (done) return done.value;
  }
  throw new GyreError("store.unavailable", `what ${change.target} must meet kept changing while it was judged`, {
    hint: "try again",
  });
}

/** What a change would be judged to, without doing it. */
export async function verdictsOn(
  context: GovernedContext,
  change: Pick<GovernedChange<unknown>, "claims" | "mover">,
): Promise<readonly Verdict[]> {
  return judge(context, await requiredBy(context.governance, change), change.mover);
}

async function requiredBy(
  { registered, protections }: Omit<GovernedStores, "audit">,
  { claims }: Pick<GovernedChange<unknown>, "claims">,
): Promise<readonly Required[]> {
  return requirementsOf(protections, await claims(registered));
}

interface Judged {
  readonly at: number;
  readonly required: readonly Required[];
  readonly verdicts: readonly Verdict[];
  readonly code: GyreError["code"] | null;
}

function recordOf(
  { what, target, mover, facts = {} }: GovernedChange<unknown>,
  { at, required, verdicts, code }: Judged,
): AuditRecord {
  const outcome = code === null ? "done" : "refused";
  const moves = verdicts.slice(0, MOST_MOVES).map((verdict, i) => factsOf(verdict, required[i].claim));
  return { at, actor: mover.actor, what, target, outcome, code, facts: { ...facts, moves } };
}

function factsOf(verdict: Verdict, claim: Claim): AuditRecord["facts"] {
  const { model, alias } = claim;
  const from = claim.kind === "take" ? (claim.holder?.version ?? null) : claim.version;
  const { isProtected } = verdict;
  if (verdict.kind === "release") return { model, alias, from, to: null, isProtected };
  const { digest, gates, approvalsNeeded, approvals } = verdict;
  return {
    model,
    alias,
    from,
    to: verdict.claim.version.version,
    isProtected,
    digest,
    gates: gates.map(({ gate, passed, sentence }) => ({ gate, passed, sentence })),
    approvalsNeeded,
    approvals: approvals.map(({ by, at }) => ({ by, at })),
  };
}
