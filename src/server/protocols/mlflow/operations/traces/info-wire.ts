import type { Json, TraceInfo } from "../../../../../tracing/index.js";
import { truncated } from "../../../../../tracking/index.js";
import { writeDuration, writeTimestamp } from "../../times.js";
import { assessmentReply } from "./assessment-wire.js";

/** The longest texts that are sent with a trace, in characters. */
const SHOWN = { metadata: 250, tagKey: 250, tagValue: 4096 } as const;

type Texts = Readonly<Record<string, string>>;

/** A trace without its spans as it is sent. */
export function traceInfoReply(info: TraceInfo): Json {
  const { clientRequestId, requestPreview, responsePreview, durationMs } = info;
  const [metadata, tags] = [shownMetadata(info), shownTags(info)];
  return {
    trace_id: info.traceId,
    ...(clientRequestId !== null && { client_request_id: clientRequestId }),
    trace_location: { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: info.experimentId } },
    ...(requestPreview !== null && { request_preview: requestPreview }),
    ...(responsePreview !== null && { response_preview: responsePreview }),
    request_time: writeTimestamp(info.requestedAt),
    ...(durationMs !== null && { execution_duration: writeDuration(durationMs) }),
    state: info.state,
    ...(Object.keys(metadata).length > 0 && { trace_metadata: metadata }),
    ...(info.assessments.length > 0 && { assessments: info.assessments.map(assessmentReply) }),
    ...(Object.keys(tags).length > 0 && { tags }),
  };
}

/** The same for clients of before 3.0. */
export function traceInfoV2Reply(info: TraceInfo): Json {
  return {
    request_id: info.traceId,
    experiment_id: info.experimentId,
    timestamp_ms: info.requestedAt,
    execution_time_ms: info.durationMs ?? 0,
    status: info.state === "STATE_UNSPECIFIED" ? "TRACE_STATUS_UNSPECIFIED" : info.state,
    request_metadata: entriesOf(shownMetadata(info)),
    tags: entriesOf(shownTags(info)),
  };
}

function shownMetadata({ metadata }: TraceInfo): Texts {
  return shown(metadata, SHOWN.metadata, SHOWN.metadata);
}

function shownTags({ tags }: TraceInfo): Texts {
  return shown(tags, SHOWN.tagKey, SHOWN.tagValue);
}

function shown(texts: Texts, mostOfKey: number, mostOfValue: number): Texts {
  const entries = Object.entries(texts);
  return Object.fromEntries(entries.map(([key, value]) => [truncated(key, mostOfKey), truncated(value, mostOfValue)]));
}

function entriesOf(texts: Texts): readonly { readonly key: string; readonly value: string }[] {
  return Object.entries(texts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ({ key, value }));
}
