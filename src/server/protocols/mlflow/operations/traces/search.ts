import type { TraceInfo } from "../../../../../tracing/index.js";
import {
  badValue,
  characters,
  experimentIdOf,
  type Page,
  parseFilter,
  parseOrderBy,
  truncated,
} from "../../../../../tracking/index.js";
import type { MlflowContext } from "../../operation.js";
import { verbatim } from "../../write-reply.js";
import { pageSize, placeOf, tokenOf } from "../tracking/pages.js";
import { npmi } from "./correlation.js";
import { traceInfoReply, traceInfoV2Reply } from "./info-wire.js";
import type { TraceMessage, TraceOperation } from "./message.js";

const DEFAULT_PAGE = 100;
/** Characters of what is no experiment. */
const SHOWN = 20;
/** Jeffreys' prior. */
const SMOOTHING = 0.5;

export const searchTracesV3: TraceOperation<"searchTracesV3"> = async (context, message) => {
  const ids = message.locations.flatMap(({ mlflow_experiment: place }) => (place ? [place.experiment_id ?? ""] : []));
  const { items, token } = await search(context, ids, message);
  if (items.length === 0) return {};
  return { traces: verbatim(JSON.stringify(items.map(traceInfoReply))), next_page_token: token };
};

export const searchTraces: TraceOperation<"searchTraces"> = async (context, message) => {
  const { items, token } = await search(context, message.experiment_ids, message);
  return { traces: items.map(traceInfoV2Reply), next_page_token: token };
};

export const calculateTraceFilterCorrelation: TraceOperation<"calculateTraceFilterCorrelation"> = async (
  { traces },
  message,
) => {
  const ids = idsOf(message.experiment_ids);
  const [base, one, other] = [message.base_filter ?? "", message.filter_string1, message.filter_string2].map((filter) =>
    parseFilter("traces", filter),
  );
  const count = (...parts: readonly (typeof base)[]): Promise<number> => {
    const said = parts.flatMap((part) => part ?? []);
    if (ids.length === 0) return Promise.resolve(0);
    return traces.count(ids, said.length === 0 ? null : { kind: "and", parts: said });
  };
  const [total, first, second, both] = await Promise.all([
    count(base ?? null),
    count(base ?? null, one ?? null),
    count(base ?? null, other ?? null),
    count(base ?? null, one ?? null, other ?? null),
  ]);
  const counts = { total, first, second, both };
  return {
    ...toldNpmi(npmi(counts, 0), npmi(counts, SMOOTHING)),
    filter1_count: first,
    filter2_count: second,
    joint_count: both,
    total_count: total,
  };
};

/** What is not defined is not told. */
function toldNpmi(plain: number, smoothed: number): Readonly<Record<string, number>> {
  return {
    ...(!Number.isNaN(plain) && { npmi: plain }),
    ...(!Number.isNaN(smoothed) && { npmi_smoothed: smoothed }),
  };
}

type SearchMessage = Pick<TraceMessage<"searchTraces">, "filter" | "max_results" | "order_by" | "page_token">;

async function search(
  { traces }: Pick<MlflowContext, "traces">,
  experimentIds: readonly string[],
  { filter = "", max_results, order_by, page_token }: SearchMessage,
): Promise<Pick<Page<TraceInfo>, "items"> & { readonly token: string | undefined }> {
  // Of several mistakes MLflow tells the first in this order.
  requireExperiments(experimentIds);
  const limit = pageSize(max_results, DEFAULT_PAGE);
  const ids = idsOf(experimentIds);
  const about = ["traces", ids, filter, order_by];
  const query = {
    limit,
    orderBy: parseOrderBy("traces", order_by),
    where: parseFilter("traces", filter),
    after: placeOf(page_token, about),
  };
  if (ids.length === 0) return { items: [], token: undefined };
  const { items, next } = await traces.search(ids, query);
  return { items, token: tokenOf(next, about) };
}

/** A point stands in the names of other places, where no experiments are. */
function requireExperiments(ids: readonly string[]): void {
  const others = ids.filter((id) => id.includes(".")).join(", ");
  if (others === "") return;
  const shown = characters(others) > SHOWN ? `${truncated(others, SHOWN)}...` : others;
  throw badValue(`Locations must be a list of experiment IDs. Found invalid experiment IDs: ${shown}.`);
}

function idsOf(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.map(experimentIdOf))];
}
