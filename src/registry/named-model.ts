import { GyreError, shellWord } from "../core/index.js";
import type { TrackingStore } from "../tracking/index.js";
import { type ModelUri, parseModelUri } from "./model-uri.js";
import type { RegisteredModelStore } from "./ports.js";
import type { RegisteredVersion } from "./types.js";

/** A model as a `models:/…` URI names it: a registered version, or a logged model that nobody registered. */
export interface NamedModel {
  readonly uri: string;
  readonly name: string;
  /** Null for a logged model. */
  readonly version: number | null;
  /** The alias that the URI has. */
  readonly alias: string | null;
  readonly modelId: string | null;
  readonly runId: string | null;
  /** URI of its files. */
  readonly location: string;
}

/** Where models are looked up. */
export interface NamedModelContext {
  readonly tracking: Pick<TrackingStore, "model">;
  readonly registered: Pick<RegisteredModelStore, "version" | "byAlias" | "latest" | "get">;
}

/**
 * The model that a URI names. `models:/<text>` is the logged model with that id, else the newest version of that name. Throws
 * `registry.bad_value` for what is no such URI, `registry.model_unknown`, `registry.version_unknown`, `tracking.model_unknown`.
 */
export async function namedModel(context: NamedModelContext, uri: string): Promise<NamedModel> {
  const parsed = parseModelUri(uri);
  if (!parsed) {
    throw new GyreError("registry.bad_value", `expected models:/…, got ${uri.slice(0, 200)}`, {
      hint: "such as models:/churn@champion, models:/churn/3, models:/churn/latest or models:/m-… of a logged model",
    });
  }
  if (parsed.kind !== "model") return registeredModel(uri, parsed, await versionOf(context, parsed));
  const logged = await context.tracking.model(parsed.modelId);
  if (logged) {
    const { id, name, sourceRunId, artifactUri } = logged;
    return { uri, name, version: null, alias: null, modelId: id, runId: sourceRunId || null, location: artifactUri };
  }
  const known = await context.registered.get(parsed.modelId);
  if (known) {
    const latest = { kind: "latest", name: known.name } as const;
    return registeredModel(uri, latest, await versionOf(context, latest));
  }
  throw new GyreError(
    "tracking.model_unknown",
    `there is neither a logged model with the id ${parsed.modelId} nor a registered model of that name`,
    { hint: "gyre models list" },
  );
}

type RegisteredUri = Exclude<ModelUri, { kind: "model" }>;

function registeredModel(uri: string, parsed: RegisteredUri, found: RegisteredVersion | null): NamedModel {
  if (!found) {
    throw new GyreError("registry.version_unknown", `there is no ${uri}`, {
      hint: `gyre models show ${shellWord(parsed.name)} tells which versions and aliases there are`,
    });
  }
  const { name, version, modelId, runId, storageLocation } = found;
  const alias = parsed.kind === "alias" ? parsed.alias : null;
  return { uri, name, version, alias, modelId, runId: runId || null, location: storageLocation };
}

async function versionOf({ registered }: NamedModelContext, uri: RegisteredUri): Promise<RegisteredVersion | null> {
  if (uri.kind === "version") return registered.version(uri.name, uri.version);
  if (uri.kind === "alias") return registered.byAlias(uri.name, uri.alias);
  const versions = await registered.latest(uri.name);
  const wanted =
    uri.kind === "latest" ? versions : versions.filter(({ stage }) => stage.toLowerCase() === uri.stage.toLowerCase());
  return wanted.toSorted((a, b) => b.version - a.version)[0] ?? null;
}
