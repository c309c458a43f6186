import {
  deleteRegisteredModelAlias,
  getLatestVersions,
  getModelVersionByAlias,
  setRegisteredModelAlias,
} from "./aliases.js";
import { createModelVersion } from "./create-version.js";
import {
  createRegisteredModel,
  deleteRegisteredModel,
  deleteRegisteredModelTag,
  getRegisteredModel,
  renameRegisteredModel,
  setRegisteredModelTag,
  updateRegisteredModel,
} from "./models.js";
import { searchModelVersions, searchRegisteredModels } from "./search.js";
import {
  deleteModelVersion,
  deleteModelVersionTag,
  getModelVersion,
  getModelVersionDownloadUri,
  setModelVersionTag,
  transitionModelVersionStage,
  updateModelVersion,
} from "./versions.js";

/** The operations of the model registry, by the names of their procedures. */
export const registryOperations = {
  createRegisteredModel,
  renameRegisteredModel,
  updateRegisteredModel,
  deleteRegisteredModel,
  getRegisteredModel,
  searchRegisteredModels,
  getLatestVersions,
  setRegisteredModelTag,
  deleteRegisteredModelTag,
  setRegisteredModelAlias,
  deleteRegisteredModelAlias,
  getModelVersionByAlias,
  createModelVersion,
  updateModelVersion,
  transitionModelVersionStage,
  deleteModelVersion,
  getModelVersion,
  searchModelVersions,
  getModelVersionDownloadUri,
  setModelVersionTag,
  deleteModelVersionTag,
};
