import type { Generated } from "kysely";
import type { LifecycleStage, LoggedModelStatus, RunStatus } from "../../../tracking/index.js";

/** The tables of `../migrations/tracking.ts`. */
export interface TrackingTables {
  tracking_counters: { name: string; next: number };
  experiments: ExperimentTable;
  experiment_tags: { experiment: number; key: string; value: string };
  logged_keys: { number: Generated<number>; key: string };
  tracked_runs: RunTable;
  run_params: PairTable;
  run_tags: PairTable;
  removed_runs: { run: number };
  metric_points: PointTable;
  run_metrics: RunMetricTable;
  metric_buckets: { run: number; key: number; level: number; bucket: number; body: Uint8Array };
  run_datasets: DatasetTable;
  run_inputs: { run: number; dataset: number; place: number; context: string | null; tags: string };
  run_models: { run: number; direction: "input" | "output"; model_id: string; place: number; step: number };
  logged_models: LoggedModelTable;
  logged_model_params: { model: number; key: string; value: string };
  logged_model_tags: { model: number; key: string; value: string };
  logged_model_metrics: ModelMetricTable;
}

/** `deleted_at` is null while it is active. */
export interface ExperimentTable {
  number: number;
  name: string;
  artifact_location: string;
  stage: LifecycleStage;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

/** `start_order` ascends as the default order of a search goes. */
export interface RunTable {
  number: Generated<number>;
  id: string;
  experiment: number;
  stage: LifecycleStage;
  start_order: number;
  started_at: number | null;
  ended_at: number | null;
  status: RunStatus;
  name: string;
  user_id: string;
  artifact_uri: string;
  deleted_at: number | null;
}

/** Params or tags by the numbers of run and key. */
export interface PairTable {
  run: number;
  key: number;
  value: string;
}

/** Every point of every metric; a NaN is the value 0 with `nan` 1. */
export interface PointTable {
  run: number;
  key: number;
  at: number;
  step: number;
  nan: number;
  value: number;
}

/** What is known of a run's metric: the latest point, `latest` being its `value,timestamp,step` as JSON, and how many came. */
export interface RunMetricTable {
  run: number;
  key: number;
  nan: number;
  value: number;
  latest: string;
  first_step: number;
  points: number;
}

/** Datasets that runs of an experiment read. */
export interface DatasetTable {
  number: Generated<number>;
  experiment: number;
  name: string;
  digest: string;
  source_type: string;
  source: string;
  schema: string | null;
  profile: string | null;
}

/** `deleted_at` is null while it is active. */
export interface LoggedModelTable {
  number: Generated<number>;
  id: string;
  experiment: number;
  name: string;
  artifact_uri: string;
  created_at: number;
  updated_at: number;
  status: LoggedModelStatus;
  stage: LifecycleStage;
  model_type: string;
  source_run_id: string | null;
  deleted_at: number | null;
}

/** A metric without a dataset has empty names. */
export interface ModelMetricTable {
  model: number;
  key: string;
  at: number;
  step: number;
  nan: number;
  value: number;
  run_id: string;
  dataset_name: string;
  dataset_digest: string;
}
