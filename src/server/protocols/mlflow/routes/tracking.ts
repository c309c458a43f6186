import { loggedModelMessages } from "../messages/logged-models.js";
import { trackingMessages } from "../messages/tracking.js";
import { trackingOperations } from "../operations/tracking/index.js";
import { type Row, routesOf } from "./define.js";

const MESSAGES = { ...trackingMessages, ...loggedModelMessages } as const;

const TABLE: readonly Row<keyof typeof MESSAGES>[] = [
  ["createExperiment", "POST", "experiments/create", "runs:write"],
  ["getExperiment", "GET", "experiments/get", "runs:read"],
  ["getExperimentByName", "GET", "experiments/get-by-name", "runs:read"],
  ["searchExperiments", "POST", "experiments/search", "runs:read"],
  ["searchExperiments", "GET", "experiments/search", "runs:read"],
  ["deleteExperiment", "POST", "experiments/delete", "runs:write"],
  ["restoreExperiment", "POST", "experiments/restore", "runs:write"],
  ["updateExperiment", "POST", "experiments/update", "runs:write"],
  ["setExperimentTag", "POST", "experiments/set-experiment-tag", "runs:write"],
  ["deleteExperimentTag", "POST", "experiments/delete-experiment-tag", "runs:write"],
  ["searchDatasets", "POST", "experiments/search-datasets", "runs:read"],

  ["createRun", "POST", "runs/create", "runs:write"],
  ["updateRun", "POST", "runs/update", "runs:write"],
  ["deleteRun", "POST", "runs/delete", "runs:write"],
  ["restoreRun", "POST", "runs/restore", "runs:write"],
  ["getRun", "GET", "runs/get", "runs:read"],
  ["searchRuns", "POST", "runs/search", "runs:read"],
  ["logMetric", "POST", "runs/log-metric", "runs:write"],
  ["logParam", "POST", "runs/log-parameter", "runs:write"],
  ["logBatch", "POST", "runs/log-batch", "runs:write"],
  ["setTag", "POST", "runs/set-tag", "runs:write"],
  ["deleteTag", "POST", "runs/delete-tag", "runs:write"],
  ["logModel", "POST", "runs/log-model", "runs:write"],
  ["logInputs", "POST", "runs/log-inputs", "runs:write"],
  ["logOutputs", "POST", "runs/outputs", "runs:write"],
  ["listArtifacts", "GET", "artifacts/list", "artifacts:read"],

  ["getMetricHistory", "GET", "metrics/get-history", "runs:read"],
  ["getMetricHistoryBulkInterval", "GET", "metrics/get-history-bulk-interval", "runs:read"],
  ["getMetricHistoryBulk", "GET", "metrics/get-history-bulk", "runs:read", "page only"],

  ["createLoggedModel", "POST", "logged-models", "runs:write"],
  ["searchLoggedModels", "POST", "logged-models/search", "runs:read"],
  ["getLoggedModel", "GET", "logged-models/{model_id}", "runs:read"],
  ["finalizeLoggedModel", "PATCH", "logged-models/{model_id}", "runs:write"],
  ["deleteLoggedModel", "DELETE", "logged-models/{model_id}", "runs:write"],
  ["LogLoggedModelParams", "POST", "logged-models/{model_id}/params", "runs:write"],
  ["setLoggedModelTags", "PATCH", "logged-models/{model_id}/tags", "runs:write"],
  ["deleteLoggedModelTag", "DELETE", "logged-models/{model_id}/tags/{tag_key}", "runs:write"],
  ["listLoggedModelArtifacts", "GET", "logged-models/{model_id}/artifacts/directories", "artifacts:read"],
];

/** Experiments, runs, metrics and logged models. */
export const TRACKING_ROUTES = routesOf(TABLE, MESSAGES, trackingOperations);
