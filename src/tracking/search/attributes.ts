import type { Searchable } from "./types.js";

/**
 * The attributes that can be asked for in each search, by the one name that parsed conditions and orders have for them; other names
 * that MLflow knows for the same are read as these: `created` and `Created` as `start_time`, `run name` as `run_name`, `creation_time` of
 * logged models as `creation_timestamp`, `timestamp`, `execution_time` and `end_time` of traces as those in ms. Numbers are ms since the
 * epoch, durations in ms, or a version's number.
 */
export const ATTRIBUTES = {
  runs: {
    run_id: "text",
    run_name: "text",
    user_id: "text",
    status: "text",
    artifact_uri: "text",
    start_time: "number",
    end_time: "number",
  },
  experiments: { experiment_id: "text", name: "text", creation_time: "number", last_update_time: "number" },
  registered_models: { name: "text", last_updated_timestamp: "number" },
  model_versions: {
    name: "text",
    run_id: "text",
    source_path: "text",
    version_number: "number",
    creation_timestamp: "number",
    last_updated_timestamp: "number",
  },
  logged_models: {
    model_id: "text",
    name: "text",
    experiment_id: "text",
    model_type: "text",
    status: "text",
    lifecycle_stage: "text",
    source_run_id: "text",
    artifact_location: "text",
    status_message: "text",
    creation_timestamp: "number",
    last_updated_timestamp: "number",
  },
  traces: {
    request_id: "text",
    client_request_id: "text",
    experiment_id: "text",
    status: "text",
    timestamp_ms: "number",
    execution_time_ms: "number",
    end_time_ms: "number",
  },
  evaluation_datasets: {
    name: "text",
    created_by: "text",
    last_updated_by: "text",
    created_time: "number",
    last_update_time: "number",
  },
} as const satisfies Record<Searchable, Readonly<Record<string, "text" | "number">>>;
