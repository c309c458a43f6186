import { GyreError, shellWord } from "../../core/index.js";
import type { TakeVerdict, Verdict } from "./judge.js";
import { placeUri } from "./names.js";
import { nameOf } from "./person.js";

/**
 * Why verdicts refuse a change, null where they do not. The message alone says what is missing and what to do, as it is all that MLflow's
 * clients show.
 */
export function refusalOf(verdicts: readonly Verdict[]): GyreError | null {
  const refused = verdicts.find(({ passed }) => !passed);
  if (!refused) return null;
  if (refused.kind === "take") return takeRefused(refused);
  const { model, alias } = refused.claim;
  return new GyreError(
    "access.forbidden",
    `${placeUri(model, alias)} is protected: taking it away, also by removing or renaming what has it, needs the permission models:approve`,
    { hint: "an admin can do it, or take the protection away: gyre models unprotect", details: { model, alias } },
  );
}

function takeRefused(verdict: TakeVerdict): GyreError {
  const { claim, gates, digest, approvalsNeeded, approvals, outdated } = verdict;
  const { model, alias, version } = claim;
  const failed = gates.filter(({ passed }) => !passed);
  const missing = approvalsNeeded - approvals.length;
  const uri = `models:/${model}/${version.version}`;
  const reasons = [
    ...failed.map(({ gate, sentence }) => `gate "${gate}": ${sentence}`),
    ...(missing > 0 ? [`it has ${approvals.length} of ${approvalsNeeded} approvals`] : []),
    ...(missing > 0 ? outdated.map(({ by, digest: was }) => changed(nameOf(by), was, digest)) : []),
  ];
  const advice =
    failed.length > 0 ? "Register a version that passes, or change the policy." : howToApprove(uri, alias, digest);
  return new GyreError(
    failed.length > 0 ? "registry.gate_failed" : "registry.approval_missing",
    `${uri} may not become ${placeUri(model, alias)}: ${reasons.join("; ")}. ${advice}`,
    {
      details: {
        model,
        alias,
        version: version.version,
        digest,
        gates,
        approvalsNeeded,
        approvedBy: approvals.map(({ by }) => by),
      },
    },
  );
}

function changed(name: string, was: string, now: string | null): string {
  return `the approval of ${name} was given for files with the digest ${was.slice(0, 12)}…, now ${now === null ? "there are none" : `it is ${now.slice(0, 12)}…`}`;
}

function howToApprove(uri: string, alias: string, digest: string | null): string {
  if (digest === null)
    return "Its files are not in this store, so nobody can approve them: log the model to this server, and register that.";
  return `Someone who did not register it can approve it: gyre models approve ${shellWord(uri)} --alias ${shellWord(alias)}`;
}
