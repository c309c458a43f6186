import type { ModelDeployment } from "../../serving/index.js";

/** The version that serves, as a URI that never means another. */
export function exactUri({ model, version, modelId }: Pick<ModelDeployment, "model" | "version" | "modelId">): string {
  return version === null ? `models:/${modelId}` : `models:/${model}/${version}`;
}
