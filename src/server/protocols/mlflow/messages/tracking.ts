import { checked, double, int32, int64, list, nested, oneOf, required, text } from "../fields.js";

const MOST_RUNS = 50_000;
const MOST_CURVES = 100;
const MOST_POINTS = 2500;

const tag = nested({ key: text, value: text });
const namedTag = nested({ key: required(text), value: text });
const viewType = oneOf({ 1: "ACTIVE_ONLY", 2: "DELETED_ONLY", 3: "ALL" });
const experimentId = required(text);
const runId = required(text);
/** Clients of long ago say `run_uuid`. */
const eitherRunId = required(text, "run_uuid");

const metric = nested({
  key: required(text),
  value: required(double),
  timestamp: required(int64),
  step: int64,
  dataset_name: text,
  dataset_digest: text,
  model_id: text,
  run_id: text,
});

const dataset = nested({
  name: text,
  digest: text,
  source_type: text,
  source: text,
  schema: text,
  profile: text,
});

const experimentMessages = {
  createExperiment: { name: required(text), artifact_location: text, tags: list(tag) },
  getExperiment: { experiment_id: experimentId },
  getExperimentByName: { experiment_name: required(text) },
  searchExperiments: {
    view_type: viewType,
    max_results: int64,
    order_by: list(text),
    filter: text,
    page_token: text,
  },
  deleteExperiment: { experiment_id: experimentId },
  restoreExperiment: { experiment_id: experimentId },
  updateExperiment: { experiment_id: experimentId, new_name: required(text) },
  setExperimentTag: { experiment_id: experimentId, key: required(text), value: text },
  deleteExperimentTag: { experiment_id: experimentId, key: required(text) },
  searchDatasets: { experiment_ids: list(text) },
} as const;

const runMessages = {
  createRun: { experiment_id: text, start_time: int64, run_name: text, user_id: text, tags: list(tag) },
  updateRun: {
    run_id: eitherRunId,
    end_time: int64,
    status: oneOf({ 1: "RUNNING", 2: "SCHEDULED", 3: "FINISHED", 4: "FAILED", 5: "KILLED" }),
    run_name: text,
    run_uuid: text,
  },
  deleteRun: { run_id: runId },
  restoreRun: { run_id: runId },
  getRun: { run_id: eitherRunId, run_uuid: text },
  searchRuns: {
    experiment_ids: list(text),
    filter: text,
    max_results: checked(int32, (value) => (value > MOST_RUNS ? "" : null)),
    order_by: list(text),
    run_view_type: viewType,
    page_token: text,
  },
  logMetric: {
    run_id: eitherRunId,
    key: required(text),
    value: required(double),
    timestamp: required(int64),
    step: int64,
    model_id: text,
    dataset_name: text,
    dataset_digest: text,
    run_uuid: text,
  },
  logParam: { run_id: eitherRunId, key: required(text), value: text, run_uuid: text },
  logBatch: {
    run_id: runId,
    metrics: list(metric),
    params: list(namedTag),
    tags: list(namedTag),
  },
  setTag: { run_id: eitherRunId, key: required(text), value: text, run_uuid: text },
  deleteTag: { run_id: runId, key: required(text) },
  logModel: { run_id: runId, model_json: required(text) },
  logInputs: {
    run_id: runId,
    datasets: list(nested({ tags: list(tag), dataset })),
    models: list(nested({ model_id: text })),
  },
  logOutputs: { run_id: runId, models: required(list(nested({ model_id: text, step: int64 }))) },
  listArtifacts: { run_id: eitherRunId, path: text, page_token: text, run_uuid: text },
} as const;

const metricMessages = {
  getMetricHistory: {
    run_id: eitherRunId,
    metric_key: required(text),
    page_token: text,
    max_results: int32,
    run_uuid: text,
  },
  getMetricHistoryBulkInterval: {
    run_ids: checked(required(list(text)), (ids) =>
      ids.length > MOST_CURVES
        ? `GetMetricHistoryBulkInterval request must specify at most ${MOST_CURVES} run_ids. Received ${ids.length} run_ids.`
        : null,
    ),
    metric_key: required(text),
    start_step: int32,
    end_step: int32,
    max_results: checked(int32, (value) =>
      value < 1 || value > MOST_POINTS ? `max_results must be between 1 and ${MOST_POINTS}.` : null,
    ),
  },
  /** The web page's own: refusals come from the operation. */
  getMetricHistoryBulk: { run_id: list(text), metric_key: text, max_results: int64 },
} as const;

/** Messages about experiments, runs and metrics. */
export const trackingMessages = { ...experimentMessages, ...runMessages, ...metricMessages } as const;
