import type { Json, Span, SpanEvent, SpanLink } from "../../../../../tracing/index.js";

/**
 * A span as JSON in OpenTelemetry's words: ids in base64, attributes as `AnyValue`, and times as integers that JavaScript's numbers are
 * too small for, so the text is put together here.
 */
export function spanJson(span: Span): string {
  const status = {
    ...(span.statusMessage !== "" && { message: span.statusMessage }),
    ...(span.status !== "UNSET" && { code: `STATUS_CODE_${span.status}` }),
  };
  return object({
    trace_id: text(base64(span.traceId.replace(/^tr-/, ""))),
    span_id: text(base64(span.spanId)),
    parent_span_id: span.parentId === null ? "" : text(base64(span.parentId)),
    name: text(span.name),
    start_time_unix_nano: String(span.startedAt),
    end_time_unix_nano: span.endedAt === null ? "" : String(span.endedAt),
    attributes: attributesJson(span.attributes),
    events: list(span.events.map(eventJson)),
    links: list(span.links.map(linkJson)),
    status: JSON.stringify(status),
  });
}

function eventJson({ at, name, attributes }: SpanEvent): string {
  return object({ time_unix_nano: String(at), name: text(name), attributes: attributesJson(attributes) });
}

function linkJson({ traceId, spanId, attributes }: SpanLink): string {
  return object({
    trace_id: text(base64(traceId.replace(/^tr-/, ""))),
    span_id: text(base64(spanId)),
    attributes: attributesJson(attributes),
  });
}

function attributesJson(attributes: Readonly<Record<string, Json>>): string {
  return list(entriesOf(attributes).map((entry) => JSON.stringify(entry)));
}

function entriesOf(values: { readonly [key: string]: Json }): readonly Json[] {
  return Object.entries(values).map(([key, value]) => (value === null ? { key } : { key, value: anyValue(value) }));
}

/** A value as OpenTelemetry's `AnyValue`; null is one that says nothing. */
function anyValue(value: Json): Json {
  if (value === null) return {};
  if (typeof value === "string") return { string_value: value };
  if (typeof value === "boolean") return { bool_value: value };
  if (typeof value === "number") return Number.isSafeInteger(value) ? { int_value: value } : { double_value: value };
  if (Array.isArray(value)) return { array_value: value.length === 0 ? {} : { values: value.map(anyValue) } };
  const entries = entriesOf(value as { readonly [key: string]: Json });
  return { kvlist_value: entries.length === 0 ? {} : { values: entries } };
}

/** Left out where the JSON is empty. */
function object(parts: Readonly<Record<string, string>>): string {
  const said = Object.entries(parts).filter(([, json]) => json !== "");
  return `{${said.map(([name, json]) => `"${name}":${json}`).join(",")}}`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? "" : `[${items.join(",")}]`;
}

function text(value: string): string {
  return JSON.stringify(value);
}

function base64(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}
