import { GyreError } from "../../../../../core/index.js";
import type { Json, Span, SpanEvent, SpanLink } from "../../../../../tracing/index.js";
import { readJson } from "../../../../json/read-json.js";

type Raw = { readonly [name: string]: Json };

const STATUS: Readonly<Record<string, Span["status"]>> = {
  STATUS_CODE_OK: "OK",
  STATUS_CODE_ERROR: "ERROR",
  OK: "OK",
  ERROR: "ERROR",
};

/**
 * The spans of a `traces.json`, the file in which older clients keep them: ids in base64 or hex, times as texts or numbers,
 * attributes plain. Throws `tracing.bad_spans` for a file that is none.
 */
export function spansOfFile(bytes: Buffer): readonly Span[] {
  return list(record(parsed(bytes), "the file").spans, "spans").map((item, i) =>
    spanOf(record(item, `spans[${i}]`), `spans[${i}]`),
  );
}

function spanOf(raw: Raw, path: string): Span {
  // Clients before 3.0 put ids into `context`, and name times and states otherwise.
  const context = record(raw.context ?? raw, `${path}.context`);
  const status =
    raw.status === undefined ? { code: raw.status_code, message: raw.status_message } : record(raw.status, path);
  const parent = raw.parent_span_id ?? raw.parent_id ?? null;
  const ended = raw.end_time_unix_nano ?? raw.end_time ?? null;
  return {
    traceId: `tr-${id(context.trace_id, 16, `${path}.trace_id`)}`,
    spanId: id(context.span_id, 8, `${path}.span_id`),
    parentId: parent === null || parent === "" ? null : id(parent, 8, `${path}.parent_span_id`),
    name: text(raw.name, `${path}.name`),
    startedAt: time(raw.start_time_unix_nano ?? raw.start_time, `${path}.start_time_unix_nano`),
    endedAt: ended === null ? null : time(ended, `${path}.end_time_unix_nano`),
    status: STATUS[text(status.code ?? "", `${path}.status.code`)] ?? "UNSET",
    statusMessage: text(status.message ?? "", `${path}.status.message`),
    attributes: record(raw.attributes ?? {}, `${path}.attributes`),
    events: list(raw.events ?? [], `${path}.events`).map((item, i) =>
      eventOf(record(item, path), `${path}.events[${i}]`),
    ),
    links: list(raw.links ?? [], `${path}.links`).map((item, i) => linkOf(record(item, path), `${path}.links[${i}]`)),
  };
}

function eventOf(raw: Raw, path: string): SpanEvent {
  return {
    name: text(raw.name, `${path}.name`),
    at: time(raw.time_unix_nano ?? raw.timestamp, `${path}.time_unix_nano`),
    attributes: record(raw.attributes ?? {}, `${path}.attributes`),
  };
}

function linkOf(raw: Raw, path: string): SpanLink {
  return {
    traceId: `tr-${id(raw.trace_id, 16, `${path}.trace_id`)}`,
    spanId: id(raw.span_id, 8, `${path}.span_id`),
    attributes: record(raw.attributes ?? {}, `${path}.attributes`),
  };
}

function parsed(bytes: Buffer): Json | undefined {
  try {
    return readJson(bytes) as Json;
  } catch (cause) {
    throw malformed(`expected JSON, ${cause instanceof GyreError ? cause.message : "got something else"}`);
  }
}

/** In hex, whether it came so, with a prefix, or in base64. */
function id(value: Json | undefined, sizeBytes: number, path: string): string {
  const written = text(value, path).replace(/^tr-|^0x/, "");
  const hex = written.length === 2 * sizeBytes ? written.toLowerCase() : Buffer.from(written, "base64").toString("hex");
  if (hex.length === 2 * sizeBytes && /^[0-9a-f]+$/.test(hex)) return hex;
  throw malformed(`expected an id of ${sizeBytes} bytes at ${path}, got '${written.slice(0, 80)}'`);
}

function time(value: Json | undefined, path: string): bigint {
  const isWhole =
    typeof value === "number" ? Number.isInteger(value) : typeof value === "string" && /^\d{1,19}$/.test(value);
  const ns = isWhole ? BigInt(value as string | number) : -1n;
  if (ns >= 0n && ns < 2n ** 63n) return ns;
  throw malformed(`expected nanoseconds since 1970 at ${path}`);
}

function text(value: Json | undefined, path: string): string {
  if (typeof value === "string") return value;
  throw malformed(`expected a text at ${path}`);
}

function list(value: Json | undefined, path: string): readonly Json[] {
  if (Array.isArray(value)) return value;
  throw malformed(`expected a list at ${path}`);
}

function record(value: Json | undefined, path: string): Raw {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Raw;
  throw malformed(`expected an object at ${path}`);
}

function malformed(fault: string): GyreError {
  return new GyreError("tracing.bad_spans", `The trace's traces.json cannot be read: ${fault}`);
}
