import { aliasMove, refusalOf, verdictsOn, versionUnknown } from "../../../../../registry/index.js";
import { moverOf } from "../registry/mover.js";
import { keyOf } from "../registry/versions.js";
import type { OperationOf } from "./message.js";

export const checkAliasMove: OperationOf<"checkAliasMove"> = async (context, message, caller) => {
  const { name, version } = keyOf(message);
  if ((await context.registered.version(name, version)) === null) throw versionUnknown(name, version);
  const verdicts = await verdictsOn(context, aliasMove({ name, version, alias: message.alias }, moverOf(caller)));
  const [verdict] = verdicts;
  // Where nothing would move, nothing is judged.
  if (verdict?.kind !== "take") return { allowed: true };
  const { isProtected, passed, digest, gates, approvalsNeeded, approvals, outdated } = verdict;
  return {
    allowed: passed,
    reason: refusalOf(verdicts)?.message,
    is_protected: isProtected,
    digest,
    gates: gates.map(({ gate, passed: gatePassed, sentence }) => ({ gate, passed: gatePassed, sentence })),
    approvals_needed: approvalsNeeded,
    approved_by: approvals.map(({ by }) => by),
    outdated_approvals_by: outdated.map(({ by }) => by),
  };
};
