import {
  isOfSession,
  planOf,
  type SearchedTrace,
  type TraceInfo,
  type TraceStore,
  traceHolds,
  traceLookup,
} from "../../../tracing/index.js";
import type { Condition, OrderBy } from "../../../tracking/index.js";
import { pageOf } from "../tracking/pages.js";
import { shownTrace, type Traces } from "./kept.js";

const LATEST: readonly OrderBy[] = [
  { field: { entity: "attribute", key: "timestamp_ms" }, isDescending: true },
  { field: { entity: "attribute", key: "request_id" }, isDescending: false },
];

const SESSION = "mlflow.trace.session";

/** The part of the store that searches traces. */
export function createTraceSearch(traces: Traces): Pick<TraceStore, "search" | "count"> {
  const found = (experimentIds: readonly string[], where: Condition | null): readonly TraceInfo[] => {
    const infos = [...traces.values()].filter((one) => experimentIds.includes(one.experimentId)).map(shownTrace);
    if (where === null) return infos;
    const plan = planOf(where);
    return infos.filter((info) => traceHolds(plan, searched(traces, infos, info)));
  };
  return {
    async search(experimentIds, query) {
      return pageOf(
        found(experimentIds, query.where),
        { ...query, where: null },
        {
          orderBy: [...query.orderBy, ...LATEST],
          value: (info, field) => traceLookup(info)(field),
          place: (info, field) => traceLookup(info)(field) as string | number | null,
        },
      );
    },
    async count(experimentIds, where) {
      return found(experimentIds, where).length;
    },
  };
}

/** A trace with what searches may ask of it; `scope` holds the traces among which others of its session are looked for. */
function searched(traces: Traces, scope: readonly TraceInfo[], info: TraceInfo): SearchedTrace {
  const kept = traces.get(info.traceId)!;
  const session = info.metadata[SESSION];
  const siblings = session === undefined ? [] : scope.filter((other) => other.metadata[SESSION] === session);
  return {
    info,
    spans: [...kept.spans.values()].map(({ head: { name, status }, type, content }) => ({
      name,
      type,
      status,
      content,
    })),
    runIds: [...kept.runIds],
    prompts: [...kept.prompts],
    ofSession: siblings.flatMap(({ assessments }) => assessments.filter(isOfSession)),
  };
}
