import { GyreError } from "../../../../../core/index.js";
import { type Span, spanContent, type TraceInfo } from "../../../../../tracing/index.js";
import { badValue } from "../../../../../tracking/index.js";
import { verbatim } from "../../write-reply.js";
import { findTrace, findTraces } from "./find.js";
import { traceInfoReply } from "./info-wire.js";
import type { TraceOperation } from "./message.js";
import { spanJson } from "./span-json.js";
import { isPartial, spansOf } from "./spans-of.js";

export const getTrace: TraceOperation<"getTrace"> = async (context, { trace_id, allow_partial = false }) => {
  const info = await findTrace(context, trace_id, `Trace with ID ${trace_id} is not found.`);
  const spans = (await spansOf(context, [info])).get(trace_id) ?? [];
  if (!allow_partial && isPartial(info, spans))
    throw new GyreError(
      "tracing.trace_unknown",
      `Trace with ID ${trace_id} is not fully exported yet, please try again later.`,
    );
  return { trace: verbatim(traceJson(info, spans)) };
};

export const batchGetTraces: TraceOperation<"batchGetTraces"> = async (context, { trace_ids, experiment_ids }) => {
  const infos = await findTraces(context, trace_ids, experiment_ids);
  const spans = await spansOf(context, infos);
  // Searches ask for these, and are to see whole traces alone.
  const whole = infos.flatMap((info): readonly string[] => {
    const own = spans.get(info.traceId) ?? [];
    return own.length === 0 || isPartial(info, own) ? [] : [traceJson(info, own)];
  });
  return whole.length === 0 ? {} : { traces: verbatim(`[${whole.join(",")}]`) };
};

export const getTraceArtifact: TraceOperation<"getTraceArtifact"> = async (context, { request_id = "", path }) => {
  if (request_id === "")
    throw new GyreError("api.bad_request", 'Request must include the "request_id" query parameter.');
  if (path)
    throw badValue(
      "Attachments of a trace are files under 'attachments' among its artifacts; only its spans are given here.",
    );
  const info = await findTrace(context, request_id);
  const spans = (await spansOf(context, [info])).get(request_id) ?? [];
  return { spans: verbatim(`[${spans.map(spanContent).join(",")}]`) };
};

function traceJson(info: TraceInfo, spans: readonly Span[]): string {
  const said = `{"trace_info":${JSON.stringify(traceInfoReply(info))}`;
  return spans.length === 0 ? `${said}}` : `${said},"spans":[${spans.map(spanJson).join(",")}]}`;
}
