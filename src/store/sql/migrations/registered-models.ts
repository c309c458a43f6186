import type { Words } from "../words.js";

/** Registered models, their versions, aliases and tags, and webhooks. A model's number stays its own when it is renamed. */
export function registeredModelTables(w: Words): string[] {
  return [
    `create table registered_models (
    id ${w.counter},
    name ${w.text} not null unique,
    created_at ${w.integer} not null,
    updated_at ${w.integer} not null,
    description ${w.text},
    last_version ${w.integer} not null
  ) ${w.rows}`,
    `create index registered_models_by_update on registered_models (updated_at, name)`,
    `create table registered_model_tags (
    model ${w.integer} not null references registered_models (id) on delete cascade,
    key ${w.text} not null,
    value ${w.text} not null,
    primary key (model, key)
  ) ${w.keyed}`,

    `create table registered_versions (
    model ${w.integer} not null references registered_models (id) on delete cascade,
    version ${w.integer} not null,
    created_at ${w.integer} not null,
    updated_at ${w.integer} not null,
    user_id ${w.text},
    description ${w.text},
    source ${w.text} not null,
    storage_location ${w.text} not null,
    run_id ${w.text} not null,
    run_link ${w.text} not null,
    model_id ${w.text},
    stage ${w.text} not null,
    primary key (model, version)
  ) ${w.keyed}`,
    `create index registered_versions_by_stage on registered_versions (model, stage, version)`,
    `create index registered_versions_by_update on registered_versions (updated_at)`,
    `create index registered_versions_by_run on registered_versions (run_id)`,
    `create table registered_version_tags (
    model ${w.integer} not null,
    version ${w.integer} not null,
    key ${w.text} not null,
    value ${w.text} not null,
    primary key (model, version, key),
    foreign key (model, version) references registered_versions (model, version) on delete cascade
  ) ${w.keyed}`,
    `create index registered_version_tags_of_prompts on registered_version_tags (model)
      where key = 'mlflow.prompt.is_prompt' and value = 'true'`,

    `create table registered_aliases (
    model ${w.integer} not null,
    alias ${w.text} not null,
    version ${w.integer} not null,
    primary key (model, alias),
    foreign key (model, version) references registered_versions (model, version) on delete cascade
  ) ${w.keyed}`,
    `create index registered_aliases_by_version on registered_aliases (model, version)`,
    `create table registered_alias_moves (
    seq ${w.counter},
    model ${w.integer} not null references registered_models (id) on delete cascade,
    alias ${w.text} not null,
    version ${w.integer},
    at ${w.integer} not null,
    moved_by ${w.text}
  ) ${w.rows}`,
    `create index registered_alias_moves_by_model on registered_alias_moves (model, seq)`,

    `create table webhooks (
    id ${w.text} primary key,
    name ${w.text} not null,
    description ${w.text},
    url ${w.text} not null,
    events ${w.text} not null,
    status ${w.text} not null,
    secret ${w.text},
    created_at ${w.integer} not null,
    updated_at ${w.integer} not null
  ) ${w.rows}`,
    `create index webhooks_by_age on webhooks (created_at, id)`,
    `create table webhook_deliveries (
    number ${w.counter},
    id ${w.text} not null,
    webhook ${w.text} not null references webhooks (id) on delete cascade,
    entity ${w.text} not null,
    action ${w.text} not null,
    at ${w.integer} not null,
    data ${w.text} not null,
    attempts ${w.integer} not null,
    due_at ${w.integer} not null
  ) ${w.rows}`,
    `create index webhook_deliveries_by_time on webhook_deliveries (due_at, number)`,
    `create index webhook_deliveries_by_webhook on webhook_deliveries (webhook)`,
  ];
}
