import {
  badValue,
  checkModelName,
  checkTagKey,
  checkVersionTag,
  moveStage,
  parseStage,
  parseVersion,
  type RegisteredVersion,
  removeVersion,
  versionUnknown,
} from "../../../../../registry/index.js";
import type { MlflowContext } from "../../operation.js";
import { entryOf, type OperationOf } from "../tracking/message.js";
import { moverOf } from "./mover.js";
import { versionReply } from "./wire.js";

export const getModelVersion: OperationOf<"getModelVersion"> = async (context, message) => ({
  model_version: versionReply(await knownVersion(context, message)),
});

export const getModelVersionDownloadUri: OperationOf<"getModelVersionDownloadUri"> = async (context, message) => {
  const { name = "", version = "" } = message;
  if (name === "") throw badValue("Missing value for required parameter 'name'.");
  return { artifact_uri: (await knownVersion(context, { name, version })).storageLocation };
};

export const updateModelVersion: OperationOf<"updateModelVersion"> = async ({ registered, clock }, message) => {
  const { name, version } = keyOf(message);
  const described = await registered.describeVersion(name, version, message.description ?? null, clock.now());
  return { model_version: versionReply(described) };
};

export const transitionModelVersionStage: OperationOf<"transitionModelVersionStage"> = async (
  context,
  message,
  caller,
) => {
  const stage = parseStage(message.stage);
  const archiveOthers = message.archive_existing_versions ?? false;
  if (archiveOthers && stage !== "Staging" && stage !== "Production") {
    throw badValue(
      `Model version transition cannot archive existing model versions because '${message.stage}' is not an Active stage. Valid stages are ['Staging', 'Production']`,
    );
  }
  const { name, version } = keyOf(message);
  const moved = await moveStage(context, { name, version, stage, archiveOthers }, moverOf(caller));
  return { model_version: versionReply(moved) };
};

export const deleteModelVersion: OperationOf<"deleteModelVersion"> = async (context, message, caller) => {
  await removeVersion(context, keyOf(message), moverOf(caller));
  return {};
};

export const setModelVersionTag: OperationOf<"setModelVersionTag"> = async ({ registered, clock }, message) => {
  const { name, version } = keyOf(message);
  const tag = entryOf(message);
  checkVersionTag(tag);
  await registered.tagVersion(name, version, { ...tag, at: clock.now() });
  return {};
};

export const deleteModelVersionTag: OperationOf<"deleteModelVersionTag"> = async ({ registered, clock }, message) => {
  const { name, version } = keyOf(message);
  checkTagKey(message.key);
  await registered.tagVersion(name, version, { key: message.key, value: null, at: clock.now() });
  return {};
};

interface VersionMessage {
  readonly name: string;
  readonly version: string;
}

/** The version that a message names, checked. */
export function keyOf({ name, version }: VersionMessage): { readonly name: string; readonly version: number } {
  checkModelName(name);
  return { name, version: parseVersion(version) };
}

async function knownVersion({ registered }: MlflowContext, message: VersionMessage): Promise<RegisteredVersion> {
  const { name, version } = keyOf(message);
  const found = await registered.version(name, version);
  if (found) return found;
  throw versionUnknown(name, version);
}
