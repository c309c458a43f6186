import type { Json, Span, SpanEvent, SpanLink } from "../../../tracing/index.js";
import { spansRefused } from "./refusals.js";

/** Names and values as they came; of a name that comes again the last counts. */
export type Attributes = readonly (readonly [name: string, value: Json])[];

/** A span as either encoding says it: ids in hex, what was left out empty or 0. */
export interface SentSpan {
  /** What made it, such as `service.name`. */
  readonly resource: Attributes;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly name: string;
  readonly startedAt: bigint;
  readonly endedAt: bigint;
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly at: bigint; readonly attributes: Attributes }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly attributes: Attributes }[];
}

const TRACE_ID = /^(?!0+$)[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0+$)[0-9a-f]{16}$/;
const NO_ID = /^0*$/;
const LATEST = 2n ** 63n - 1n;

/**
 * The span that was sent. What is beyond 64 bits or has no proper id throws `tracing.spans_refused`; links to such
 * are left out, as some tools write them for things that are no spans.
 */
export function spanOf(sent: SentSpan): Span {
  const traceId = `tr-${checkedId("trace_id", sent.traceId, TRACE_ID)}`;
  return {
    traceId,
    spanId: checkedId("span_id", sent.spanId, SPAN_ID),
    parentId: NO_ID.test(sent.parentId) ? null : checkedId("parent_span_id", sent.parentId, SPAN_ID),
    name: sent.name,
    startedAt: checkedTime(sent.startedAt),
    endedAt: sent.endedAt === 0n ? null : checkedTime(sent.endedAt),
    status: sent.statusCode === 1 ? "OK" : sent.statusCode === 2 ? "ERROR" : "UNSET",
    statusMessage: sent.statusMessage,
    // Readers find a span's trace by this name.
    attributes: recordOf([...sent.attributes, ["mlflow.traceRequestId", traceId]]),
    events: sent.events.map(eventOf),
    links: sent.links.flatMap(linkOf),
  };
}

function eventOf({ name, at, attributes }: SentSpan["events"][number]): SpanEvent {
  return { name, at: checkedTime(at), attributes: recordOf(attributes) };
}

function linkOf({ traceId, spanId, attributes }: SentSpan["links"][number]): readonly SpanLink[] {
  if (!TRACE_ID.test(traceId) || !SPAN_ID.test(spanId)) return [];
  return [{ traceId: `tr-${traceId}`, spanId, attributes: recordOf(attributes) }];
}

/** Attributes as an object. */
export function recordOf(attributes: Attributes): Readonly<Record<string, Json>> {
  return Object.fromEntries(attributes);
}

function checkedId(field: string, id: string, shape: RegExp): string {
  if (shape.test(id)) return id;
  const bytes = shape === TRACE_ID ? 16 : 8;
  throw spansRefused(
    `Cannot convert OpenTelemetry span to MLflow span: expected ${field} of ${bytes} bytes that are not all 0, got '${id.slice(0, 80)}'`,
  );
}

function checkedTime(ns: bigint): bigint {
  if (ns <= LATEST) return ns;
  throw spansRefused(
    `Cannot convert OpenTelemetry span to MLflow span: expected times below 2^63 ns since the epoch, got ${ns}`,
  );
}
