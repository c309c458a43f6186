import type { Words } from "../words.js";

/**
 * Evaluation datasets with their records, which are JSON in ASCII, and scorers. A dataset keeps the ids of its experiments whether they
 * exist or not; a scorer goes with its experiment.
 */
export function evaluationTables(w: Words): string[] {
  return [
    `create table evaluation_datasets (
    number ${w.counter},
    id ${w.text} not null unique,
    name ${w.text} not null,
    schema ${w.text},
    profile ${w.text},
    digest ${w.text} not null,
    created_at ${w.real} not null,
    updated_at ${w.real} not null,
    created_by ${w.text},
    updated_by ${w.text}
  ) ${w.rows}`,
    `create index evaluation_datasets_by_creation on evaluation_datasets (created_at, id)`,
    `create index evaluation_datasets_by_name on evaluation_datasets (name)`,
    `create table evaluation_dataset_tags (
    dataset ${w.integer} not null references evaluation_datasets (number) on delete cascade,
    key ${w.text} not null,
    value ${w.text},
    primary key (dataset, key)
  ) ${w.keyed}`,
    `create table evaluation_dataset_experiments (
    number ${w.counter},
    dataset ${w.integer} not null references evaluation_datasets (number) on delete cascade,
    experiment ${w.text} not null,
    unique (dataset, experiment)
  ) ${w.rows}`,
    `create index evaluation_dataset_experiments_by_experiment on evaluation_dataset_experiments (experiment, dataset)`,
    `create table evaluation_dataset_records (
    number ${w.counter},
    id ${w.text} not null unique,
    dataset ${w.integer} not null references evaluation_datasets (number) on delete cascade,
    input_hash ${w.text} not null,
    inputs ${w.text} not null,
    outputs ${w.text},
    expectations ${w.text},
    tags ${w.text} not null,
    source ${w.text},
    created_at ${w.real} not null,
    updated_at ${w.real} not null,
    created_by ${w.text},
    updated_by ${w.text},
    unique (dataset, input_hash)
  ) ${w.rows}`,
    `create index evaluation_dataset_records_in_order on evaluation_dataset_records (dataset, number)`,

    `create table scorers (
    number ${w.counter},
    id ${w.text} not null unique,
    experiment ${w.integer} not null references experiments (number) on delete cascade,
    name ${w.text} not null,
    sampling_id ${w.text},
    sampling_rate ${w.real},
    sampling_filter ${w.text},
    unique (experiment, name)
  ) ${w.rows}`,
    `create table scorer_versions (
    scorer ${w.integer} not null references scorers (number) on delete cascade,
    version ${w.integer} not null,
    serialized ${w.text} not null,
    created_at ${w.real} not null,
    primary key (scorer, version)
  ) ${w.keyed}`,
  ];
}
