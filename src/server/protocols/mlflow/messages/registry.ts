import { bool, checked, int64, list, nested, required, text } from "../fields.js";

const MOST_MODELS = 1000;
const MOST_VERSIONS = 200_000;

const tag = nested({ key: text, value: text });
const name = required(text);
const version = required(text);
const key = required(text);

const registeredModelMessages = {
  createRegisteredModel: { name, tags: list(tag), description: text, deployment_job_id: text },
  renameRegisteredModel: { name, new_name: required(text) },
  updateRegisteredModel: { name, description: text, deployment_job_id: text },
  deleteRegisteredModel: { name },
  getRegisteredModel: { name },
  searchRegisteredModels: {
    filter: text,
    max_results: checked(int64, (value) => (value > MOST_MODELS ? "" : null)),
    order_by: list(text),
    page_token: text,
  },
  getLatestVersions: { name, stages: list(text) },
  setRegisteredModelTag: { name, key, value: text },
  deleteRegisteredModelTag: { name, key },
  setRegisteredModelAlias: { name, alias: required(text), version },
  deleteRegisteredModelAlias: { name, alias: required(text) },
  getModelVersionByAlias: { name, alias: required(text) },
} as const;

const modelVersionMessages = {
  createModelVersion: {
    name,
    source: required(text),
    run_id: text,
    tags: list(tag),
    run_link: text,
    description: text,
    model_id: text,
  },
  updateModelVersion: { name, version, description: text },
  transitionModelVersionStage: { name, version, stage: required(text), archive_existing_versions: bool },
  deleteModelVersion: { name, version },
  getModelVersion: { name, version },
  searchModelVersions: {
    filter: text,
    max_results: checked(int64, (value) => (value > MOST_VERSIONS ? "" : null)),
    order_by: list(text),
    page_token: text,
  },
  // What is missing has words of its own here.
  getModelVersionDownloadUri: { name: text, version: text },
  setModelVersionTag: { name, version, key, value: text },
  deleteModelVersionTag: { name, version, key },
} as const;

/** Messages about registered models and their versions. */
export const registryMessages = { ...registeredModelMessages, ...modelVersionMessages } as const;
