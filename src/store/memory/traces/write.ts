import { compareText } from "../../../core/index.js";
import {
  begunMetadata,
  begunTags,
  inMlflowsWords,
  NOTHING_SAID,
  placeTag,
  readSpan,
  SPANS_HERE,
  saidAfter,
  sourceTags,
  spanContent,
  spanType,
  summaryOf,
  type TraceStore,
} from "../../../tracing/index.js";
import type { Experiment, TrackingStore } from "../../../tracking/index.js";
import { experimentUnknown, requireActive } from "../../tracking-failures.js";
import { type KeptTrace, setRanked, settle, shownTrace, type Traces, traceIn } from "./kept.js";

type Writes = Pick<TraceStore, "begin" | "logSpans" | "traces" | "spans">;

/** The part of the store that keeps traces and their spans. */
export function createTraceWrites(traces: Traces, tracking: Pick<TrackingStore, "experiment">): Writes {
  const experimentOf = async (id: string): Promise<Experiment> => {
    const found = await tracking.experiment(id);
    if (found === null) throw experimentUnknown(id);
    return found;
  };
  return {
    async begin(wish) {
      const experiment = await experimentOf(wish.experimentId);
      requireActive("experiment", experiment.id, experiment.stage);
      const [tags, metadata] = [begunTags(wish), begunMetadata(wish)];
      const trace = traceAt(traces, wish.traceId, experiment);
      trace.experimentId = experiment.id;
      trace.said = saidAfter(trace.said, wish);
      setRanked(trace.tags, { ...tags, ...placeTag(experiment.artifactLocation, trace.id) }, "said");
      setRanked(trace.metadata, metadata, "said");
      for (const one of wish.assessments ?? [])
        trace.assessments.set(one.assessmentId, { ...one, traceId: wish.traceId });
      settle(trace);
      return shownTrace(trace);
    },
    async logSpans(experimentId, spans, sources) {
      const experiment = await experimentOf(experimentId);
      for (const sent of spans) {
        const span = inMlflowsWords(sent);
        const trace = traceAt(traces, span.traceId, experiment);
        const { traceId, spanId, parentId, name, startedAt, endedAt, status } = span;
        const eventTimes = span.events.map(({ at }) => at);
        const head = { traceId, spanId, parentId, name, startedAt, endedAt, status, eventTimes };
        trace.spans.set(spanId, { head, type: spanType(sent), content: spanContent(span), summary: summaryOf(span) });
      }
      for (const id of new Set(spans.map(({ traceId }) => traceId))) {
        const trace = traceIn(traces, id);
        setRanked(trace.tags, SPANS_HERE, "said");
        setRanked(trace.tags, sourceTags(sources?.get(id) ?? {}), "source");
        settle(trace);
      }
    },
    async traces(ids) {
      return ids.flatMap((id) => traces.get(id) ?? []).map(shownTrace);
    },
    async spans(ids) {
      const found = ids.flatMap((id) => traces.get(id) ?? []).filter(({ spans }) => spans.size > 0);
      return new Map(found.map((trace) => [trace.id, spansOf(trace)]));
    },
  };
}

/** The trace, made where it is not there. */
function traceAt(traces: Traces, id: string, experiment: Experiment): KeptTrace {
  const there = traces.get(id);
  if (there) return there;
  const made: KeptTrace = {
    id,
    experimentId: experiment.id,
    said: NOTHING_SAID,
    tags: new Map(),
    metadata: new Map(),
    spans: new Map(),
    assessments: new Map(),
    runIds: new Set(),
    prompts: new Set(),
  };
  setRanked(made.tags, placeTag(experiment.artifactLocation, id), "said");
  traces.set(id, made);
  return made;
}

function spansOf({ spans }: KeptTrace) {
  return [...spans.values()]
    .sort(({ head: a }, { head: b }) => {
      const byRoot = Number(a.parentId !== null) - Number(b.parentId !== null);
      const byTime = Number(a.startedAt > b.startedAt) - Number(a.startedAt < b.startedAt);
      return byRoot || byTime || compareText(a.spanId, b.spanId);
    })
    .map(({ head, content }) => readSpan(head, content));
}
