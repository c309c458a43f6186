import {
  addDatasetToExperiments,
  createDataset,
  deleteDataset,
  deleteDatasetTag,
  getDataset,
  getDatasetExperimentIds,
  removeDatasetFromExperiments,
  searchEvaluationDatasets,
  setDatasetTags,
} from "./datasets.js";
import { getOnlineScoringConfigs, upsertOnlineScoringConfig } from "./online-scoring.js";
import { deleteDatasetRecords, getDatasetRecords, upsertDatasetRecords } from "./records.js";
import { deleteScorer, getScorer, listScorers, listScorerVersions, registerScorer } from "./scorers.js";

/** The operations of evaluation datasets and scorers, by the names of their procedures. */
export const evaluationOperations = {
  createDataset,
  getDataset,
  deleteDataset,
  searchEvaluationDatasets,
  setDatasetTags,
  deleteDatasetTag,
  upsertDatasetRecords,
  getDatasetRecords,
  deleteDatasetRecords,
  getDatasetExperimentIds,
  addDatasetToExperiments,
  removeDatasetFromExperiments,
  registerScorer,
  listScorers,
  listScorerVersions,
  getScorer,
  deleteScorer,
};

/** The operations behind the routes that the protocol's description lacks. */
export const onlineScoringOperations = { getOnlineScoringConfigs, upsertOnlineScoringConfig };
