import type { ModelDifference } from "../../onnx/index.js";
import type { ArtifactStore, TrackingStore, TrainingRun } from "../../tracking/index.js";
import {
  compareEnvironments,
  compareMetrics,
  compareModelFiles,
  type Difference,
  type MetricPair,
  type Recipe,
} from "../../training/index.js";
import type { DataOfThen } from "./data-of-then.js";
import type { KeptTraining } from "./find-training.js";

/** What a repetition of a training gave, compared with the training. */
export interface Reproduction {
  readonly run: string;
  readonly model: string;
  /** Whether every metric of the holdout and every byte of the model came back. */
  readonly isEqual: boolean;
  readonly metrics: readonly MetricPair[];
  readonly file: {
    readonly isEqual: boolean;
    readonly before: string;
    readonly after: string;
    readonly differences: readonly ModelDifference[];
  };
  readonly code: { readonly version: string; readonly isChanged: boolean | null };
  readonly data: Pick<DataOfThen, "from" | "changed" | "failure"> & { readonly datasetVersion: string };
  readonly seed: string;
  readonly environment: readonly Difference[];
  /** What the script logged itself; no part of the verdict, as it may be times. */
  readonly logged: readonly MetricPair[];
}

/** A repetition, and where both left their files and logs. */
export interface Repeated {
  readonly run: TrainingRun;
  readonly recipe: Recipe | null;
  readonly found: DataOfThen;
  readonly isCodeChanged: boolean | null;
  readonly before: { readonly artifacts: ArtifactStore; readonly tracking: TrackingStore };
  readonly after: { readonly artifacts: ArtifactStore; readonly tracking: TrackingStore | null };
}

/** Compares metrics, model files, environments and what scripts logged. */
export async function compareAll({ run, recipe }: KeptTraining, again: Repeated): Promise<Reproduction> {
  const metrics = compareMetrics(run.metrics, again.run.metrics);
  const [before, after] = [digestOf(run), digestOf(again.run)];
  const { found } = again;
  return {
    run: run.id,
    model: run.model,
    isEqual: before === after && metrics.every(({ isEqual }) => isEqual),
    metrics,
    file: { isEqual: before === after, before, after, differences: await fileDifferences(again, before, after) },
    code: { version: run.codeVersion, isChanged: again.isCodeChanged },
    data: { datasetVersion: run.datasetVersion, from: found.from, changed: found.changed, failure: found.failure },
    seed: run.seed,
    environment: compareEnvironments(
      { environment: run.environment, python: recipe.python },
      { environment: again.run.environment, python: again.recipe?.python ?? null },
    ),
    logged: compareMetrics(
      await loggedBy(again.before.tracking, recipe),
      await loggedBy(again.after.tracking, again.recipe),
    ),
  };
}

function digestOf({ artifacts }: TrainingRun): string {
  return artifacts.find(({ name }) => name === "model.onnx")?.digest ?? "";
}

async function fileDifferences(again: Repeated, before: string, after: string): Promise<readonly ModelDifference[]> {
  if (before === after) return [];
  const [a, b] = [await again.before.artifacts.get(before).catch(() => null), await again.after.artifacts.get(after)];
  return a && b ? compareModelFiles(a, b) : [];
}

/** The last value of each metric that a script logged; those of the machine are no result. */
async function loggedBy(tracking: TrackingStore | null, recipe: Recipe | null): Promise<Record<string, number>> {
  const run = tracking && recipe?.trackingRunId ? await tracking.run(recipe.trackingRunId) : null;
  const own = run?.metrics.filter(({ key }) => !/^(system\/|holdout\.)/.test(key)) ?? [];
  return Object.fromEntries(own.map(({ key, value }) => [key, value]));
}
