import type { Run } from "../../tracking/index.js";
import { short, tookOf } from "./run-columns.js";

/** One thing in which runs differ: a text for each run, empty where a run lacks it. */
export interface Difference {
  readonly kind: "run" | "param" | "metric" | "tag" | "dataset";
  readonly key: string;
  readonly values: readonly string[];
}

/** Tags that differ between any two runs without telling anything about their results. */
const OF_EACH_RUN = /^mlflow\.(runName|loggedArtifacts|loggedImages|log-model\.history)$/;

/** What differs between runs, by kind and key; `all` gives what is the same as well. */
export function compareRuns(runs: readonly Run[], all = false): readonly Difference[] {
  const rows = [
    row("run", "name", runs, ({ info }) => info.name),
    row("run", "status", runs, ({ info }) => info.status.toLowerCase()),
    row("run", "took", runs, tookOf),
    ...byKey("dataset", runs, (run) => run.datasets.map(({ dataset }) => [dataset.name, dataset.digest])),
    ...byKey("param", runs, (run) => run.params.map(({ key, value }) => [key, value])),
    ...byKey("metric", runs, (run) => run.metrics.map(({ key, value }) => [key, short(value)])),
    ...byKey("tag", runs, (run) =>
      run.tags.filter(({ key }) => !OF_EACH_RUN.test(key)).map(({ key, value }) => [key, value]),
    ),
  ];
  return all ? rows : rows.filter(({ values }) => values.some((value) => value !== values[0]));
}

function row(kind: Difference["kind"], key: string, runs: readonly Run[], of: (run: Run) => string): Difference {
  return { kind, key, values: runs.map(of) };
}

function byKey(
  kind: Difference["kind"],
  runs: readonly Run[],
  entries: (run: Run) => readonly (readonly [string, string])[],
): Difference[] {
  const maps = runs.map((run) => new Map(entries(run)));
  const keys = [...new Set(maps.flatMap((map) => [...map.keys()]))].sort();
  return keys.map((key) => ({ kind, key, values: maps.map((map) => map.get(key) ?? "") }));
}
