import { isPrompt, PROMPT_TAG } from "../tag-rules.js";
import type { RegistryTag } from "../types.js";
import type { RegistryChange } from "./changes.js";
import type { WebhookEvent } from "./types.js";

/** An event with what is told of it. */
export interface Announcement extends WebhookEvent {
  readonly data: Readonly<Record<string, unknown>>;
}

const PROMPT_TEXT_TAG = "mlflow.prompt.text";
const PROMPT_TYPE_TAG = "_mlflow_prompt_type";

/** What is told of a change, to a model or to a prompt; null where nobody can ask for it. */
export function announcementOf(change: RegistryChange, isOfPrompt: boolean): Announcement | null {
  switch (change.kind) {
    case "modelCreated":
      return modelCreated(change);
    case "versionCreated":
      return versionCreated(change);
    case "modelTagged":
      return isOfPrompt ? tagged("prompt_tag", change.value, { name: change.name, key: change.key }) : null;
    case "versionTagged": {
      const key = { name: change.name, version: String(change.version), key: change.key };
      return tagged(isOfPrompt ? "prompt_version_tag" : "model_version_tag", change.value, key);
    }
    case "aliasMoved": {
      const entity = isOfPrompt ? "prompt_alias" : "model_version_alias";
      const data = { name: change.name, alias: change.alias };
      if (change.version === null) return { entity, action: "deleted", data };
      return { entity, action: "created", data: { ...data, version: String(change.version) } };
    }
  }
}

/** A message of the kind that an event has, to try a webhook. */
export function exampleOf({ entity, action }: WebhookEvent): Readonly<Record<string, unknown>> {
  const noun = entity.startsWith("prompt") ? "prompt" : "model";
  const name = { name: `example_${noun}` };
  const version = { version: "1" };
  const whole = { tags: { example_key: "example_value" } };
  const described = { ...whole, description: `An example ${entity.replaceAll("_", " ")}` };
  if (entity === "registered_model" || entity === "prompt") return { ...name, ...described };
  if (entity === "model_version")
    return { ...name, ...version, source: "models:/123", run_id: "abcd1234abcd5678", ...described };
  if (entity === "prompt_version") return { ...name, ...version, template: "Hello {{name}}!", ...described };
  if (entity.endsWith("alias"))
    return { ...name, alias: "example_alias", ...(action === "created" ? version : undefined) };
  const key = { ...(entity === "prompt_tag" ? undefined : version), key: "example_key" };
  return { ...name, ...key, ...(action === "set" ? { value: "example_value" } : undefined) };
}

function modelCreated({ name, tags, description }: Extract<RegistryChange, { kind: "modelCreated" }>): Announcement {
  const isOfPrompt = isPrompt(tags);
  return {
    entity: isOfPrompt ? "prompt" : "registered_model",
    action: "created",
    data: { name, tags: record(tags, isOfPrompt ? [PROMPT_TAG, PROMPT_TYPE_TAG] : []), description },
  };
}

function versionCreated(change: Extract<RegistryChange, { kind: "versionCreated" }>): Announcement {
  const key = { name: change.name, version: String(change.version) };
  const description = change.description || null;
  if (!isPrompt(change.tags)) {
    const { source, runId, tags } = change;
    const data = { ...key, source, run_id: runId || null, tags: record(tags, []), description };
    return { entity: "model_version", action: "created", data };
  }
  const template = change.tags.find((tag) => tag.key === PROMPT_TEXT_TAG)?.value ?? null;
  const tags = record(change.tags, [PROMPT_TEXT_TAG, PROMPT_TAG, PROMPT_TYPE_TAG]);
  return { entity: "prompt_version", action: "created", data: { ...key, template, tags, description } };
}

function tagged(
  entity: "prompt_tag" | "prompt_version_tag" | "model_version_tag",
  value: string | null,
  key: Readonly<Record<string, string>>,
): Announcement {
  if (value === null) return { entity, action: "deleted", data: key };
  return { entity, action: "set", data: { ...key, value } };
}

function record(tags: readonly RegistryTag[], without: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.filter(({ key }) => !without.includes(key)).map(({ key, value }) => [key, value]));
}
