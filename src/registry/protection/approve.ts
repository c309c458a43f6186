import { type FailureCode, GyreError } from "../../core/index.js";
import type { ArtifactTree } from "../../tracking/index.js";
import { badValue } from "../bad-values.js";
import { checkModelName, versionUnknown } from "../names.js";
import { isRegistrar } from "./judge.js";
import { checkProtectable } from "./names.js";
import { nameOf, personOf } from "./person.js";
import type { ProtectionContext } from "./policies.js";
import type { Approval } from "./types.js";
import { versionDigest } from "./version-digest.js";

/** What an approval is for. */
export interface ApprovalWish {
  readonly name: string;
  readonly version: number;
  readonly alias: string;
  readonly comment: string;
  /** What was looked at; without it, the files as they are now. */
  readonly digest?: string;
}

const MOST_COMMENT = 2000;

/**
 * Approves a version for an alias, bound to the digest of its files as they are now. Who registered a version cannot approve it. Throws
 * `access.forbidden`, `registry.version_unknown`, and `registry.bad_value`, also where there are no files or they are not those that were looked at.
 */
export async function approveVersion(
  context: ProtectionContext & { readonly artifacts: ArtifactTree },
  wish: ApprovalWish,
  actor: string | null,
): Promise<Approval> {
  checkWish(wish);
  const { governance, clock } = context;
  const { name: model, version, alias, comment } = wish;
  const found = await governance.registered.version(model, version);
  if (found === null) throw versionUnknown(model, version);
  const note = { actor, what: "approveVersion", target: `models:/${model}/${version}` };
  if (isRegistrar(found.userId, actor)) {
    const refusal = ownVersion(note.target, nameOf(actor));
    await governance.audit.append({ at: clock.now(), ...note, ...refused(refusal.code), facts: { alias } });
    throw refusal;
  }
  const digest = await versionDigest(context.artifacts, found);
  if (digest === null) throw noFiles(note.target, found.storageLocation);
  if (wish.digest !== undefined && wish.digest !== digest) throw otherFiles(note.target, wish.digest, digest);
  const approval = { model, version, alias, by: actor, digest, comment, at: clock.now() };
  await governance.atomically(async ({ registered, protections, audit }) => {
    if ((await registered.version(model, version)) === null) throw versionUnknown(model, version);
    await protections.approve(approval);
    const facts = { alias, digest, comment };
    await audit.append({ at: approval.at, ...note, outcome: "done", code: null, facts });
  });
  return approval;
}

/** Takes back what a person approved, by default the actor. Throws `registry.bad_value` where there is nothing to take back. */
export async function withdrawApproval(
  { governance, clock }: ProtectionContext,
  { name, version, alias, by }: Omit<ApprovalWish, "comment" | "digest"> & { readonly by?: string },
  actor: string | null,
): Promise<void> {
  const person = personOf(by ?? actor);
  const target = `models:/${name}/${version}`;
  await governance.atomically(async ({ protections, audit }) => {
    if (!(await protections.withdraw({ model: name, version, alias, person })))
      throw badValue(`${person === "" ? nameOf(null) : person} has not approved ${target} for ${alias}`);
    const facts = { alias, person };
    await audit.append({
      at: clock.now(),
      actor,
      what: "withdrawApproval",
      target,
      outcome: "done",
      code: null,
      facts,
    });
  });
}

function checkWish({ name, alias, comment, digest }: ApprovalWish): void {
  checkModelName(name);
  checkProtectable(alias);
  if (comment.length > MOST_COMMENT)
    throw badValue(`expected a comment of at most ${MOST_COMMENT} characters, got ${comment.length}`);
  if (digest !== undefined && !/^[0-9a-f]{64}$/.test(digest))
    throw badValue(`expected a digest of 64 hex digits, got '${digest.slice(0, 100)}'`);
}

function refused(code: FailureCode) {
  return { outcome: "refused", code } as const;
}

function ownVersion(uri: string, name: string): GyreError {
  return new GyreError("access.forbidden", `${name} registered ${uri}; someone else must approve it`);
}

function noFiles(uri: string, place: string): GyreError {
  const message = `${uri} has no files in this store to approve: it was registered from ${place}`;
  return new GyreError("registry.bad_value", message, {
    hint: "where the server was started with --artifacts, the command needs the same --artifacts",
  });
}

function otherFiles(uri: string, wished: string, now: string): GyreError {
  return badValue(
    `the files of ${uri} have changed: their digest was ${wished}, now it is ${now}. Look at them again.`,
  );
}
