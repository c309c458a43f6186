import { registryMessages } from "../messages/registry.js";
import { registryOperations } from "../operations/registry/index.js";
import { type Row, routesOf } from "./define.js";

const TABLE: readonly Row<keyof typeof registryMessages>[] = [
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

/** Registered models, their versions, aliases and tags. */
export const REGISTRY_ROUTES = routesOf(TABLE, registryMessages, registryOperations);
