import { GyreError } from "../../../../../core/index.js";
import {
  badValue,
  checkSourcePlace,
  foreignSource,
  isPrompt,
  type ModelUri,
  modelUnknown,
  parseModelUri,
  parseSource,
  parseStage,
  type RegisteredModelStore,
  type RegisteredVersion,
  type SourceOwner,
  versionUnknown,
} from "../../../../../registry/index.js";
import type { LoggedModel } from "../../../../../tracking/index.js";
import type { MlflowContext } from "../../operation.js";
import { highestOf, versionByAlias } from "./aliases.js";

/** What a client says that a version came from; undefined is not the same as empty. */
export interface WishedSource {
  readonly source: string;
  readonly runId: string | undefined;
  readonly modelId: string | undefined;
}

/** Where a version came from, and where its files are. */
export interface Source {
  readonly source: string;
  readonly storageLocation: string;
  readonly runId: string;
  readonly modelId: string | null;
}

/**
 * Finds out where the files of a new version are. A source that is another version gives its run and its files; one that is a logged
 * model gives that model's. Throws `registry.bad_value` for what must not be registered, and for what is unknown.
 */
export async function resolveSource(context: MlflowContext, wished: WishedSource): Promise<Source> {
  const { source } = wished;
  const uri = parseSource(source).scheme === "models" ? modelUriOf(source) : null;
  if (uri && uri.kind !== "model") return copiedSource(context, wished, uri);
  const modelId = wished.modelId || null;
  const model = modelId === null ? null : await context.tracking.model(modelId);
  if (uri) {
    if (uri.modelId !== modelId) throw foreignSource(source, "model_id");
    const found = model ?? refuseUnknownModel(uri.modelId, source);
    return { source, storageLocation: found.artifactUri, runId: runIdOf(wished, found), modelId };
  }
  checkSourcePlace(source, await ownerOf(context, wished, model));
  if (modelId !== null && model === null) refuseUnknownModel(modelId);
  return { source, storageLocation: source, runId: runIdOf(wished, model), modelId };
}

function modelUriOf(source: string): ModelUri {
  if (parseSource(source).authority !== "") {
    throw badValue(
      `Invalid model version source: '${source}'. Registered model sources must use the active model registry.`,
    );
  }
  const uri = parseModelUri(source);
  if (uri) return uri;
  throw foreignSource(source, "model_id");
}

async function ownerOf(
  { tracking }: MlflowContext,
  { runId, modelId }: WishedSource,
  model: LoggedModel | null,
): Promise<SourceOwner> {
  if (modelId) return { parameter: "model_id", id: modelId, artifactUri: model?.artifactUri ?? null };
  const run = runId ? await tracking.run(runId) : null;
  return { parameter: "run_id", id: runId || null, artifactUri: run?.info.artifactUri ?? null };
}

async function copiedSource(
  { registered }: MlflowContext,
  { source, runId, modelId }: WishedSource,
  uri: Exclude<ModelUri, { kind: "model" }>,
): Promise<Source> {
  const model = await registered.get(uri.name);
  if (!model) throw modelUnknown(uri.name);
  if (isPrompt(model.tags))
    throw badValue(
      `Invalid model version source: '${source}'. Prompt versions cannot be used as model version sources.`,
    );
  const copied = await versionOf(registered, uri);
  if ((runId ?? copied.runId) !== copied.runId || (modelId || copied.modelId) !== copied.modelId)
    throw badValue(
      `Invalid model version source: '${source}'. The run_id and model_id request parameters must match the referenced model version.`,
    );
  return { ...copied, source: `models:/${copied.name}/${copied.version}` };
}

async function versionOf(
  registered: RegisteredModelStore,
  uri: Exclude<ModelUri, { kind: "model" }>,
): Promise<RegisteredVersion> {
  if (uri.kind === "alias") return versionByAlias(registered, uri.name, uri.alias);
  if (uri.kind === "version") {
    const found = await registered.version(uri.name, uri.version);
    if (found) return found;
    throw versionUnknown(uri.name, uri.version);
  }
  const stages = uri.kind === "stage" ? [parseStage(uri.stage)] : undefined;
  const highest = highestOf(await registered.latest(uri.name, stages));
  if (highest) return highest;
  const ofStage = uri.kind === "stage" ? ` and stage '${uri.stage}'` : "";
  throw new GyreError("registry.version_unknown", `No versions of model with name '${uri.name}'${ofStage} found`);
}

function runIdOf({ runId }: WishedSource, model: LoggedModel | null): string {
  return runId || model?.sourceRunId || "";
}

function refuseUnknownModel(id: string, source?: string): never {
  const place =
    source === undefined ? "" : `Unable to fetch model from model URI source artifact location '${source}'.Error: `;
  throw new GyreError("tracking.model_unknown", `${place}Logged model with ID '${id}' not found.`);
}
