import { bool, checked, int32, int64, json, list, nested, oneOf, required, text, texts } from "../fields.js";
import { isWritable, readDuration, readTimestamp } from "../times.js";

const MOST_IN_A_PAGE = 500;

const traceId = required(text);
const assessmentId = required(text);
/** Of an entry without a key the list as a whole is said to be wrong. */
const entries = checked(list(nested({ key: text, value: text })), (items) =>
  items.every(({ key }) => key !== undefined) ? null : "",
);
const timestamp = checked(text, (value) => (readTimestamp(value) === null ? "" : null));
const moment = checked(int64, (ms) => (isWritable(ms) ? null : ""));
const duration = checked(text, (value) => (readDuration(value) === null ? "" : null));
const maxResults = checked(int32, (value) => (value > MOST_IN_A_PAGE ? "" : null));
const state = oneOf({ 0: "STATE_UNSPECIFIED", 1: "OK", 2: "ERROR", 3: "IN_PROGRESS" });
const status = required(oneOf({ 1: "OK", 2: "ERROR", 3: "IN_PROGRESS" }));
const location = nested({
  type: oneOf({ 0: "TRACE_LOCATION_TYPE_UNSPECIFIED", 1: "MLFLOW_EXPERIMENT", 2: "INFERENCE_TABLE" }),
  mlflow_experiment: nested({ experiment_id: text }),
});

const assessment = nested({
  assessment_id: text,
  assessment_name: text,
  trace_id: text,
  span_id: text,
  source: nested({
    source_type: oneOf({ 0: "SOURCE_TYPE_UNSPECIFIED", 1: "HUMAN", 2: "LLM_JUDGE", 3: "CODE" }),
    source_id: text,
  }),
  create_time: timestamp,
  last_update_time: timestamp,
  feedback: nested({
    value: json,
    error: nested({ error_code: text, error_message: text, stack_trace: text }),
  }),
  expectation: nested({
    value: json,
    serialized_value: nested({ serialization_format: text, value: text }),
  }),
  rationale: text,
  metadata: texts,
  overrides: text,
  valid: bool,
});

const updateMask = checked(required(json), (mask) =>
  mask === "" ? "Missing value for required parameter 'update_mask'." : null,
);

const traceInfo = nested({
  trace_id: text,
  client_request_id: text,
  trace_location: location,
  request_preview: text,
  response_preview: text,
  request_time: timestamp,
  execution_duration: duration,
  state,
  trace_metadata: texts,
  assessments: list(assessment),
  tags: texts,
});

const deletion = {
  experiment_id: required(text),
  max_timestamp_millis: int64,
  max_traces: int32,
  request_ids: list(text),
} as const;

/** Messages about traces and their assessments. */
export const traceMessages = {
  startTraceV3: { trace: required(nested({ trace_info: traceInfo })) },
  getTraceInfoV3: { trace_id: traceId },
  getTrace: { trace_id: traceId, allow_partial: bool },
  batchGetTraces: { trace_ids: required(list(text)), experiment_ids: list(text) },
  batchGetTraceInfos: { trace_ids: required(list(text)), experiment_ids: list(text) },
  searchTracesV3: {
    locations: required(list(location)),
    filter: text,
    max_results: maxResults,
    order_by: list(text),
    page_token: text,
  },
  searchTraces: {
    experiment_ids: required(list(text)),
    filter: text,
    max_results: maxResults,
    order_by: list(text),
    page_token: text,
  },
  startTrace: { experiment_id: text, timestamp_ms: moment, request_metadata: entries, tags: entries },
  endTrace: { request_id: traceId, timestamp_ms: moment, status, request_metadata: entries, tags: entries },
  getTraceInfo: { request_id: traceId },
  deleteTraces: deletion,
  deleteTracesV3: deletion,
  setTraceTag: { request_id: traceId, key: required(text), value: text },
  setTraceTagV3: { trace_id: traceId, key: required(text), value: text },
  deleteTraceTag: { request_id: traceId, key: required(text) },
  deleteTraceTagV3: { trace_id: traceId, key: required(text) },
  linkTracesToRun: { trace_ids: required(list(text)), run_id: required(text) },
  linkPromptsToTrace: {
    trace_id: traceId,
    prompt_versions: required(list(nested({ name: text, version: text }))),
  },
  calculateTraceFilterCorrelation: {
    experiment_ids: required(list(text)),
    filter_string1: required(text),
    filter_string2: required(text),
    base_filter: text,
  },
  getTraceArtifact: { request_id: text, path: text },
  createAssessment: { assessment: required(assessment) },
  GetAssessment: { trace_id: traceId, assessment_id: assessmentId },
  updateAssessment: {
    trace_id: traceId,
    assessment_id: assessmentId,
    assessment: required(assessment),
    update_mask: updateMask,
  },
  deleteAssessment: { trace_id: traceId, assessment_id: assessmentId },
} as const;
