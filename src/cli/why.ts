import { decodeJson, GyreError } from "../core/index.js";
import type { DatasetVersion } from "../data/index.js";
import type { Value } from "../features/index.js";
import type { ModelVersion } from "../registry/index.js";
import type { Outcome, Prediction } from "../serving/index.js";
import type { Run } from "../tracking/index.js";
import type { Workspace } from "./workspace.js";

/** A prediction with everything it was made from. */
export interface Why {
  readonly prediction: Prediction;
  readonly predicts: string;
  readonly outcome: Outcome | null;
  readonly version: ModelVersion;
  readonly run: Run | null;
  readonly dataset: DatasetVersion | null;
  /** What the model read: each feature with its value, and the definition that made it. */
  readonly features: readonly {
    readonly name: string;
    readonly value: Value;
    readonly definition: string;
    readonly hash: string;
  }[];
}

/** Traces a prediction back. Throws `serving.prediction_unknown`. */
export async function whyPrediction({ store, loaded }: Pick<Workspace, "store" | "loaded">, id: string): Promise<Why> {
  const found = await store.predictions.get(id);
  if (!found) {
    throw new GyreError("serving.prediction_unknown", `there is no prediction ${id}`, {
      hint: "each answer to a prediction has its id, and `gyre status` shows the latest",
    });
  }
  const { prediction, outcome } = found;
  const version = await store.models.get(prediction.versionId);
  if (!version)
    throw new GyreError(
      "store.corrupt",
      `the model version ${prediction.versionId} of prediction ${id} is missing from the store`,
    );
  const dataset = await datasetOf(store, version);
  const views = new Map(loaded.project.model.features.features.map(({ feature, view }) => [feature, view]));
  const hashes = version.definitionHashes;
  return {
    prediction,
    predicts: loaded.project.model.predicts,
    outcome,
    version,
    run: await store.runs.get(version.runId),
    dataset,
    features: Object.entries(prediction.features).map(([name, value]) => {
      const definition = views.get(name) ?? "request";
      return { name, value, definition, hash: hashes[definition] ?? "" };
    }),
  };
}

async function datasetOf(store: Workspace["store"], version: ModelVersion): Promise<DatasetVersion | null> {
  const latest = await store.materializations.latest();
  for (const made of latest.filter(({ asset }) => asset === "validate")) {
    const bytes = await store.artifacts.get(made.outputDigest);
    const dataset = bytes ? (decodeJson(new TextDecoder().decode(bytes)) as DatasetVersion) : null;
    if (dataset?.id === version.datasetVersion) return dataset;
  }
  return null;
}
