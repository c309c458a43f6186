import { decodeJson, encodeJson } from "../core/index.js";
import type { Artifact, ArtifactStore, TrainingRun } from "../tracking/index.js";
import type { PythonEnvironment } from "./ports.js";
import type { ModelEstimator } from "./python-estimator.js";
import type { ProjectCode } from "./types.js";

/** What it takes, besides the run's own record, to run a training again. */
export interface Recipe {
  readonly estimator: ModelEstimator;
  readonly code: ProjectCode;
  /** Digest of the training set as pipelines keep it; null where it was not kept. */
  readonly trainingSet: string | null;
  /** Where the script ran; null for an estimator of Gyre's. */
  readonly python: PythonEnvironment | null;
  /** The run that the script logged to. */
  readonly trackingRunId: string | null;
}

const NAME = "recipe.json";

/** Keeps a recipe, as an artifact of its run. */
export async function keepRecipe(artifacts: ArtifactStore, recipe: Recipe): Promise<Artifact> {
  return { name: NAME, ...(await artifacts.put(new TextEncoder().encode(encodeJson(recipe)))) };
}

/** The recipe of a run; null for a run that has none, or whose recipe has gone. */
export async function readRecipe(artifacts: ArtifactStore, run: TrainingRun): Promise<Recipe | null> {
  const kept = run.artifacts.find(({ name }) => name === NAME);
  const bytes = kept ? await artifacts.get(kept.digest) : null;
  return bytes ? (decodeJson(new TextDecoder().decode(bytes)) as Recipe) : null;
}
