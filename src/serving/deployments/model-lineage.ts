import type { Edge, LineageReader } from "../../lineage/index.js";
import { parseModelUri, type RegisteredModelStore } from "../../registry/index.js";
import type { TrackingStore } from "../../tracking/index.js";
import type { ModelDeploymentStore } from "./ports.js";

/** The records that hold what clients' things were made from. */
export interface ModelLineageContext {
  readonly tracking: Pick<TrackingStore, "run" | "model">;
  readonly registered: Pick<RegisteredModelStore, "get" | "version">;
  readonly deployments: Pick<ModelDeploymentStore, "get">;
}

/** Ids of clients' things in lineage. */
export const lineageId = {
  deployment: (name: string): string => `deployment:${name}`,
  version: (name: string, version: number): string => `version:${name}/${version}`,
  loggedModel: (id: string): string => `logged-model:${id}`,
  run: (id: string): string => `run:${id}`,
  dataset: (name: string, digest: string): string => `dataset:${name}@${digest}`,
};

type Origin = Omit<Edge, "output">;

/**
 * What clients' things were made from: a deployment from a version or a logged model, a version from a logged model, a run or the version that it
 * copies, a logged model from a run, a run from datasets and models. Nothing is written for it: the edges are read from the records themselves.
 */
export function modelLineage(context: ModelLineageContext): LineageReader {
  return {
    async inputsOf(output) {
      const [, kind = "", id = ""] = /^([a-z-]+):(.*)$/s.exec(output) ?? [];
      const origins = await originsOf(context, kind, id);
      return origins.map((origin) => ({ output, ...origin }));
    },
  };
}

async function originsOf(context: ModelLineageContext, kind: string, id: string): Promise<readonly Origin[]> {
  switch (kind) {
    case "deployment":
      return deploymentOrigins(context, id);
    case "version":
      return versionOrigins(context, id);
    case "logged-model":
      return runOrigin((await context.tracking.model(id))?.sourceRunId || null);
    case "run":
      return runInputs(context, id);
    default:
      return [];
  }
}

async function deploymentOrigins({ deployments }: ModelLineageContext, name: string): Promise<readonly Origin[]> {
  const served = await deployments.get(name);
  if (!served) return [];
  const { model, version, modelId } = served;
  return version === null
    ? loggedModelOrigin(modelId)
    : [{ input: lineageId.version(model, version), kind: "version" }];
}

async function versionOrigins({ registered }: ModelLineageContext, id: string): Promise<readonly Origin[]> {
  const slash = id.lastIndexOf("/");
  const [name, number] = [id.slice(0, slash), Number(id.slice(slash + 1))];
  const version = (await registered.get(name)) && (await registered.version(name, number));
  if (!version) return [];
  const copied = parseModelUri(version.source);
  return [
    ...loggedModelOrigin(version.modelId),
    ...runOrigin(version.runId),
    ...(copied?.kind === "version"
      ? [{ input: lineageId.version(copied.name, copied.version), kind: "version" as const }]
      : []),
  ];
}

async function runInputs({ tracking }: ModelLineageContext, id: string): Promise<readonly Origin[]> {
  const run = await tracking.run(id);
  if (!run) return [];
  return [
    ...run.datasets.map(({ dataset }) => ({ input: lineageId.dataset(dataset.name, dataset.digest), kind: "dataset" })),
    ...run.modelInputs.flatMap(loggedModelOrigin),
  ];
}

function loggedModelOrigin(id: string | null): readonly Origin[] {
  return id === null ? [] : [{ input: lineageId.loggedModel(id), kind: "logged model" }];
}

function runOrigin(id: string | null): readonly Origin[] {
  return id === null || id === "" ? [] : [{ input: lineageId.run(id), kind: "run" }];
}
