import type { MlflowOperation } from "../../operation.js";
import { listArtifacts, listLoggedModelArtifacts } from "./artifacts.js";
import {
  createExperiment,
  deleteExperiment,
  deleteExperimentTag,
  getExperiment,
  getExperimentByName,
  restoreExperiment,
  setExperimentTag,
  updateExperiment,
} from "./experiments.js";
import { logModel } from "./log-model.js";
import {
  createLoggedModel,
  deleteLoggedModel,
  deleteLoggedModelTag,
  finalizeLoggedModel,
  getLoggedModel,
  logLoggedModelParams,
  setLoggedModelTags,
} from "./logged-models.js";
import { deleteTag, logBatch, logInputs, logMetric, logOutputs, logParam, setTag } from "./logging.js";
import { getMetricHistory, getMetricHistoryBulk, getMetricHistoryBulkInterval } from "./metrics.js";
import { createRun, deleteRun, getRun, restoreRun, updateRun } from "./runs.js";
import { searchDatasets, searchExperiments, searchLoggedModels, searchRuns } from "./search.js";

/** Operations on experiments, runs, metrics and logged models, by the names of their procedures. */
export const trackingOperations = {
  createExperiment,
  getExperiment,
  getExperimentByName,
  searchExperiments,
  deleteExperiment,
  restoreExperiment,
  updateExperiment,
  setExperimentTag,
  deleteExperimentTag,
  searchDatasets,
  createRun,
  updateRun,
  deleteRun,
  restoreRun,
  getRun,
  searchRuns,
  logMetric,
  logParam,
  logBatch,
  setTag,
  deleteTag,
  logModel,
  logInputs,
  logOutputs,
  listArtifacts,
  getMetricHistory,
  getMetricHistoryBulkInterval,
  getMetricHistoryBulk,
  createLoggedModel,
  getLoggedModel,
  finalizeLoggedModel,
  deleteLoggedModel,
  searchLoggedModels,
  setLoggedModelTags,
  deleteLoggedModelTag,
  listLoggedModelArtifacts,
  LogLoggedModelParams: logLoggedModelParams,
} satisfies Readonly<Record<string, MlflowOperation>>;
