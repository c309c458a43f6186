import type { Words } from "../words.js";

/** Runs, models, predictions, pipelines, rollouts, monitoring, lineage. */
export function firstTables(w: Words): string[] {
  return [
    `create table runs (id ${w.text} primary key, model ${w.text} not null, body ${w.text} not null) ${w.keyed}`,
    `create index runs_by_model on runs (model, id)`,

    `create table models (name ${w.text} primary key, last_version ${w.integer} not null) ${w.keyed}`,
    `create table model_versions (
    id ${w.text} primary key,
    model ${w.text} not null references models (name),
    version ${w.integer} not null,
    run_id ${w.text} not null,
    digest ${w.text} not null,
    body ${w.text} not null,
    unique (model, version),
    unique (model, run_id, digest)
  ) ${w.rows}`,
    `create table aliases (
    model ${w.text} not null,
    alias ${w.text} not null,
    version_id ${w.text} references model_versions (id),
    primary key (model, alias)
  ) ${w.keyed}`,
    `create table alias_moves (
    seq ${w.counter},
    model ${w.text} not null,
    alias ${w.text} not null,
    version_id ${w.text} references model_versions (id),
    at ${w.real} not null
  ) ${w.rows}`,
    `create index alias_moves_by_model on alias_moves (model, seq)`,

    `create table shapes (id ${w.looseCounter}, body ${w.text} not null unique) ${w.rows}`,
    `create table predictions (
    id ${w.text} primary key,
    deployment ${w.text} not null,
    at ${w.real} not null,
    version_id ${w.text} not null,
    arm ${w.text} not null,
    unit ${w.text} not null,
    probability ${w.real},
    request_shape ${w.integer} not null references shapes (id),
    request ${w.text} not null,
    feature_shape ${w.integer} not null references shapes (id),
    features ${w.text} not null
  ) ${w.rows}`,
    `create index predictions_by_time on predictions (deployment, at, id)`,
    `create table outcomes (
    prediction_id ${w.text} primary key,
    label ${w.real} not null,
    known_at ${w.real} not null
  ) ${w.keyed}`,
    `create index outcomes_by_time on outcomes (known_at, prediction_id)`,

    `create table materializations (
    seq ${w.counter},
    key ${w.text} not null unique,
    asset ${w.text} not null,
    at ${w.real} not null,
    body ${w.text} not null
  ) ${w.rows}`,
    `create index materializations_by_asset on materializations (asset, at, seq)`,
    `create table events (
    seq ${w.counter},
    id ${w.text} not null unique,
    at ${w.real} not null,
    kind ${w.text} not null,
    subject ${w.text} not null,
    facts ${w.text} not null
  ) ${w.rows}`,
    `create index events_by_kind on events (kind, seq)`,
    `create index events_by_subject on events (subject, kind, seq)`,

    `create table rollouts (
    seq ${w.counter},
    deployment ${w.text} not null,
    salt ${w.text} not null,
    started_at ${w.real} not null,
    body ${w.text} not null,
    unique (deployment, salt)
  ) ${w.rows}`,
    `create table transitions (
    deployment ${w.text} not null,
    rollout ${w.text} not null,
    sequence ${w.integer} not null,
    at ${w.real} not null,
    body ${w.text} not null,
    primary key (deployment, rollout, sequence)
  ) ${w.keyed}`,

    `create table findings (
    id ${w.text} primary key,
    monitor ${w.text} not null,
    kind ${w.text} not null,
    at ${w.real} not null,
    body ${w.text} not null
  ) ${w.rows}`,
    `create index findings_by_monitor on findings (monitor, at, id)`,
    `create index findings_by_time on findings (at, id)`,
    `create table alerts (
    id ${w.text} primary key,
    monitor ${w.text} not null,
    kind ${w.text} not null,
    at ${w.real} not null,
    body ${w.text} not null
  ) ${w.rows}`,
    `create index alerts_by_time on alerts (at, id)`,
    `create table monitor_states (monitor ${w.text} primary key, body ${w.text} not null) ${w.keyed}`,

    `create table edges (
    output ${w.text} not null,
    kind ${w.text} not null,
    input ${w.text} not null,
    primary key (output, kind, input)
  ) ${w.keyed}`,
    `create index edges_by_input on edges (input, kind, output)`,
  ];
}
