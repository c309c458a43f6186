import { traceMessages } from "../messages/traces.js";
import { traceOperations } from "../operations/traces/index.js";
import { type Row, routesOf } from "./define.js";

const TABLE: readonly Row<keyof typeof traceMessages>[] = [
  ["startTraceV3", "POST", "traces", "traces:write", "3.0"],
  ["getTrace", "GET", "traces/get", "traces:read", "3.0"],
  ["batchGetTraces", "GET", "traces/batchGet", "traces:read", "3.0"],
  ["batchGetTraceInfos", "POST", "traces/batchGetInfos", "traces:read", "3.0"],
  ["searchTracesV3", "POST", "traces/search", "traces:read", "3.0"],
  ["deleteTracesV3", "POST", "traces/delete-traces", "traces:write", "3.0"],
  ["calculateTraceFilterCorrelation", "POST", "traces/calculate-filter-correlation", "traces:read", "3.0"],
  ["getTraceInfoV3", "GET", "traces/{trace_id}", "traces:read", "3.0"],
  ["setTraceTagV3", "PATCH", "traces/{trace_id}/tags", "traces:write", "3.0"],
  ["deleteTraceTagV3", "DELETE", "traces/{trace_id}/tags", "traces:write", "3.0"],

  ["createAssessment", "POST", "traces/{assessment.trace_id}/assessments", "traces:write", "3.0"],
  ["GetAssessment", "GET", "traces/{trace_id}/assessments/{assessment_id}", "traces:read", "3.0"],
  ["updateAssessment", "PATCH", "traces/{trace_id}/assessments/{assessment_id}", "traces:write", "3.0"],
  ["deleteAssessment", "DELETE", "traces/{trace_id}/assessments/{assessment_id}", "traces:write", "3.0"],

  ["searchTraces", "GET", "traces", "traces:read"],
  ["startTrace", "POST", "traces", "traces:write"],
  ["deleteTraces", "POST", "traces/delete-traces", "traces:write"],
  ["linkTracesToRun", "POST", "traces/link-to-run", "traces:write"],
  ["linkPromptsToTrace", "POST", "traces/link-prompts", "traces:write"],
  ["endTrace", "PATCH", "traces/{request_id}", "traces:write"],
  ["getTraceInfo", "GET", "traces/{request_id}/info", "traces:read"],
  ["setTraceTag", "PATCH", "traces/{request_id}/tags", "traces:write"],
  ["deleteTraceTag", "DELETE", "traces/{request_id}/tags", "traces:write"],
  ["getTraceArtifact", "GET", "get-trace-artifact", "traces:read", "page only"],
  ["getTraceArtifact", "GET", "get-trace-artifact", "traces:read", "3.0 page only"],
];

/** Traces, their spans and what was judged of them. */
export const TRACE_ROUTES = routesOf(TABLE, traceMessages, traceOperations);
