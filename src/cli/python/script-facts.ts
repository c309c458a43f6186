import { userInfo } from "node:os";
import { hashOf } from "../../core/index.js";
import { checkedBatch, type DatasetInput, type Tag } from "../../tracking/index.js";
import type { PythonEnvironment, ScriptTask } from "../../training/index.js";

/** What a script's run says of itself from the start. */
export function tagsOf({ run, estimator, code }: ScriptTask, name: string): readonly Tag[] {
  return checkedBatch({
    params: [],
    metrics: [],
    tags: pairs({
      "mlflow.runName": name,
      "mlflow.user": userName(),
      "mlflow.source.name": estimator.script,
      "mlflow.source.type": "LOCAL",
      "gyre.run": run.id,
      "gyre.model": run.model,
      "gyre.dataset_version": run.datasetVersion,
      "gyre.code_version": run.codeVersion,
      "gyre.definitions": hashOf(run.definitionHashes),
      "gyre.requirements": hashOf(code.requirements),
      "gyre.seed": run.seed,
      "gyre.as_of": new Date(run.asOf).toISOString(),
    }),
  }).tags;
}

/** What it says of where the script runs. */
export function environmentTags({
  version,
  implementation,
  executable,
  platform,
  git,
}: PythonEnvironment): readonly Tag[] {
  return pairs({
    "gyre.python": `${implementation} ${version}`,
    "gyre.python.executable": executable,
    "gyre.platform": platform,
    ...(git && { "mlflow.source.git.commit": git.commit, "gyre.git.dirty": String(git.isDirty) }),
  });
}

/** The data that the script was given, as MLflow's clients show them. */
export function datasetOf({ run, features }: ScriptTask): DatasetInput {
  const schema = features.names.map((name, c) => ({
    type: features.columns[c].kind === "number" ? "double" : "string",
    name,
    required: false,
  }));
  return {
    dataset: {
      name: run.project,
      digest: run.datasetVersion,
      sourceType: "gyre",
      source: JSON.stringify({ project: run.project, dataset_version: run.datasetVersion, run: run.id }),
      schema: JSON.stringify({ mlflow_colspec: schema }),
      profile: JSON.stringify({ num_rows: features.rows, num_elements: features.rows * features.names.length }),
    },
    tags: [{ key: "mlflow.data.context", value: "training" }],
  };
}

/** Keys with their values as text: JSON but for what is text already. */
export function pairs(values: Readonly<Record<string, unknown>>): Tag[] {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === "string" ? value : JSON.stringify(value),
  }));
}

/** Who is logged in; nobody in particular where the system does not know. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}
