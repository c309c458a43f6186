import { GyreError } from "../core/index.js";

/** `tracing.dataset_unknown`. */
export function datasetUnknown(id: string): GyreError {
  return new GyreError("tracing.dataset_unknown", `Evaluation dataset with id '${id}' not found`, { details: { id } });
}
