import {
  bigintOf,
  bytesOf,
  fieldsIn,
  fixed64Of,
  floatsOf,
  messageOf,
  textOf,
  type WireField,
  type WireSpan,
  wireMessage,
} from "../../../core/index.js";
import type { Json } from "../../../tracing/index.js";
import { exactInteger, plainDouble } from "./numbers.js";
import { badSpans, malformedSpans, OTLP_LIMITS, tooMuch } from "./refusals.js";
import type { Attributes, SentSpan } from "./span-of.js";

/**
 * The spans of an `ExportTraceServiceRequest` in protobuf; fields that are not needed are passed over. Cost: linear in the bytes.
 * Throws `tracing.bad_spans`, and `serving.body_too_large` for more spans or fields than one request may have.
 */
export function decodeProtobufSpans(bytes: Uint8Array): readonly SentSpan[] {
  const budget: Budget = { fields: OTLP_LIMITS.fields, spans: OTLP_LIMITS.spans };
  const spans: SentSpan[] = [];
  let resources = 0;
  for (const message of messages(wireMessage(bytes, malformedSpans), 1, budget)) {
    resources++;
    const resource = decodeResource(message, budget);
    for (const scope of messages(message, 2, budget))
      for (const span of messages(scope, 2, budget)) spans.push({ ...decodeSpan(span, budget), resource });
  }
  if (resources === 0) throw badSpans("no spans found");
  return spans;
}

/** What is left of what one request may hold. */
interface Budget {
  fields: number;
  spans: number;
}

function* spent(message: WireSpan, budget: Budget): Generator<WireField, void, undefined> {
  for (const field of fieldsIn(message)) {
    if (--budget.fields < 0) throw tooMuch(`${OTLP_LIMITS.fields} fields`);
    yield field;
  }
}

/** The messages in the fields of a number. */
function* messages(message: WireSpan, number: number, budget: Budget): Generator<WireSpan, void, undefined> {
  for (const field of spent(message, budget)) if (field.number === number) yield messageOf(message, field);
}

function decodeResource(message: WireSpan, budget: Budget): Attributes {
  const attributes: Attributes[number][] = [];
  for (const resource of messages(message, 1, budget))
    for (const entry of messages(resource, 1, budget)) attributes.push(decodeEntry(entry, budget));
  return attributes;
}

function decodeSpan(message: WireSpan, budget: Budget): Omit<SentSpan, "resource"> {
  if (--budget.spans < 0) throw tooMuch(`${OTLP_LIMITS.spans} spans`);
  const span = { traceId: "", spanId: "", parentId: "", name: "", startedAt: 0n, endedAt: 0n };
  let status = { statusCode: 0, statusMessage: "" };
  const attributes: Attributes[number][] = [];
  const events: SentSpan["events"][number][] = [];
  const links: SentSpan["links"][number][] = [];
  for (const field of spent(message, budget)) {
    if (field.number === 1) span.traceId = hexOf(message, field);
    else if (field.number === 2) span.spanId = hexOf(message, field);
    else if (field.number === 4) span.parentId = hexOf(message, field);
    else if (field.number === 5) span.name = textOf(message, field);
    else if (field.number === 7) span.startedAt = fixed64Of(message, field);
    else if (field.number === 8) span.endedAt = fixed64Of(message, field);
    else if (field.number === 9) attributes.push(decodeEntry(messageOf(message, field), budget));
    else if (field.number === 11) events.push(decodeEvent(messageOf(message, field), budget));
    else if (field.number === 13) links.push(decodeLink(messageOf(message, field), budget));
    else if (field.number === 15) status = decodeStatus(messageOf(message, field), budget);
  }
  return { ...span, ...status, attributes, events, links };
}

function decodeEvent(message: WireSpan, budget: Budget): SentSpan["events"][number] {
  const event = { name: "", at: 0n };
  const attributes: Attributes[number][] = [];
  for (const field of spent(message, budget)) {
    if (field.number === 1) event.at = fixed64Of(message, field);
    else if (field.number === 2) event.name = textOf(message, field);
    else if (field.number === 3) attributes.push(decodeEntry(messageOf(message, field), budget));
  }
  return { ...event, attributes };
}

function decodeLink(message: WireSpan, budget: Budget): SentSpan["links"][number] {
  const link = { traceId: "", spanId: "" };
  const attributes: Attributes[number][] = [];
  for (const field of spent(message, budget)) {
    if (field.number === 1) link.traceId = hexOf(message, field);
    else if (field.number === 2) link.spanId = hexOf(message, field);
    else if (field.number === 4) attributes.push(decodeEntry(messageOf(message, field), budget));
  }
  return { ...link, attributes };
}

function decodeStatus(message: WireSpan, budget: Budget): Pick<SentSpan, "statusCode" | "statusMessage"> {
  const status = { statusCode: 0, statusMessage: "" };
  for (const field of spent(message, budget)) {
    if (field.number === 2) status.statusMessage = textOf(message, field);
    else if (field.number === 3) status.statusCode = Number(bigintOf(message, field));
  }
  return status;
}

/** A `KeyValue`. */
function decodeEntry(message: WireSpan, budget: Budget): Attributes[number] {
  let name = "";
  let value: Json = null;
  for (const field of spent(message, budget)) {
    if (field.number === 1) name = textOf(message, field);
    else if (field.number === 2) value = decodeValue(messageOf(message, field), budget);
  }
  return [name, value];
}

/** An `AnyValue`: null when it is empty, the last where it says several. */
function decodeValue(message: WireSpan, budget: Budget): Json {
  let value: Json = null;
  for (const field of spent(message, budget)) {
    if (field.number === 1) value = textOf(message, field);
    else if (field.number === 2) value = bigintOf(message, field) !== 0n;
    else if (field.number === 3) value = exactInteger(bigintOf(message, field));
    else if (field.number === 4) value = plainDouble(floatsOf(message, field, 8)[0] ?? 0);
    else if (field.number === 5) value = decodeList(messageOf(message, field), budget);
    else if (field.number === 6) value = decodeRecord(messageOf(message, field), budget);
    else if (field.number === 7) value = Buffer.from(bytesOf(message, field)).toString("base64");
  }
  return value;
}

function decodeList(message: WireSpan, budget: Budget): Json {
  const items: Json[] = [];
  for (const item of messages(message, 1, budget)) items.push(decodeValue(item, budget));
  return items;
}

function decodeRecord(message: WireSpan, budget: Budget): Json {
  const entries: Attributes[number][] = [];
  for (const entry of messages(message, 1, budget)) entries.push(decodeEntry(entry, budget));
  return Object.fromEntries(entries);
}

function hexOf(message: WireSpan, field: WireField): string {
  return Buffer.from(bytesOf(message, field)).toString("hex");
}
