import { bool, int32, list, nested, oneOf, required, text } from "../fields.js";

const entry = nested({ key: text, value: text });
const modelId = required(text);

/** Messages about logged models; where the path names the model, that counts. */
export const loggedModelMessages = {
  createLoggedModel: {
    experiment_id: required(text),
    name: text,
    model_type: text,
    source_run_id: text,
    params: list(entry),
    tags: list(entry),
  },
  getLoggedModel: { model_id: modelId },
  finalizeLoggedModel: {
    model_id: modelId,
    status: required(oneOf({ 1: "LOGGED_MODEL_PENDING", 2: "LOGGED_MODEL_READY", 3: "LOGGED_MODEL_UPLOAD_FAILED" })),
  },
  deleteLoggedModel: { model_id: modelId },
  searchLoggedModels: {
    experiment_ids: required(list(text)),
    filter: text,
    datasets: list(nested({ dataset_name: text, dataset_digest: text })),
    max_results: int32,
    order_by: list(nested({ field_name: text, ascending: bool, dataset_name: text, dataset_digest: text })),
    page_token: text,
  },
  setLoggedModelTags: { model_id: modelId, tags: list(entry) },
  deleteLoggedModelTag: { model_id: modelId, tag_key: required(text) },
  listLoggedModelArtifacts: { model_id: modelId, artifact_directory_path: text, page_token: text },
  LogLoggedModelParams: { model_id: modelId, params: list(entry) },
} as const;
