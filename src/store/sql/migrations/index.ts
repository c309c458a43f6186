import type { Migration } from "../migrate.js";
import type { Words } from "../words.js";
import { accessTables } from "./access.js";
import { artifactNameTables } from "./artifact-names.js";
import { deploymentTables } from "./deployments.js";
import { evaluationTables } from "./evaluation.js";
import { firstTables } from "./first.js";
import { governanceTables } from "./governance.js";
import { registeredModelTables } from "./registered-models.js";
import { runsRestoredTogether } from "./restored-runs.js";
import { traceTables } from "./traces.js";
import { trackingTables } from "./tracking.js";
import { versionOrderIndex } from "./version-order.js";

/**
 * The tables, step by step, in a dialect's words. Steps are only ever added at the end: a store that has taken one never sees it
 * again. Text compares by bytes, which for ids is the order of their creation.
 */
export function migrations(words: Words): readonly Migration[] {
  const step = (version: number, name: string, tables: (words: Words) => readonly string[]): Migration => ({
    version,
    name,
    statements: tables(words),
  });
  return [
    step(1, "runs, models, predictions, pipelines, rollouts, monitoring, lineage", firstTables),
    step(2, "experiments, runs, metrics, logged models", trackingTables),
    step(3, "registered models", registeredModelTables),
    step(4, "names of artifacts", artifactNameTables),
    step(5, "users and tokens", accessTables),
    step(6, "traces, spans, assessments", traceTables),
    step(7, "evaluation datasets, scorers", evaluationTables),
    step(8, "protected aliases, approvals, audit", governanceTables),
    step(9, "served versions of registered models", deploymentTables),
    step(10, "order of a model's versions", versionOrderIndex),
    step(11, "an experiment is restored with all its runs", runsRestoredTogether),
  ];
}
