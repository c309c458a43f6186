import type { Store } from "../types.js";
import { createMemoryAccessStore } from "./access.js";
import { createMemoryLineageStore } from "./lineage.js";
import { createMemoryAlertStore, createMemoryFindingStore, createMemoryMonitorStateStore } from "./monitoring.js";
import { createMemoryEventLog, createMemoryMaterializationStore } from "./pipelines.js";
import { createMemoryModelStore } from "./registry.js";
import { createMemoryRolloutStore } from "./rollouts.js";
import { createMemoryPredictionLog } from "./serving.js";
import { createMemoryArtifactStore, createMemoryTrainingRunStore } from "./training-runs.js";
import { createMemoryTrainings } from "./trainings.js";

/** A store that lives as long as the process: for rehearsals and tests. */
export function createMemoryStore(): Store {
  return {
    runs: createMemoryTrainingRunStore(),
    trainings: createMemoryTrainings(),
    artifacts: createMemoryArtifactStore(),
    models: createMemoryModelStore(),
    predictions: createMemoryPredictionLog(),
    materializations: createMemoryMaterializationStore(),
    events: createMemoryEventLog(),
    rollouts: createMemoryRolloutStore(),
    findings: createMemoryFindingStore(),
    alerts: createMemoryAlertStore(),
    monitorStates: createMemoryMonitorStateStore(),
    lineage: createMemoryLineageStore(),
    access: createMemoryAccessStore(),
    async close() {},
  };
}
