import { GyreError } from "../core/index.js";

/** `tracing.trace_unknown`. */
export function traceUnknown(id: string): GyreError {
  return new GyreError("tracing.trace_unknown", `Trace with ID '${id}' not found.`, { details: { id } });
}

/** `tracing.assessment_unknown`. */
export function assessmentUnknown(traceId: string, id: string): GyreError {
  const message = `Assessment with ID '${id}' not found for trace '${traceId}'`;
  return new GyreError("tracing.assessment_unknown", message, { details: { traceId, id } });
}

/** `tracking.tag_unknown` of a trace. */
export function traceTagUnknown(id: string, key: string): GyreError {
  const message = `No trace tag with key '${key}' for trace with ID '${id}'`;
  return new GyreError("tracking.tag_unknown", message, { details: { id, key } });
}
