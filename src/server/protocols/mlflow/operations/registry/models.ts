import { GyreError } from "../../../../../core/index.js";
import {
  checkModelName,
  checkNewModelName,
  checkTag,
  checkTagKey,
  isPrompt,
  modelUnknown,
  type RegisteredModel,
  type RegisteredModelStore,
  removeModel,
  renameModel,
} from "../../../../../registry/index.js";
import { entryOf, type OperationOf } from "../tracking/message.js";
import { moverOf } from "./mover.js";
import { modelReply } from "./wire.js";

export const createRegisteredModel: OperationOf<"createRegisteredModel"> = async ({ registered, clock }, message) => {
  const { name, description = "" } = message;
  checkModelName(name);
  const tags = message.tags.map(entryOf);
  tags.forEach(checkTag);
  try {
    return { registered_model: modelReply(await registered.create({ name, description, tags, at: clock.now() })) };
  } catch (error) {
    throw nameTaken(error, await registered.get(name), isPrompt(tags)) ?? error;
  }
};

export const getRegisteredModel: OperationOf<"getRegisteredModel"> = async ({ registered }, { name }) => {
  return { registered_model: modelReply(await knownModel(registered, name)) };
};

export const renameRegisteredModel: OperationOf<"renameRegisteredModel"> = async (context, message, caller) => {
  checkNewModelName(message.new_name);
  checkModelName(message.name);
  const wish = { name: message.name, newName: message.new_name };
  return { registered_model: modelReply(await renameModel(context, wish, moverOf(caller))) };
};

export const updateRegisteredModel: OperationOf<"updateRegisteredModel"> = async ({ registered, clock }, message) => {
  checkModelName(message.name);
  const described = await registered.describe(message.name, message.description ?? "", clock.now());
  return { registered_model: modelReply(described) };
};

export const deleteRegisteredModel: OperationOf<"deleteRegisteredModel"> = async (context, { name }, caller) => {
  checkModelName(name);
  await removeModel(context, name, moverOf(caller));
  return {};
};

export const setRegisteredModelTag: OperationOf<"setRegisteredModelTag"> = async ({ registered, clock }, message) => {
  checkModelName(message.name);
  const tag = entryOf(message);
  checkTag(tag);
  await registered.tag(message.name, tag.key, tag.value, clock.now());
  return {};
};

export const deleteRegisteredModelTag: OperationOf<"deleteRegisteredModelTag"> = async (
  { registered, clock },
  { name, key },
) => {
  checkModelName(name);
  checkTagKey(key);
  await registered.tag(name, key, null, clock.now());
  return {};
};

async function knownModel(registered: RegisteredModelStore, name: string): Promise<RegisteredModel> {
  checkModelName(name);
  const model = await registered.get(name);
  if (model) return model;
  throw modelUnknown(name);
}

/** Prompts and models share their names; null when it is not about a name. */
function nameTaken(error: unknown, taken: RegisteredModel | null, wantsPrompt: boolean): GyreError | null {
  if (!(error instanceof GyreError) || error.code !== "registry.model_exists" || taken === null) return null;
  const [wished, there] = [wantsPrompt, isPrompt(taken.tags)].map((is) => (is ? "Prompt" : "Registered Model"));
  if (wished === there) return new GyreError(error.code, `${wished} (name=${taken.name}) already exists.`);
  const quoted = taken.name.includes("'") ? JSON.stringify(taken.name) : `'${taken.name}'`;
  return new GyreError(
    error.code,
    `Tried to create a ${wished.toLowerCase()} with name ${quoted}, but the name is already taken by a ${there.toLowerCase()}. MLflow does not allow creating a model and a prompt with the same name.`,
  );
}
