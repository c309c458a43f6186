import type { Generated } from "kysely";
import type { AccessTables } from "./access/tables.js";
import type { ArtifactNameTables } from "./artifact-names/tables.js";
import type { AuditTables } from "./audit/tables.js";
import type { DeploymentTables } from "./deployments/tables.js";
import type { EvaluationTables } from "./evaluation/tables.js";
import type { ProtectionTables } from "./protection/tables.js";
import type { RegisteredModelTables } from "./registered-models/tables.js";
import type { TraceTables } from "./traces/tables.js";
import type { TrackingTables } from "./tracking/tables.js";

/** The tables as both dialects have them. Times are ms since the epoch; `body`, `facts`, … hold JSON as core writes it. */
export interface Tables
  extends AccessTables,
    TrackingTables,
    TraceTables,
    RegisteredModelTables,
    ArtifactNameTables,
    DeploymentTables,
    EvaluationTables,
    AuditTables,
    ProtectionTables {
  schema_version: { version: number; name: string };
  runs: { id: string; model: string; body: string };
  models: { name: string; last_version: number };
  model_versions: { id: string; model: string; version: number; run_id: string; digest: string; body: string };
  aliases: { model: string; alias: string; version_id: string | null };
  alias_moves: { seq: Generated<number>; model: string; alias: string; version_id: string | null; at: number };
  shapes: { id: Generated<number>; body: string };
  predictions: PredictionTable;
  outcomes: { prediction_id: string; label: number; known_at: number };
  materializations: { seq: Generated<number>; key: string; asset: string; at: number; body: string };
  events: { seq: Generated<number>; id: string; at: number; kind: string; subject: string; facts: string };
  rollouts: { seq: Generated<number>; deployment: string; salt: string; started_at: number; body: string };
  transitions: { deployment: string; rollout: string; sequence: number; at: number; body: string };
  findings: MonitoringTable;
  alerts: MonitoringTable;
  monitor_states: { monitor: string; body: string };
  edges: { output: string; input: string; kind: string };
}

/** `request` and `features` are JSON arrays of cells in the order of their shape; a probability that is NaN is null. */
export interface PredictionTable {
  id: string;
  deployment: string;
  at: number;
  version_id: string;
  arm: string;
  unit: string;
  probability: number | null;
  request_shape: number;
  request: string;
  feature_shape: number;
  features: string;
}

/** What monitors found and reported: the same columns to look for, the whole record as JSON. */
export interface MonitoringTable {
  id: string;
  monitor: string;
  kind: string;
  at: number;
  body: string;
}
