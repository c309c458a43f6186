import type { Kysely, Transaction } from "kysely";
import {
  inMlflowsWords,
  placeTag,
  SPANS_HERE,
  type Span,
  type SpanSources,
  sourceTags,
  spanContent,
  spanType,
  summaryOf,
  summaryText,
} from "../../../tracing/index.js";
import type { Tables } from "../schema.js";
import { experimentRow } from "../tracking/experiments.js";
import { compileInsert } from "../tracking/inserts.js";
import { insertTrace, knownTraces, settle, type TraceWriter } from "./settle.js";

/** A span as it is written: its rows, but for its trace, which is named. */
interface WrittenSpan {
  readonly traceId: string;
  readonly head: readonly (string | number | null)[];
  readonly content: readonly string[];
}

/** Spans as they are written, by what can be known without the database. */
export interface WrittenSpans {
  readonly experimentId: string;
  readonly spans: readonly WrittenSpan[];
  readonly sources: SpanSources;
}

const HEAD = ["parent", "name", "type", "status", "started_at", "ended_at", "size_bytes", "summary"] as const;
const CONTENT = ["event_times", "content"] as const;

/** Spans as they are written; of one that comes twice the last. */
export function writtenSpans(experimentId: string, spans: readonly Span[], sources: SpanSources): WrittenSpans {
  const once = new Map(spans.map((span) => [`${span.traceId} ${span.spanId}`, span]));
  return { experimentId, spans: [...once.values()].map(written), sources };
}

function written(sent: Span): WrittenSpan {
  const span = inMlflowsWords(sent);
  const content = spanContent(span);
  return {
    traceId: span.traceId,
    head: [
      span.spanId,
      span.parentId,
      span.name,
      spanType(sent),
      span.status,
      digitsOf(span.startedAt),
      span.endedAt === null ? null : digitsOf(span.endedAt),
      Buffer.byteLength(content),
      summaryText(summaryOf(span)),
    ],
    content: [span.spanId, JSON.stringify(span.events.map(({ at }) => String(at))), content],
  };
}

/** As many as the largest number of 64 bits has. */
function digitsOf(ns: bigint): string {
  return String(ns).padStart(20, "0");
}

/** The store's `logSpans`. */
export function logSpansIn(db: Kysely<Tables>, writer: TraceWriter) {
  const same = ["trace", "id"] as const;
  const insertHeads = compileInsert(db, { table: "trace_spans", columns: [...same, ...HEAD], same, changes: HEAD });
  const columns = [...same, ...CONTENT];
  const insertContents = compileInsert(db, { table: "trace_span_contents", columns, same, changes: CONTENT });
  return async (trx: Transaction<Tables>, { experimentId, spans, sources }: WrittenSpans): Promise<void> => {
    const experiment = await experimentRow(trx, experimentId);
    const ids = [...new Set(spans.map(({ traceId }) => traceId))].sort();
    const known = await knownTraces(trx, ids);
    for (const id of ids) {
      if (known.has(id)) continue;
      const made = await insertTrace(trx, id, experiment.number);
      await writer.setTags(trx, made.number, placeTag(experiment.artifact_location, id), "said");
      known.set(id, made);
    }
    const numberOf = ({ traceId }: WrittenSpan): number => known.get(traceId)!.number;
    await insertHeads(
      trx,
      spans.map((span) => [numberOf(span), ...span.head]),
    );
    await insertContents(
      trx,
      spans.map((span) => [numberOf(span), ...span.content]),
    );
    for (const trace of known.values()) {
      await writer.setTags(trx, trace.number, SPANS_HERE, "said");
      await writer.setTags(trx, trace.number, sourceTags(sources.get(trace.id) ?? {}), "source");
      await settle(trx, writer, trace);
    }
  };
}
