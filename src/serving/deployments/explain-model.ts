import { type Trace, traceUpstream } from "../../lineage/index.js";
import {
  type NamedModel,
  namedModel,
  type RegisteredModelStore,
  type RegisteredVersion,
  versionDigest,
} from "../../registry/index.js";
import type { ArtifactTree, LoggedModel, Run, TrackingStore } from "../../tracking/index.js";
import { lineageId, modelLineage } from "./model-lineage.js";
import type { ModelDeploymentStore } from "./ports.js";
import type { ModelDeployment } from "./types.js";

/** A client's model with what it was made from, and where it serves. */
export interface ModelExplanation {
  readonly model: NamedModel;
  /** What serves it now. */
  readonly deployments: readonly ModelDeployment[];
  /** Null for a logged model that is not registered. */
  readonly version: RegisteredVersion | null;
  /** Of all its files as they are now; null where they lie elsewhere, or are gone. */
  readonly digest: string | null;
  /** Moves of aliases to this version and away from it, oldest first. */
  readonly aliasMoves: Awaited<ReturnType<RegisteredModelStore["aliasHistory"]>>;
  readonly loggedModel: LoggedModel | null;
  readonly run: Run | null;
  readonly lineage: Trace;
}

/** What is read. */
export interface ExplainModelContext {
  readonly tracking: TrackingStore;
  readonly registered: RegisteredModelStore;
  readonly artifacts: ArtifactTree;
  readonly deployments: ModelDeploymentStore;
}

/** Traces a model back to its logged model, run and datasets. Throws what `namedModel` throws. */
export async function explainModel(context: ExplainModelContext, uri: string): Promise<ModelExplanation> {
  const { tracking, registered, artifacts, deployments } = context;
  const model = await namedModel(context, uri);
  const { name, version: number, modelId, runId } = model;
  const version = number === null ? null : await registered.version(name, number);
  const isIt = (one: ModelDeployment): boolean =>
    number === null ? one.modelId === modelId : one.model === name && one.version === number;
  const id = number === null ? lineageId.loggedModel(modelId!) : lineageId.version(name, number);
  return {
    model,
    deployments: (await deployments.list()).filter(isIt),
    version,
    digest: await versionDigest(artifacts, { storageLocation: model.location }),
    aliasMoves: number === null ? [] : movesOf(await registered.aliasHistory(name), number),
    loggedModel: modelId === null ? null : await tracking.model(modelId),
    run: runId === null ? null : await tracking.run(runId),
    lineage: await traceUpstream(modelLineage(context), id),
  };
}

type Moves = ModelExplanation["aliasMoves"];

/** A move to another version takes the alias away from the one that had it. */
function movesOf(moves: Moves, version: number): Moves {
  const holder = new Map<string, number | null>();
  return moves.filter((move) => {
    const before = holder.get(move.alias);
    holder.set(move.alias, move.version);
    return move.version === version || before === version;
  });
}
