import {
  checkModelName,
  checkPromptSource,
  checkUriHost,
  checkVersionTag,
  isPrompt,
  MODEL_VERSIONS_TAG,
  type RegisteredVersion,
  withModelVersion,
} from "../../../../../registry/index.js";
import type { MlflowContext } from "../../operation.js";
import { entryOf, type Message, type OperationOf } from "../tracking/message.js";
import { resolveSource, type Source } from "./source.js";
import { versionReply } from "./wire.js";

export const createModelVersion: OperationOf<"createModelVersion"> = async (context, message, caller) => {
  const tags = message.tags.map(entryOf);
  const source = await sourceOf(context, message, isPrompt(tags));
  checkModelName(message.name);
  tags.forEach(checkVersionTag);
  const version = await context.registered.createVersion({
    name: message.name,
    createdAt: context.clock.now(),
    userId: caller.name,
    description: message.description ?? "",
    source: source.source,
    storageLocation: source.storageLocation,
    runId: source.runId,
    runLink: message.run_link ?? "",
    modelId: source.modelId,
    tags,
  });
  if (message.model_id && !isPrompt(tags)) await noteOnModel(context, message.model_id, version);
  return { model_version: versionReply(version) };
};

async function sourceOf(
  context: MlflowContext,
  message: Message<"createModelVersion">,
  isPromptVersion: boolean,
): Promise<Source> {
  const { source, run_id: runId, model_id: modelId } = message;
  if (isPromptVersion) checkPromptSource(source);
  checkUriHost(source, "source");
  if (!isPromptVersion) return resolveSource(context, { source, runId, modelId });
  return { source, storageLocation: source, runId: runId ?? "", modelId: null };
}

/** The logged model tells which versions were made from it. */
async function noteOnModel(
  { tracking }: MlflowContext,
  modelId: string,
  { name, version, createdAt }: RegisteredVersion,
): Promise<void> {
  const model = await tracking.model(modelId);
  const before = model?.tags.find((tag) => tag.key === MODEL_VERSIONS_TAG)?.value;
  const value = withModelVersion(before, name, version);
  await tracking.changeModel(modelId, { tags: [{ key: MODEL_VERSIONS_TAG, value }], at: createdAt });
}
