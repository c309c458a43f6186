import type { Words } from "../words.js";

/**
 * Experiments, runs, metrics and logged models. Runs and keys have numbers, by which everything else knows them. Times, steps and
 * values are doubles, as the client's numbers are; a NaN is the value 0 with `nan` 1.
 */
export function trackingTables(w: Words): string[] {
  return [...experimentTables(w), ...runTables(w), ...metricTables(w), ...datasetTables(w), ...modelTables(w)];
}

function experimentTables(w: Words): string[] {
  return [
    `create table tracking_counters (name ${w.text} primary key, next ${w.integer} not null) ${w.keyed}`,
    `create table experiments (
    number ${w.integer} primary key,
    name ${w.text} not null unique,
    artifact_location ${w.text} not null,
    stage ${w.text} not null,
    created_at ${w.real} not null,
    updated_at ${w.real} not null,
    deleted_at ${w.real}
  ) ${w.rows}`,
    `create index experiments_deleted on experiments (deleted_at, number) where deleted_at is not null`,
    `create table experiment_tags (
    experiment ${w.integer} not null,
    key ${w.text} not null,
    value ${w.text} not null,
    primary key (experiment, key)
  ) ${w.keyed}`,
  ];
}

function runTables(w: Words): string[] {
  const pairs = (table: string): string[] => [
    `create table ${table} (
    run ${w.integer} not null,
    key ${w.integer} not null,
    value ${w.text} not null,
    primary key (run, key)
  ) ${w.keyed}`,
    `create index ${table}_by_value on ${table} (key, substr(value, 1, 64), run)`,
  ];
  return [
    `create table logged_keys (number ${w.counter}, key ${w.text} not null unique) ${w.rows}`,
    `create table tracked_runs (
    number ${w.counter},
    id ${w.text} not null unique,
    experiment ${w.integer} not null,
    stage ${w.text} not null,
    start_order ${w.real} not null,
    started_at ${w.real},
    ended_at ${w.real},
    status ${w.text} not null,
    name ${w.text} not null,
    user_id ${w.text} not null,
    artifact_uri ${w.text} not null,
    deleted_at ${w.real},
    deleted_with_experiment ${w.integer} not null
  ) ${w.rows}`,
    `create index tracked_runs_by_start on tracked_runs (experiment, stage, start_order, id)`,
    `create index tracked_runs_deleted on tracked_runs (deleted_at, number) where deleted_at is not null`,
    ...pairs("run_params"),
    ...pairs("run_tags"),
    `create table removed_runs (run ${w.integer} primary key) ${w.rows}`,
  ];
}

function metricTables(w: Words): string[] {
  return [
    `create table metric_points (
    run ${w.integer} not null,
    key ${w.integer} not null,
    at ${w.real} not null,
    step ${w.real} not null,
    nan ${w.integer} not null,
    value ${w.real} not null,
    primary key (run, key, at, step, nan, value)
  ) ${w.keyed}`,
    `create table run_metrics (
    run ${w.integer} not null,
    key ${w.integer} not null,
    nan ${w.integer} not null,
    value ${w.real} not null,
    latest ${w.text} not null,
    first_step ${w.real} not null,
    points ${w.integer} not null,
    primary key (run, key)
  ) ${w.keyed}`,
    `create index run_metrics_by_value on run_metrics (key, nan, value, run)`,
    `create table metric_buckets (
    run ${w.integer} not null,
    key ${w.integer} not null,
    level ${w.integer} not null,
    bucket ${w.real} not null,
    body ${w.bytes} not null,
    primary key (run, key, level, bucket)
  ) ${w.keyed}`,
  ];
}

function datasetTables(w: Words): string[] {
  return [
    `create table run_datasets (
    number ${w.counter},
    experiment ${w.integer} not null,
    name ${w.text} not null,
    digest ${w.text} not null,
    source_type ${w.text} not null,
    source ${w.text} not null,
    schema ${w.text},
    profile ${w.text},
    unique (experiment, name, digest)
  ) ${w.rows}`,
    `create table run_inputs (
    run ${w.integer} not null,
    dataset ${w.integer} not null,
    place ${w.integer} not null,
    context ${w.text},
    tags ${w.text} not null,
    primary key (run, dataset)
  ) ${w.keyed}`,
    `create index run_inputs_by_dataset on run_inputs (dataset, run)`,
    `create table run_models (
    run ${w.integer} not null,
    direction ${w.text} not null,
    model_id ${w.text} not null,
    place ${w.integer} not null,
    step ${w.real} not null,
    primary key (run, direction, model_id)
  ) ${w.keyed}`,
  ];
}

function modelTables(w: Words): string[] {
  const pairs = (table: string): string =>
    `create table ${table} (
    model ${w.integer} not null,
    key ${w.text} not null,
    value ${w.text} not null,
    primary key (model, key)
  ) ${w.keyed}`;
  return [
    `create table logged_models (
    number ${w.counter},
    id ${w.text} not null unique,
    experiment ${w.integer} not null,
    name ${w.text} not null,
    artifact_uri ${w.text} not null,
    created_at ${w.real} not null,
    updated_at ${w.real} not null,
    status ${w.text} not null,
    stage ${w.text} not null,
    model_type ${w.text} not null,
    source_run_id ${w.text},
    deleted_at ${w.real}
  ) ${w.rows}`,
    `create index logged_models_by_creation on logged_models (experiment, stage, created_at, id)`,
    `create index logged_models_deleted on logged_models (deleted_at, number) where deleted_at is not null`,
    pairs("logged_model_params"),
    pairs("logged_model_tags"),
    `create table logged_model_metrics (
    model ${w.integer} not null,
    key ${w.text} not null,
    at ${w.real} not null,
    step ${w.real} not null,
    nan ${w.integer} not null,
    value ${w.real} not null,
    run_id ${w.text} not null,
    dataset_name ${w.text} not null,
    dataset_digest ${w.text} not null,
    primary key (model, key, at, step, nan, value, run_id, dataset_name, dataset_digest)
  ) ${w.keyed}`,
    `create index logged_model_metrics_by_run on logged_model_metrics (run_id)`,
  ];
}
