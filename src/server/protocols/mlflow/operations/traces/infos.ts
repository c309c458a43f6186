import type { Clock, Random } from "../../../../../core/index.js";
import type { TraceInfo, TraceWish } from "../../../../../tracing/index.js";
import { badValue, experimentIdOf, randomHexId } from "../../../../../tracking/index.js";
import { readDuration, readTimestamp } from "../../times.js";
import { verbatim } from "../../write-reply.js";
import { readAssessment } from "./assessment-wire.js";
import { findTrace, findTraces } from "./find.js";
import { traceInfoReply } from "./info-wire.js";
import type { TraceMessage, TraceOperation } from "./message.js";

type InfoMessage = NonNullable<TraceMessage<"startTraceV3">["trace"]["trace_info"]>;

export const startTraceV3: TraceOperation<"startTraceV3"> = async (context, { trace }) => {
  const wish = wishOf(trace.trace_info ?? { assessments: [] }, context);
  return { trace: traceReply(await context.traces.begin(wish)) };
};

export const getTraceInfoV3: TraceOperation<"getTraceInfoV3"> = async (context, { trace_id }) => ({
  trace: traceReply(await findTrace(context, trace_id)),
});

export const batchGetTraceInfos: TraceOperation<"batchGetTraceInfos"> = async (context, message) => {
  const infos = await findTraces(context, message.trace_ids, message.experiment_ids);
  return infos.length === 0 ? {} : { trace_infos: verbatim(JSON.stringify(infos.map(traceInfoReply))) };
};

function traceReply(info: TraceInfo): ReturnType<typeof verbatim> {
  return verbatim(JSON.stringify({ trace_info: traceInfoReply(info) }));
}

function wishOf(info: InfoMessage, { clock, random }: { readonly clock: Clock; readonly random: Random }): TraceWish {
  const traceId = checkedTraceId(info.trace_id ?? "");
  const newOnes = info.assessments.map((assessment) => {
    const place = { traceId, newId: `a-${randomHexId(random)}`, now: clock.now() };
    return { ...readAssessment(assessment, place), isValid: assessment.valid ?? true };
  });
  return {
    traceId,
    experimentId: experimentIdOf(experimentOf(info)),
    requestedAt: readTimestamp(info.request_time ?? "") ?? 0,
    durationMs: readDuration(info.execution_duration ?? ""),
    state: info.state ?? "STATE_UNSPECIFIED",
    requestPreview: info.request_preview ?? null,
    responsePreview: info.response_preview ?? null,
    clientRequestId: info.client_request_id ?? null,
    tags: info.tags ?? {},
    metadata: info.trace_metadata ?? {},
    assessments: newOnes,
  };
}

function experimentOf({
  trace_location: { type = "TRACE_LOCATION_TYPE_UNSPECIFIED", mlflow_experiment } = {},
}: InfoMessage): string {
  const id = mlflow_experiment?.experiment_id ?? "";
  if (mlflow_experiment && type !== "MLFLOW_EXPERIMENT")
    throw badValue(
      `Trace location type TraceLocationType.${type} does not match the provided location MlflowExperimentLocation(experiment_id='${id}').`,
    );
  return id;
}

/** A trace's id, which is also a folder of its artifacts. Throws `tracking.bad_value`. */
export function checkedTraceId(id: string): string {
  if (/^[A-Za-z0-9][\w.:-]{0,249}$/.test(id)) return id;
  throw badValue(
    `Invalid value ${JSON.stringify(id.slice(0, 100))} for parameter 'trace_id' supplied: it must be letters, digits, '-', '_', '.' and ':', at most 250.`,
  );
}
