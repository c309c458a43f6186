import type { Clock } from "../../../core/index.js";
import type { TrackingStore } from "../../../tracking/index.js";
import type { SqlDatabase } from "../database.js";
import { createCollection } from "./collect.js";
import { createCurves } from "./curves.js";
import { createExperiments, ensureDefaultExperiment } from "./experiments.js";
import { createHistory } from "./history.js";
import { createInputs } from "./inputs.js";
import { openKeys } from "./keys.js";
import { createLog } from "./log.js";
import { createModels } from "./logged-models.js";
import { createRuns } from "./runs.js";
import { createExperimentSearch } from "./search/search-experiments.js";
import { createModelSearch } from "./search/search-models.js";
import { createRunSearch } from "./search/search-runs.js";
import { openSharedWrites } from "./shared-writes.js";

/**
 * A {@link TrackingStore} in SQL. Experiments lie under `artifactRoot`, a URI, unless they have a place of their own. Several
 * stores may have one database open at once.
 */
export async function createSqlTrackingStore(
  database: SqlDatabase,
  { artifactRoot, clock }: { readonly artifactRoot: string; readonly clock: Clock },
): Promise<TrackingStore> {
  const root = artifactRoot.replace(/\/+$/, "");
  const { db, bulk } = database;
  const keys = openKeys(bulk.db);
  const write = openSharedWrites(database);
  await ensureDefaultExperiment(database, root, clock.now());
  return {
    ...createExperiments(database, root),
    ...createExperimentSearch(db),
    ...createRuns(database, keys, write),
    ...createLog(database, keys, write),
    ...createInputs(database, write),
    ...createRunSearch(db, keys),
    ...createHistory(db, keys),
    ...createCurves(db, keys),
    ...createModels(database),
    ...createModelSearch(db),
    ...createCollection(database),
  };
}
