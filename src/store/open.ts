import { join } from "node:path";
import { sha256 } from "../core/index.js";
import { openArtifactFiles } from "./files/artifacts.js";
import { makeDirectory } from "./files/durable.js";
import { diskFailure } from "./files/failures.js";
import { createTrainingFolders } from "./files/trainings.js";
import { openDatabase, withoutPassword } from "./open-database.js";
import { createSqlAccessStore } from "./sql/access/access.js";
import type { SqlDatabase } from "./sql/database.js";
import { createSqlLineageStore } from "./sql/lineage.js";
import { createSqlAlertStore, createSqlFindingStore, createSqlMonitorStateStore } from "./sql/monitoring.js";
import { createSqlEventLog, createSqlMaterializationStore } from "./sql/pipelines.js";
import { createSqlModelStore } from "./sql/registry.js";
import { createSqlRolloutStore } from "./sql/rollouts.js";
import { createSqlPredictionLog } from "./sql/serving.js";
import { createSqlTrainingRunStore } from "./sql/training-runs.js";
import type { Store } from "./types.js";

/** A store with the database that it is in, for what else is kept there. */
export interface OpenedStore extends Store {
  readonly database: SqlDatabase;
}

/**
 * Opens a project's store in its state directory (`<project>/.gyre`), made when it is missing: `objects/`, and `gyre.db` unless `databaseUri`
 * names another database. Several processes may have it open at once. Throws `store.corrupt`, `store.too_new`, `store.unavailable`,
 * `store.disk_full`, `cli.bad_usage`.
 */
export async function openStore(stateDirectory: string, databaseUri?: string): Promise<OpenedStore> {
  await makeDirectory(stateDirectory).catch((error) => {
    throw diskFailure(error, stateDirectory);
  });
  const artifacts = await openArtifactFiles(join(stateDirectory, "objects"));
  const database = await openDatabase(stateDirectory, databaseUri);
  const predictions = createSqlPredictionLog(database);
  return {
    runs: createSqlTrainingRunStore(database),
    trainings: createTrainingFolders(join(stateDirectory, "trainings", nameOf(databaseUri)), {
      areRunsBeside: databaseUri === undefined || databaseUri === "",
    }),
    artifacts,
    models: createSqlModelStore(database),
    predictions,
    materializations: createSqlMaterializationStore(database),
    events: createSqlEventLog(database),
    rollouts: createSqlRolloutStore(database),
    findings: createSqlFindingStore(database),
    alerts: createSqlAlertStore(database),
    monitorStates: createSqlMonitorStateStore(database),
    lineage: createSqlLineageStore(database),
    access: createSqlAccessStore(database),
    database,
    async close() {
      await predictions.drain();
      await database.close();
    },
  };
}

/** Of two databases that a state directory was used with, each has its own trainings under way. */
function nameOf(databaseUri = ""): string {
  return sha256(withoutPassword(databaseUri)).slice(0, 12);
}
