import {
  type Assessment,
  type Said,
  type SpanHead,
  type SpanSummary,
  type TraceInfo,
  traceFromSpans,
  traceOf,
} from "../../../tracing/index.js";
import { traceUnknown } from "../../tracing-failures.js";

/** Who says a tag or a value of metadata: what made the spans, the spans, or somebody of the trace itself. A later one replaces an earlier. */
export type Rank = "source" | "spans" | "said";

/** A text, and who said it. */
export interface Ranked {
  readonly value: string;
  readonly rank: Rank;
}

/** A span as the memory keeps it. */
export interface KeptSpan {
  readonly head: SpanHead;
  readonly type: string | null;
  readonly content: string;
  readonly summary: SpanSummary;
}

/** A trace as the memory keeps it. */
export interface KeptTrace {
  readonly id: string;
  experimentId: string;
  said: Said;
  readonly tags: Map<string, Ranked>;
  readonly metadata: Map<string, Ranked>;
  /** By id. */
  readonly spans: Map<string, KeptSpan>;
  /** By id, in the order in which they came. */
  readonly assessments: Map<string, Assessment>;
  readonly runIds: Set<string>;
  readonly prompts: Set<string>;
}

/** All traces by their ids. */
export type Traces = Map<string, KeptTrace>;

/** The trace, which must be there. */
export function traceIn(traces: Traces, id: string): KeptTrace {
  const found = traces.get(id);
  if (!found) throw traceUnknown(id);
  return found;
}

/** A trace as it is given out. */
export function shownTrace(trace: KeptTrace): TraceInfo {
  const plain = (map: ReadonlyMap<string, Ranked>) =>
    Object.fromEntries([...map].map(([key, { value }]): [string, string] => [key, value]));
  return {
    traceId: trace.id,
    experimentId: trace.experimentId,
    ...traceOf(trace.said, fromSpans(trace)),
    tags: plain(trace.tags),
    metadata: plain(trace.metadata),
    assessments: [...trace.assessments.values()].sort((a, b) => a.createdAt - b.createdAt),
  };
}

/** Sets a text unless a later rank has set it. */
export function setRanked(map: Map<string, Ranked>, texts: Readonly<Record<string, string>>, rank: Rank): void {
  const ranks: readonly Rank[] = ["source", "spans", "said"];
  for (const [key, value] of Object.entries(texts)) {
    const there = map.get(key);
    if (there === undefined || ranks.indexOf(there.rank) <= ranks.indexOf(rank)) map.set(key, { value, rank });
  }
}

/** Takes anew from a trace's spans what they say of it. */
export function settle(trace: KeptTrace): void {
  const found = fromSpans(trace);
  for (const [map, texts] of [
    [trace.tags, found?.tags],
    [trace.metadata, found?.metadata],
  ] as const) {
    for (const [key, { rank }] of map) if (rank === "spans") map.delete(key);
    setRanked(map, texts ?? {}, "spans");
  }
}

function fromSpans(trace: KeptTrace) {
  return traceFromSpans([...trace.spans.values()].map(({ summary }) => summary));
}
