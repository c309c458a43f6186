import type { AccessStore } from "../access/index.js";
import type { LineageStore } from "../lineage/index.js";
import type { AlertStore, FindingStore, MonitorStateStore } from "../monitoring/index.js";
import type { EventLog, MaterializationStore } from "../pipelines/index.js";
import type { ModelStore } from "../registry/index.js";
import type { RolloutStore } from "../rollouts/index.js";
import type { PredictionLog } from "../serving/index.js";
import type { ArtifactStore, TrainingRunStore } from "../tracking/index.js";
import type { TrainingsUnderWay } from "../training/index.js";

/** Everything that a project remembers, one implementation of each stage's port. */
export interface Store {
  readonly runs: TrainingRunStore;
  readonly trainings: TrainingsUnderWay;
  readonly artifacts: ArtifactStore;
  readonly models: ModelStore;
  readonly predictions: PredictionLog;
  readonly materializations: MaterializationStore;
  readonly events: EventLog;
  readonly rollouts: RolloutStore;
  readonly findings: FindingStore;
  readonly alerts: AlertStore;
  readonly monitorStates: MonitorStateStore;
  readonly lineage: LineageStore;
  readonly access: AccessStore;
  /** Waits for what was begun and lets go of files; nothing may be asked afterwards. */
  close(): Promise<void>;
}
