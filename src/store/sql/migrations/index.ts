import type { Migration } from "../migrate.js";
import type { Words } from "../words.js";
import { accessTables } from "./access.js";
import { artifactNameTables } from "./artifact-names.js";
import { firstTables } from "./first.js";
import { registeredModelTables } from "./registered-models.js";
import { trackingTables } from "./tracking.js";

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
  ];
}
