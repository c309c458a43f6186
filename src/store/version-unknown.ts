import { GyreError } from "../core/index.js";

/** The failure of naming, for an alias of `model`, a version that it does not have. */
export function versionUnknown(model: string, versionId: string): GyreError {
  return new GyreError("registry.version_unknown", `the model ${model} has no version ${versionId}`, {
    details: { model, versionId },
  });
}
