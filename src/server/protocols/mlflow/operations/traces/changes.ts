import { checkedTraceTag, checkLinks } from "../../../../../tracing/index.js";
import { badValue, experimentIdOf } from "../../../../../tracking/index.js";
import type { MlflowContext } from "../../operation.js";
import type { TraceMessage, TraceOperation } from "./message.js";

/** Tags that say where a trace's spans are; the last may be removed, so that it is tried again. */
const OWN_TAGS = ["mlflow.trace.spansLocation", "mlflow.trace.archiveLocation", "mlflow.trace.archivalFailure"];
const REMOVABLE = "mlflow.trace.archivalFailure";

export const deleteTraces: TraceOperation<"deleteTraces"> = async ({ traces }, message) => {
  const experimentId = experimentIdOf(message.experiment_id);
  return { traces_deleted: await traces.remove(experimentId, whichOf(message)) };
};

export const setTraceTag: TraceOperation<"setTraceTag"> = ({ traces }, { request_id, key, value = "" }) =>
  setTag(traces, request_id, { key, value });

export const setTraceTagV3: TraceOperation<"setTraceTagV3"> = ({ traces }, { trace_id, key, value = "" }) =>
  setTag(traces, trace_id, { key, value });

export const deleteTraceTag: TraceOperation<"deleteTraceTag"> = ({ traces }, { request_id, key }) =>
  removeTag(traces, request_id, key);

export const deleteTraceTagV3: TraceOperation<"deleteTraceTagV3"> = ({ traces }, { trace_id, key }) =>
  removeTag(traces, trace_id, key);

export const linkTracesToRun: TraceOperation<"linkTracesToRun"> = async ({ traces }, { trace_ids, run_id }) => {
  checkLinks(trace_ids);
  if (trace_ids.length > 0) await traces.linkToRun(trace_ids, run_id);
  return {};
};

export const linkPromptsToTrace: TraceOperation<"linkPromptsToTrace"> = async ({ traces }, message) => {
  const prompts = message.prompt_versions.map(({ name = "", version = "" }) => {
    if (!/^[+-]?\d{1,15}$/.test(version))
      throw badValue(`Invalid prompt version '${version.slice(0, 100)}': it must be an integer.`);
    return `${name}/${Number(version)}`;
  });
  if (prompts.length > 0) await traces.linkToPrompts(message.trace_id, prompts);
  return {};
};

type Which = Parameters<MlflowContext["traces"]["remove"]>[1];

function whichOf({ max_timestamp_millis: upTo, max_traces, request_ids: ids }: TraceMessage<"deleteTraces">): Which {
  if (upTo === undefined && ids.length === 0)
    throw badValue("Either `max_timestamp_millis` or `trace_ids` must be specified.");
  if (upTo !== undefined && ids.length > 0)
    throw badValue("Only one of `max_timestamp_millis` and `trace_ids` can be specified.");
  if (ids.length > 0 && max_traces !== undefined)
    throw badValue("`max_traces` can't be specified if `trace_ids` is specified.");
  if (max_traces !== undefined && max_traces <= 0)
    throw badValue(`\`max_traces\` must be a positive integer, received ${max_traces}.`);
  return upTo === undefined ? { ids } : { upTo, limit: max_traces ?? null };
}

type Traces = MlflowContext["traces"];

async function setTag(
  traces: Traces,
  traceId: string,
  tag: { readonly key: string; readonly value: string },
): Promise<Readonly<Record<string, never>>> {
  requireNotOwn(tag.key, "set");
  const { key, value } = checkedTraceTag(tag.key, tag.value);
  await traces.tag(traceId, key, value);
  return {};
}

async function removeTag(traces: Traces, traceId: string, key: string): Promise<Readonly<Record<string, never>>> {
  if (key !== REMOVABLE) requireNotOwn(key, "deleted");
  await traces.tag(traceId, key, null);
  return {};
}

function requireNotOwn(key: string, done: "set" | "deleted"): void {
  if (OWN_TAGS.includes(key)) throw badValue(`Tag '${key}' is immutable and cannot be ${done} on a trace.`);
}
