import { evaluationMessages, onlineScoringMessages } from "../messages/evaluation.js";
import { evaluationOperations, onlineScoringOperations } from "../operations/evaluation/index.js";
import { type MlflowRoute, type Row, routesOf } from "./define.js";

const TABLE: readonly Row<keyof typeof evaluationMessages>[] = [
  ["createDataset", "POST", "datasets/create", "runs:write", "3.0"],
  ["searchEvaluationDatasets", "POST", "datasets/search", "runs:read", "3.0"],
  ["searchEvaluationDatasets", "GET", "datasets/search", "runs:read", "3.0"],
  ["getDataset", "GET", "datasets/{dataset_id}", "runs:read", "3.0"],
  ["deleteDataset", "DELETE", "datasets/{dataset_id}", "runs:write", "3.0"],
  ["setDatasetTags", "PATCH", "datasets/{dataset_id}/tags", "runs:write", "3.0"],
  ["deleteDatasetTag", "DELETE", "datasets/{dataset_id}/tags/{key}", "runs:write", "3.0"],
  ["upsertDatasetRecords", "POST", "datasets/{dataset_id}/records", "runs:write", "3.0"],
  ["getDatasetRecords", "GET", "datasets/{dataset_id}/records", "runs:read", "3.0"],
  ["deleteDatasetRecords", "DELETE", "datasets/{dataset_id}/records", "runs:write", "3.0"],
  ["getDatasetExperimentIds", "GET", "datasets/{dataset_id}/experiment-ids", "runs:read", "3.0"],
  ["addDatasetToExperiments", "POST", "datasets/{dataset_id}/add-experiments", "runs:write", "3.0"],
  ["removeDatasetFromExperiments", "POST", "datasets/{dataset_id}/remove-experiments", "runs:write", "3.0"],

  ["registerScorer", "POST", "scorers/register", "runs:write", "3.0"],
  ["listScorers", "GET", "scorers/list", "runs:read", "3.0"],
  ["listScorerVersions", "GET", "scorers/versions", "runs:read", "3.0"],
  ["getScorer", "GET", "scorers/get", "runs:read", "3.0"],
  ["deleteScorer", "DELETE", "scorers/delete", "runs:write", "3.0"],
];

/** Evaluation datasets and scorers. */
export const EVALUATION_ROUTES = routesOf(TABLE, evaluationMessages, evaluationOperations);

const ONLINE_SCORING: readonly Row<keyof typeof onlineScoringMessages>[] = [
  ["getOnlineScoringConfigs", "GET", "scorers/online-configs", "runs:read", "3.0"],
  ["upsertOnlineScoringConfig", "PUT", "scorers/online-config", "runs:write", "3.0"],
];

/** What clients ask with every scorer that they load. The protocol's description lacks it. */
export const ONLINE_SCORING_ROUTES: readonly MlflowRoute[] = routesOf(
  ONLINE_SCORING,
  onlineScoringMessages,
  onlineScoringOperations,
);
