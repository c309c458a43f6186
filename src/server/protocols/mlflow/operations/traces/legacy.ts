import type { TraceInfo, TraceWish } from "../../../../../tracing/index.js";
import { experimentIdOf, randomHexId } from "../../../../../tracking/index.js";
import { entryOf } from "../tracking/message.js";
import { findTrace } from "./find.js";
import { traceInfoV2Reply } from "./info-wire.js";
import type { TraceMessage, TraceOperation } from "./message.js";

export const startTrace: TraceOperation<"startTrace"> = async ({ traces, random }, message) => {
  const wish: TraceWish = {
    traceId: randomHexId(random),
    experimentId: experimentIdOf(message.experiment_id ?? ""),
    requestedAt: message.timestamp_ms ?? 0,
    state: "IN_PROGRESS",
    tags: textsOf(message.tags),
    metadata: textsOf(message.request_metadata),
  };
  return replyOf(await traces.begin(wish));
};

export const endTrace: TraceOperation<"endTrace"> = async (context, message) => {
  const { traceId, experimentId, requestedAt } = await findTrace(context, message.request_id);
  const wish: TraceWish = {
    traceId,
    experimentId,
    durationMs: (message.timestamp_ms ?? 0) - requestedAt,
    state: message.status,
    tags: textsOf(message.tags),
    metadata: textsOf(message.request_metadata),
  };
  return replyOf(await context.traces.begin(wish));
};

export const getTraceInfo: TraceOperation<"getTraceInfo"> = async (context, { request_id }) =>
  replyOf(await findTrace(context, request_id));

function replyOf(info: TraceInfo): Readonly<Record<string, unknown>> {
  return { trace_info: traceInfoV2Reply(info) };
}

function textsOf(entries: TraceMessage<"startTrace">["tags"]): Readonly<Record<string, string>> {
  return Object.fromEntries(entries.map(entryOf).map(({ key, value }) => [key, value]));
}
