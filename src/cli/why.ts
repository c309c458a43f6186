import { GyreError } from "../core/index.js";
import type { DatasetVersion } from "../data/index.js";
import type { Value } from "../features/index.js";
import { type Trace, traceUpstream } from "../lineage/index.js";
import { findDataset } from "../project/index.js";
import type { ModelVersion } from "../registry/index.js";
import { explainPrediction, type Outcome, type Prediction } from "../serving/index.js";
import type { TrainingRun } from "../tracking/index.js";
import type { Workspace } from "./workspace.js";

/** A prediction with everything it was made from. */
export interface Why {
  readonly prediction: Prediction;
  readonly predicts: string;
  readonly outcome: Outcome | null;
  readonly version: ModelVersion;
  readonly run: TrainingRun | null;
  readonly dataset: DatasetVersion | null;
  /** Everything that the version was made from, as it was recorded. */
  readonly lineage: Trace;
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
  const { prediction, outcome } = await explainPrediction({ log: store.predictions }, id);
  const version = await store.models.get(prediction.versionId);
  if (!version)
    throw new GyreError(
      "store.corrupt",
      `the model version ${prediction.versionId} of prediction ${id} is missing from the store`,
    );
  const views = new Map(loaded.project.model.features.features.map(({ feature, view }) => [feature, view]));
  const hashes = version.definitionHashes;
  return {
    prediction,
    predicts: loaded.project.model.predicts,
    outcome,
    version,
    run: await store.runs.get(version.runId),
    dataset: await findDataset(store, version.datasetVersion),
    lineage: await traceUpstream(store.lineage, version.id),
    features: Object.entries(prediction.features).map(([name, value]) => {
      const definition = views.get(name) ?? "request";
      return { name, value, definition, hash: hashes[definition] ?? "" };
    }),
  };
}
