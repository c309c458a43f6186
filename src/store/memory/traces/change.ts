import { compareText } from "../../../core/index.js";
import { checkLink, type TraceInfo, type TraceStore } from "../../../tracing/index.js";
import { traceTagUnknown } from "../../tracing-failures.js";
import { shownTrace, type Traces, traceIn } from "./kept.js";

type Changes = Pick<TraceStore, "remove" | "tag" | "linkToRun" | "linkToPrompts">;

/** The part of the store that changes what is said of traces, and removes them. */
export function createTraceChanges(traces: Traces): Changes {
  return {
    async remove(experimentId, which) {
      const gone = [...traces.values()].filter((trace) => trace.experimentId === experimentId).map(shownTrace);
      const ids = "ids" in which ? gone.filter(({ traceId }) => which.ids.includes(traceId)) : oldest(gone, which);
      for (const { traceId } of ids) traces.delete(traceId);
      return ids.length;
    },
    async tag(traceId, key, value) {
      const { tags } = traceIn(traces, traceId);
      if (value !== null) tags.set(key, { value, rank: "said" });
      else if (!tags.delete(key)) throw traceTagUnknown(traceId, key);
    },
    async linkToRun(traceIds, runId) {
      checkLink("run_id", runId);
      for (const id of traceIds) traces.get(id)?.runIds.add(runId);
    },
    async linkToPrompts(traceId, prompts) {
      for (const prompt of prompts) checkLink("prompt", prompt);
      const trace = traceIn(traces, traceId);
      for (const prompt of prompts) trace.prompts.add(prompt);
    },
  };
}

function oldest(
  infos: readonly TraceInfo[],
  { upTo, limit }: { readonly upTo: number; readonly limit: number | null },
): readonly TraceInfo[] {
  return infos
    .filter(({ requestedAt }) => requestedAt <= upTo)
    .sort((a, b) => a.requestedAt - b.requestedAt || compareText(a.traceId, b.traceId))
    .slice(0, limit ?? infos.length);
}
