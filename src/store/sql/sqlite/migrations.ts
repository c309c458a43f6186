import type { Migration } from "../migrate.js";

/** The table of the steps that were taken. */
export const SQLITE_VERSION_TABLE =
  "create table if not exists schema_version (version integer primary key, name text not null) strict";

/**
 * The tables, step by step. Steps are only ever added at the end: a store that has taken one never sees it again.
 * Text compares by bytes here, which for ids is the order of their creation.
 */
export const SQLITE_MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: "runs, models, predictions, pipelines, rollouts, monitoring, lineage",
    statements: [
      `create table runs (id text primary key, model text not null, body text not null) strict, without rowid`,
      `create index runs_by_model on runs (model, id)`,

      `create table models (name text primary key, last_version integer not null) strict, without rowid`,
      `create table model_versions (
        id text primary key,
        model text not null references models (name),
        version integer not null,
        run_id text not null,
        digest text not null,
        body text not null,
        unique (model, version),
        unique (model, run_id, digest)
      ) strict`,
      `create table aliases (
        model text not null,
        alias text not null,
        version_id text references model_versions (id),
        primary key (model, alias)
      ) strict, without rowid`,
      `create table alias_moves (
        seq integer primary key autoincrement,
        model text not null,
        alias text not null,
        version_id text references model_versions (id),
        at real not null
      ) strict`,
      `create index alias_moves_by_model on alias_moves (model, seq)`,

      `create table shapes (id integer primary key, body text not null unique) strict`,
      `create table predictions (
        id text primary key,
        deployment text not null,
        at real not null,
        version_id text not null,
        arm text not null,
        unit text not null,
        probability real,
        request_shape integer not null references shapes (id),
        request text not null,
        feature_shape integer not null references shapes (id),
        features text not null
      ) strict`,
      `create index predictions_by_time on predictions (deployment, at, id)`,
      `create table outcomes (
        prediction_id text primary key,
        label real not null,
        known_at real not null
      ) strict, without rowid`,
      `create index outcomes_by_time on outcomes (known_at, prediction_id)`,

      `create table materializations (
        seq integer primary key autoincrement,
        key text not null unique,
        asset text not null,
        at real not null,
        body text not null
      ) strict`,
      `create index materializations_by_asset on materializations (asset, at, seq)`,
      `create table events (
        seq integer primary key autoincrement,
        id text not null unique,
        at real not null,
        kind text not null,
        subject text not null,
        facts text not null
      ) strict`,
      `create index events_by_kind on events (kind, seq)`,
      `create index events_by_subject on events (subject, kind, seq)`,

      `create table rollouts (
        seq integer primary key autoincrement,
        deployment text not null,
        salt text not null,
        started_at real not null,
        body text not null,
        unique (deployment, salt)
      ) strict`,
      `create table transitions (
        deployment text not null,
        rollout text not null,
        sequence integer not null,
        at real not null,
        body text not null,
        primary key (deployment, rollout, sequence)
      ) strict, without rowid`,

      `create table findings (
        id text primary key,
        monitor text not null,
        kind text not null,
        at real not null,
        body text not null
      ) strict`,
      `create index findings_by_monitor on findings (monitor, at, id)`,
      `create index findings_by_time on findings (at, id)`,
      `create table alerts (
        id text primary key,
        monitor text not null,
        kind text not null,
        at real not null,
        body text not null
      ) strict`,
      `create index alerts_by_time on alerts (at, id)`,
      `create table monitor_states (monitor text primary key, body text not null) strict, without rowid`,

      `create table edges (
        output text not null,
        kind text not null,
        input text not null,
        primary key (output, kind, input)
      ) strict, without rowid`,
      `create index edges_by_input on edges (input, kind, output)`,
    ],
  },
];
