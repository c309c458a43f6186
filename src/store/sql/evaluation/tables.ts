import type { Generated } from "kysely";

/** The tables of `../migrations/evaluation.ts`. */
export interface EvaluationTables {
  evaluation_datasets: EvaluationDatasetTable;
  evaluation_dataset_tags: { dataset: number; key: string; value: string | null };
  evaluation_dataset_experiments: { number: Generated<number>; dataset: number; experiment: string };
  evaluation_dataset_records: DatasetRecordTable;
  scorers: ScorerTable;
  scorer_versions: { scorer: number; version: number; serialized: string; created_at: number };
}

export interface EvaluationDatasetTable {
  number: Generated<number>;
  id: string;
  name: string;
  schema: string | null;
  profile: string | null;
  digest: string;
  created_at: number;
  updated_at: number;
  created_by: string | null;
  updated_by: string | null;
}

/** `inputs`, `outputs`, `expectations`, `tags` and `source` hold JSON as Python writes it. */
export interface DatasetRecordTable {
  number: Generated<number>;
  id: string;
  dataset: number;
  input_hash: string;
  inputs: string;
  outputs: string | null;
  expectations: string | null;
  tags: string;
  source: string | null;
  created_at: number;
  updated_at: number;
  created_by: string | null;
  updated_by: string | null;
}

/** `sampling_id` and `sampling_rate` are null until it is said how to sample. */
export interface ScorerTable {
  number: Generated<number>;
  id: string;
  experiment: number;
  name: string;
  sampling_id: string | null;
  sampling_rate: number | null;
  sampling_filter: string | null;
}
