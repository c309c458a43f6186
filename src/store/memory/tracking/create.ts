import type { Clock } from "../../../core/index.js";
import type { TrackingStore } from "../../../tracking/index.js";
import { createExperiments } from "./experiments.js";
import { createGarbage } from "./garbage.js";
import type { Kept } from "./kept.js";
import { createLog } from "./log.js";
import { createMetrics } from "./metrics.js";
import { createModelSearch } from "./model-search.js";
import { createModels } from "./models.js";
import { createRuns } from "./runs.js";
import { createSearches } from "./searches.js";

/** A {@link TrackingStore} in memory: every answer is computed anew from all that is kept, so it is plain, and slow with many runs. */
export function createMemoryTrackingStore(options: {
  readonly artifactRoot: string;
  readonly clock: Clock;
}): TrackingStore {
  const artifactRoot = options.artifactRoot.replace(/\/+$/, "");
  const now = options.clock.now();
  const info = { id: "0", name: "Default", artifactLocation: `${artifactRoot}/0`, createdAt: now, updatedAt: now };
  const kept: Kept = {
    artifactRoot,
    nextExperiment: 1,
    experiments: new Map([["0", { info: { ...info, stage: "active" }, tags: new Map(), deletedAt: null }]]),
    runs: new Map(),
    models: new Map(),
    datasets: new Map(),
  };
  return {
    ...createExperiments(kept),
    ...createRuns(kept),
    ...createLog(kept),
    ...createMetrics(kept),
    ...createModels(kept),
    ...createSearches(kept),
    ...createModelSearch(kept),
    ...createGarbage(kept),
  };
}
