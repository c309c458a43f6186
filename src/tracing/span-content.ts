import { pythonJson } from "./python-json.js";
import { attributeText, attributeValue, SPAN_KEYS } from "./span-attributes.js";
import type { Json, Span, SpanEvent } from "./types.js";

/**
 * A span as one JSON text, as MLflow's server keeps it: what searches of `span.content`, `span.attributes.…` and `trace.text` look at.
 * Attributes are JSON texts within.
 */
export function spanContent(span: Span): string {
  const own = Object.hasOwn(span.attributes, SPAN_KEYS.traceId) ? {} : { [SPAN_KEYS.traceId]: span.traceId };
  const attributes = Object.entries({ ...span.attributes, ...own }).map(([key, value]) => [key, attributeText(value)]);
  const parts: readonly (readonly [string, string])[] = [
    ["trace_id", pythonJson(base64Of(span.traceId.replace(/^tr-/, "")))],
    ["span_id", pythonJson(base64Of(span.spanId))],
    ["parent_span_id", pythonJson(span.parentId === null ? null : base64Of(span.parentId))],
    ["name", pythonJson(span.name)],
    ["start_time_unix_nano", pythonJson(span.startedAt)],
    ["end_time_unix_nano", pythonJson(span.endedAt ?? null)],
    ["events", `[${span.events.map(eventText).join(", ")}]`],
    ["status", pythonJson({ code: `STATUS_CODE_${span.status}`, message: span.statusMessage || null })],
    ["attributes", pythonJson(Object.fromEntries(attributes) as Readonly<Record<string, string>>)],
    ["links", pythonJson(span.links.map((link) => linkJson(link)))],
  ];
  return `{${parts.map(([key, text]) => `"${key}": ${text}`).join(", ")}}`;
}

function eventText({ name, at, attributes }: SpanEvent): string {
  return `{"name": ${pythonJson(name)}, "time_unix_nano": ${at}, "attributes": ${pythonJson(attributes)}}`;
}

function linkJson({ traceId, spanId, attributes }: Span["links"][number]): Json {
  return { trace_id: traceId, span_id: spanId, attributes };
}

function base64Of(id: string): string {
  const isHex = id.length % 2 === 0 && /^[0-9a-f]+$/.test(id);
  return Buffer.from(id, isHex ? "hex" : "utf8").toString("base64");
}

/** What of a span is kept beside its content: what is looked for, and what JSON's numbers are too small for. */
export type SpanHead = Pick<Span, "traceId" | "spanId" | "parentId" | "name" | "startedAt" | "endedAt" | "status"> & {
  readonly eventTimes: readonly bigint[];
};

interface Content {
  readonly status: { readonly message: string | null };
  readonly attributes: Readonly<Record<string, string>>;
  readonly events: readonly { readonly name: string; readonly attributes: SpanEvent["attributes"] }[];
  readonly links: readonly {
    readonly trace_id: string;
    readonly span_id: string;
    readonly attributes: SpanEvent["attributes"];
  }[];
}

/** The span that {@link spanContent} wrote; its attributes without the JSON that they may have been written in. */
export function readSpan({ eventTimes, ...head }: SpanHead, content: string): Span {
  const { status, attributes, events, links } = JSON.parse(content) as Content;
  const values = Object.entries(attributes).map(([key, text]) => [key, attributeValue(JSON.parse(text) as Json)]);
  return {
    ...head,
    statusMessage: status.message ?? "",
    attributes: Object.fromEntries(values) as Readonly<Record<string, Json>>,
    events: events.map(({ name, attributes: of }, i) => ({ name, at: eventTimes[i]!, attributes: of })),
    links: links.map(({ trace_id, span_id, attributes: of }) => ({
      traceId: trace_id,
      spanId: span_id,
      attributes: of,
    })),
  };
}
