import { GyreError } from "../../core/index.js";
import type { ModelStore } from "../../registry/index.js";
import type { ArtifactStore, Run, TrackingStore, TrainingRun, TrainingRunStore } from "../../tracking/index.js";
import { type Recipe, readRecipe } from "../../training/index.js";

/** Where trainings and what clients logged are kept. */
export interface FindContext {
  readonly runs: TrainingRunStore;
  readonly models: ModelStore;
  readonly artifacts: ArtifactStore;
  readonly tracking: TrackingStore;
}

/** A training with what it takes to run it again. */
export interface KeptTraining {
  readonly run: TrainingRun;
  readonly recipe: Recipe;
}

/**
 * The training that an id means: a run (`run_…`), a version that it made (`mv_…`), or the run of the tracking server that its script logged to.
 * Throws `tracking.run_unknown`, and `training.not_recorded` saying what is missing.
 */
export async function findTraining(context: FindContext, id: string): Promise<KeptTraining> {
  const logged = await context.tracking.run(id);
  const version = await context.models.get(id);
  const own = logged?.tags.find(({ key }) => key === "gyre.run")?.value;
  const run = await context.runs.get(own ?? version?.runId ?? id);
  if (!run && logged) throw notRecorded(logged);
  if (!run) {
    throw new GyreError("tracking.run_unknown", `there is no run ${id} here`, {
      hint: "gyre status lists versions, gyre runs list what scripts and clients logged; give the id of either",
    });
  }
  if (run.status !== "finished") {
    throw new GyreError("training.not_recorded", `run ${run.id} is ${run.status}: there is no result to compare with`, {
      hint: run.failure === null ? "wait until it has ended" : `it ended with: ${run.failure.split("\n")[0]}`,
    });
  }
  const recipe = await readRecipe(context.artifacts, run);
  if (recipe) return { run, recipe };
  throw new GyreError(
    "training.not_recorded",
    `run ${run.id} has no code, no training set and no estimator kept with it`,
    { hint: "it was made by a Gyre that did not keep them yet, or they were removed: train again, then reproduce" },
  );
}

/** What a run lacks that a client logged, as far as its tags tell. */
function notRecorded({ info, tags, datasets }: Run): GyreError {
  const tag = (key: string): string | undefined => tags.find((one) => one.key === key)?.value;
  const commit = tag("mlflow.source.git.commit");
  const names = datasets.map(({ dataset }) => `${dataset.name} (${dataset.digest})`).join(", ");
  const missing = [
    commit === undefined ? "its code" : `its code (of commit ${commit} it knows, of changes beside it not)`,
    names === "" ? "its data" : `its data (it names ${names}, but not the rows)`,
    "its environment",
  ];
  return new GyreError(
    "training.not_recorded",
    `run ${info.id} was logged by a client, which did not record what it takes to run it again: ${missing.join(", ")}`,
    {
      hint: 'make the training a step of a project, python("train.py", { requirements }): docs/guides/train-in-python.md',
      details: { runId: info.id, missing: ["code", "data", "environment"] },
    },
  );
}
