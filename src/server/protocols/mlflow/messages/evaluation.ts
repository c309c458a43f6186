import { double, int32, list, oneOf, required, text } from "../fields.js";

const dataset_id = required(text);
const experiment_id = required(text);
const name = required(text);
const sourceType = oneOf({ 0: "SOURCE_TYPE_UNSPECIFIED", 1: "TRACE", 2: "HUMAN", 3: "DOCUMENT", 4: "CODE" });

const datasetMessages = {
  createDataset: {
    name,
    experiment_ids: list(text),
    source_type: sourceType,
    source: text,
    schema: text,
    profile: text,
    created_by: text,
    tags: text,
  },
  getDataset: { dataset_id, page_token: text },
  deleteDataset: { dataset_id },
  searchEvaluationDatasets: {
    experiment_ids: list(text),
    filter_string: text,
    max_results: int32,
    order_by: list(text),
    page_token: text,
  },
  setDatasetTags: { dataset_id, tags: required(text) },
  deleteDatasetTag: { dataset_id, key: required(text) },
  upsertDatasetRecords: { dataset_id, records: required(text), updated_by: text },
  getDatasetRecords: { dataset_id, max_results: int32, page_token: text },
  deleteDatasetRecords: { dataset_id, dataset_record_ids: list(text) },
  getDatasetExperimentIds: { dataset_id },
  addDatasetToExperiments: { dataset_id, experiment_ids: list(text) },
  removeDatasetFromExperiments: { dataset_id, experiment_ids: list(text) },
} as const;

const scorerMessages = {
  registerScorer: { experiment_id, name, serialized_scorer: required(text) },
  listScorers: { experiment_id: text, experiment_ids: list(text) },
  listScorerVersions: { experiment_id, name },
  getScorer: { experiment_id, name, version: int32 },
  deleteScorer: { experiment_id, name, version: int32 },
} as const;

/** Messages that clients send although the protocol's description lacks them. */
export const onlineScoringMessages = {
  getOnlineScoringConfigs: { scorer_ids: required(list(text)) },
  upsertOnlineScoringConfig: { experiment_id, name, sample_rate: required(double), filter_string: text },
} as const;

/** Messages about evaluation datasets and scorers. */
export const evaluationMessages = { ...datasetMessages, ...scorerMessages } as const;
