import type { Permission } from "../../../access/index.js";
import type { Fields } from "./fields.js";
import { webhookMessages } from "./messages/webhooks.js";
import { MESSAGES } from "./messages.js";
import type { MlflowOperation } from "./operation.js";
import { OPERATIONS } from "./operations/index.js";
import { type Webhooks, webhookOperations } from "./operations/registry/webhooks.js";

/** One procedure of the protocol: routing, validation and authorisation come from it. */
export interface MlflowRoute {
  readonly rpc: string;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** After `/api/{version}` and `/ajax-api/{version}`, parameters in braces. */
  readonly path: `/mlflow/${string}`;
  readonly version: "2.0" | "3.0";
  readonly message: Fields;
  readonly permission: Permission;
  readonly operation: MlflowOperation;
  /** Asked by the web page alone, under `/ajax-api`. */
  readonly isPageOnly?: true;
}

type Row<Rpc extends string> = readonly [
  rpc: Rpc,
  method: MlflowRoute["method"],
  path: string,
  permission: Permission,
  pageOnly?: "page only",
];

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

  ["createRegisteredModel", "POST", "registered-models/create", "models:write"],
  ["renameRegisteredModel", "POST", "registered-models/rename", "models:write"],
  ["updateRegisteredModel", "PATCH", "registered-models/update", "models:write"],
  ["deleteRegisteredModel", "DELETE", "registered-models/delete", "models:write"],
  ["getRegisteredModel", "GET", "registered-models/get", "models:read"],
  ["searchRegisteredModels", "GET", "registered-models/search", "models:read"],
  ["getLatestVersions", "POST", "registered-models/get-latest-versions", "models:read"],
  ["getLatestVersions", "GET", "registered-models/get-latest-versions", "models:read"],
  ["setRegisteredModelTag", "POST", "registered-models/set-tag", "models:write"],
  ["deleteRegisteredModelTag", "DELETE", "registered-models/delete-tag", "models:write"],
  ["setRegisteredModelAlias", "POST", "registered-models/alias", "models:write"],
  ["deleteRegisteredModelAlias", "DELETE", "registered-models/alias", "models:write"],
  ["getModelVersionByAlias", "GET", "registered-models/alias", "models:read"],

  ["createModelVersion", "POST", "model-versions/create", "models:write"],
  ["updateModelVersion", "PATCH", "model-versions/update", "models:write"],
  ["transitionModelVersionStage", "POST", "model-versions/transition-stage", "models:write"],
  ["deleteModelVersion", "DELETE", "model-versions/delete", "models:write"],
  ["getModelVersion", "GET", "model-versions/get", "models:read"],
  ["searchModelVersions", "GET", "model-versions/search", "models:read"],
  ["getModelVersionDownloadUri", "GET", "model-versions/get-download-uri", "models:read"],
  ["setModelVersionTag", "POST", "model-versions/set-tag", "models:write"],
  ["deleteModelVersionTag", "DELETE", "model-versions/delete-tag", "models:write"],
];

const WEBHOOKS: readonly Row<keyof typeof webhookMessages>[] = [
  ["createWebhook", "POST", "webhooks", "webhooks:manage"],
  ["listWebhooks", "GET", "webhooks", "webhooks:manage"],
  ["getWebhook", "GET", "webhooks/{webhook_id}", "webhooks:manage"],
  ["updateWebhook", "PATCH", "webhooks/{webhook_id}", "webhooks:manage"],
  ["deleteWebhook", "DELETE", "webhooks/{webhook_id}", "webhooks:manage"],
  ["testWebhook", "POST", "webhooks/{webhook_id}/test", "webhooks:manage"],
];

/** Every route that reads a message; those that stream files are the artifacts' own. */
export const ROUTES: readonly MlflowRoute[] = routesOf(TABLE, MESSAGES, OPERATIONS);

/** The routes of webhooks, where the server sends any. */
export function webhookRoutes(webhooks: Webhooks): readonly MlflowRoute[] {
  return routesOf(WEBHOOKS, webhookMessages, webhookOperations(webhooks));
}

function routesOf<Rpc extends string>(
  rows: readonly Row<Rpc>[],
  messages: Readonly<Record<Rpc, Fields>>,
  operations: Readonly<Record<Rpc, MlflowOperation>>,
): readonly MlflowRoute[] {
  return rows.map(([rpc, method, path, permission, pageOnly]) => ({
    rpc,
    method,
    path: `/mlflow/${path}`,
    version: "2.0",
    message: messages[rpc],
    permission,
    operation: operations[rpc],
    ...(pageOnly && { isPageOnly: true }),
  }));
}
