import type { ArtifactTree, TrackingStore } from "../../tracking/index.js";
import type { GateResult } from "../types.js";
import type { Take } from "./claims.js";
import { aliasGateText } from "./gate-text.js";
import { judgeAliasGate } from "./judge-gate.js";
import { personOf } from "./person.js";
import type { Required } from "./requirements.js";
import type { AliasGate, Approval, Mover } from "./types.js";
import { versionDigest } from "./version-digest.js";
import { measuredVersion } from "./version-metrics.js";

/** What judging reads besides. */
export interface JudgeContext {
  readonly tracking: TrackingStore;
  readonly artifacts: ArtifactTree;
}

/** Whether a version may have an alias, and why. */
export interface TakeVerdict {
  readonly kind: "take";
  readonly claim: Take;
  readonly isProtected: boolean;
  readonly passed: boolean;
  /** Of the version's files; null where there are none, or they lie elsewhere. */
  readonly digest: string | null;
  readonly gates: readonly GateResult[];
  readonly approvalsNeeded: number;
  /** Those that count. */
  readonly approvals: readonly Approval[];
  /** Those for other bytes than the files are now. */
  readonly outdated: readonly Approval[];
}

/** Whether a name may be taken away. */
export interface ReleaseVerdict {
  readonly kind: "release";
  readonly claim: Exclude<Required["claim"], Take>;
  readonly isProtected: boolean;
  readonly passed: boolean;
}

/** What was found of one claim. */
export type Verdict = TakeVerdict | ReleaseVerdict;

/** Judges claims by what they must meet. */
export async function judge(
  context: JudgeContext,
  required: readonly Required[],
  mover: Mover,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const one of required) {
    const { claim, policies } = one;
    const isProtected = policies.length > 0;
    if (claim.kind === "take") verdicts.push(await judgeTake(context, claim, one));
    else verdicts.push({ kind: "release", claim, isProtected, passed: !isProtected || mover.mayRelease });
  }
  return verdicts;
}

async function judgeTake(context: JudgeContext, claim: Take, { policies, approvals }: Required): Promise<TakeVerdict> {
  const isProtected = policies.length > 0;
  // What nobody protects moves, also when its files cannot be read.
  const digest = await versionDigest(context.artifacts, claim.version).catch((error) => {
    if (isProtected) throw error;
    return null;
  });
  const gates = await judgeGates(
    context,
    claim,
    policies.flatMap((policy) => policy.gates),
  );
  // Who registered a version has no say in it, whenever they said it.
  const ofOthers = approvals.filter(({ by }) => !isRegistrar(claim.version.userId, by));
  const counted = ofOthers.filter((approval) => approval.digest === digest);
  const approvalsNeeded = Math.max(0, ...policies.map((policy) => policy.approvals));
  return {
    kind: "take",
    claim,
    isProtected,
    passed: gates.every(({ passed }) => passed) && counted.length >= approvalsNeeded,
    digest,
    gates,
    approvalsNeeded,
    approvals: counted,
    outdated: ofOthers.filter((approval) => approval.digest !== digest),
  };
}

/** Whether an actor is the person who registered a version; on an open server nobody is known to be. */
export function isRegistrar(userId: string | null, actor: string | null): boolean {
  return userId !== null && userId === personOf(actor);
}

async function judgeGates(
  { tracking }: JudgeContext,
  { version, holder }: Take,
  gates: readonly AliasGate[],
): Promise<readonly GateResult[]> {
  const distinct = [...new Map(gates.map((gate) => [aliasGateText(gate), gate])).values()];
  if (distinct.length === 0) return [];
  const candidate = await measuredVersion(tracking, version);
  const uri = `models:/${holder?.name}/${holder?.version}`;
  const held = holder && { uri, measured: await measuredVersion(tracking, holder) };
  return distinct.map((gate) => judgeAliasGate(gate, candidate, held));
}
