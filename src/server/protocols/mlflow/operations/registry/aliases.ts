import { GyreError } from "../../../../../core/index.js";
import {
  checkAlias,
  checkAliasIsFree,
  checkModelName,
  isLatest,
  moveAlias,
  parseStage,
  parseVersion,
  type RegisteredModelStore,
  type RegisteredVersion,
} from "../../../../../registry/index.js";
import type { OperationOf } from "../tracking/message.js";
import { moverOf } from "./mover.js";
import { versionReply } from "./wire.js";

export const setRegisteredModelAlias: OperationOf<"setRegisteredModelAlias"> = async (context, message, caller) => {
  checkModelName(message.name);
  checkAlias(message.alias);
  checkAliasIsFree(message.alias);
  const version = parseVersion(message.version);
  await moveAlias(context, { name: message.name, alias: message.alias, version }, moverOf(caller));
  return {};
};

export const deleteRegisteredModelAlias: OperationOf<"deleteRegisteredModelAlias"> = async (
  context,
  { name, alias },
  caller,
) => {
  checkModelName(name);
  checkAlias(alias);
  await moveAlias(context, { name, alias, version: null }, moverOf(caller));
  return {};
};

export const getModelVersionByAlias: OperationOf<"getModelVersionByAlias"> = async (
  { registered },
  { name, alias },
) => ({
  model_version: versionReply(await versionByAlias(registered, name, alias)),
});

export const getLatestVersions: OperationOf<"getLatestVersions"> = async ({ registered }, { name, stages }) => {
  checkModelName(name);
  const versions = await registered.latest(name);
  const wished = stages.map(parseStage);
  const found = versions.filter((version) => wished.length === 0 || wished.includes(version.stage));
  return { model_versions: found.map(versionReply) };
};

/** The version that an alias names; `latest` names the highest. Throws `registry.alias_unknown`, `registry.model_unknown`. */
export async function versionByAlias(
  registered: RegisteredModelStore,
  name: string,
  alias: string,
): Promise<RegisteredVersion> {
  checkModelName(name);
  checkAlias(alias);
  if (isLatest(alias)) {
    const highest = highestOf(await registered.latest(name));
    if (highest) return highest;
    throw new GyreError("registry.version_unknown", `Latest version not found for model ${name}.`);
  }
  const found = await registered.byAlias(name, alias);
  if (found) return found;
  throw new GyreError("registry.alias_unknown", `Registered model alias ${alias} not found.`);
}

/** Null of none. */
export function highestOf(versions: readonly RegisteredVersion[]): RegisteredVersion | null {
  return versions.reduce<RegisteredVersion | null>(
    (highest, version) => (highest && highest.version > version.version ? highest : version),
    null,
  );
}
