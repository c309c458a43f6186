import type { Json } from "../../../tracing/index.js";
import { exactInteger, plainDouble } from "./numbers.js";
import { badSpans, OTLP_LIMITS, tooMuch } from "./refusals.js";
import type { Attributes, SentSpan } from "./span-of.js";

/**
 * The spans of an `ExportTraceServiceRequest` in JSON: ids in hex, 64-bit integers as texts or numbers, names in camelCase or as in
 * protobuf. Throws `tracing.bad_spans` with the place, and `serving.body_too_large` for more spans than one request may have.
 */
export function decodeJsonSpans(body: unknown): readonly SentSpan[] {
  const request = record(body, "");
  const resources = list(request, "resourceSpans", "");
  if (resources.length === 0) throw badSpans("no spans found");
  const spans: SentSpan[] = [];
  for (const [item, place] of resources) {
    const holder = record(item, place);
    const resource = entries(record(fieldOf(holder, "resource") ?? {}, `${place}.resource`), "attributes", place);
    for (const [scope, atScope] of list(holder, "scopeSpans", place))
      for (const [span, at] of list(record(scope, atScope), "spans", atScope)) {
        if (spans.length === OTLP_LIMITS.spans) throw tooMuch(`${OTLP_LIMITS.spans} spans`);
        spans.push({ ...decodeSpan(record(span, at), at), resource });
      }
  }
  return spans;
}

type JsonRecord = Readonly<Record<string, unknown>>;

const STATUS_CODES: readonly string[] = ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"];

function decodeSpan(span: JsonRecord, path: string): Omit<SentSpan, "resource"> {
  const status = record(fieldOf(span, "status") ?? {}, `${path}.status`);
  return {
    traceId: hex(span, "traceId", path),
    spanId: hex(span, "spanId", path),
    parentId: hex(span, "parentSpanId", path),
    name: text(span, "name", path),
    startedAt: time(span, "startTimeUnixNano", path),
    endedAt: time(span, "endTimeUnixNano", path),
    statusCode: statusCode(status, `${path}.status`),
    statusMessage: text(status, "message", `${path}.status`),
    attributes: entries(span, "attributes", path),
    events: list(span, "events", path).map(([item, at]) => {
      const event = record(item, at);
      return {
        name: text(event, "name", at),
        at: time(event, "timeUnixNano", at),
        attributes: entries(event, "attributes", at),
      };
    }),
    links: list(span, "links", path).map(([item, at]) => {
      const link = record(item, at);
      const attributes = entries(link, "attributes", at);
      return { traceId: hex(link, "traceId", at), spanId: hex(link, "spanId", at), attributes };
    }),
  };
}

function entries(holder: JsonRecord, name: string, path: string): Attributes {
  return list(holder, name, path).map(([item, at]) => {
    const entry = record(item, at);
    return [text(entry, "key", at), decodeValue(record(fieldOf(entry, "value") ?? {}, `${at}.value`), `${at}.value`)];
  });
}

/** An `AnyValue`: null when it is empty. */
function decodeValue(value: JsonRecord, path: string): Json {
  const given = (name: string) => fieldOf(value, name);
  if (given("stringValue") !== undefined) return text(value, "stringValue", path);
  const bool = given("boolValue");
  if (typeof bool === "boolean") return bool;
  if (given("intValue") !== undefined) return exactInteger(integer(value, "intValue", path));
  if (given("doubleValue") !== undefined) return plainDouble(double(value, "doubleValue", path));
  if (given("bytesValue") !== undefined) return text(value, "bytesValue", path);
  if (given("arrayValue") !== undefined) {
    const items = list(record(given("arrayValue"), `${path}.arrayValue`), "values", `${path}.arrayValue`);
    return items.map(([item, at]) => decodeValue(record(item, at), at));
  }
  if (given("kvlistValue") !== undefined)
    return Object.fromEntries(
      entries(record(given("kvlistValue"), `${path}.kvlistValue`), "values", `${path}.kvlistValue`),
    );
  if (bool !== undefined) throw expected("true or false", `${path}.boolValue`);
  return null;
}

/** What stands under a name, in camelCase or as protobuf writes it; undefined for null. */
function fieldOf(holder: JsonRecord, name: string): unknown {
  const own = Object.hasOwn(holder, name) ? holder[name] : undefined;
  if (own !== undefined && own !== null) return own;
  const snake = snakeCase(name);
  return Object.hasOwn(holder, snake) ? (holder[snake] ?? undefined) : undefined;
}

/** The names of fields, which are few, as protobuf writes them. */
const SNAKE = new Map<string, string>();

function snakeCase(name: string): string {
  const known = SNAKE.get(name);
  if (known !== undefined) return known;
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  SNAKE.set(name, snake);
  return snake;
}

function record(value: unknown, path: string): JsonRecord {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonRecord;
  throw expected("an object", path);
}

/** The items of a list, each with its place; none when it is left out. */
function list(holder: JsonRecord, name: string, path: string): readonly (readonly [item: unknown, path: string])[] {
  const value = fieldOf(holder, name) ?? [];
  const at = path === "" ? name : `${path}.${name}`;
  if (!Array.isArray(value)) throw expected("a list", at);
  return value.map((item, i) => [item, `${at}[${i}]`]);
}

function text(holder: JsonRecord, name: string, path: string): string {
  const value = fieldOf(holder, name) ?? "";
  if (typeof value !== "string" || !value.isWellFormed()) throw expected("a text in UTF-8", `${path}.${name}`);
  return value;
}

function hex(holder: JsonRecord, name: string, path: string): string {
  const id = text(holder, name, path).toLowerCase();
  if (!/^([0-9a-f]{2})*$/.test(id)) throw expected("hex digits", `${path}.${name}`);
  return id;
}

function integer(holder: JsonRecord, name: string, path: string): bigint {
  const value = fieldOf(holder, name) ?? 0;
  const isWhole = typeof value === "number" ? Number.isInteger(value) : /^-?\d{1,20}$/.test(String(value));
  const whole = isWhole && (typeof value === "number" || typeof value === "string") ? BigInt(value) : null;
  if (whole !== null && whole >= -(2n ** 63n) && whole < 2n ** 64n) return whole;
  throw expected("a whole number of 64 bits", `${path}.${name}`);
}

function time(holder: JsonRecord, name: string, path: string): bigint {
  const ns = integer(holder, name, path);
  if (ns < 0n) throw expected("nanoseconds since 1970", `${path}.${name}`);
  return ns;
}

function double(holder: JsonRecord, name: string, path: string): number {
  const value = fieldOf(holder, name);
  if (typeof value === "number") return value;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))) return Number(value);
  throw expected("a number", `${path}.${name}`);
}

/** By number or by name; any other is as good as none. */
function statusCode(status: JsonRecord, path: string): number {
  const code = fieldOf(status, "code") ?? 0;
  if (typeof code === "string" && STATUS_CODES.includes(code)) return STATUS_CODES.indexOf(code);
  return Number(integer(status, "code", path));
}

function expected(what: string, path: string): Error {
  return badSpans(`expected ${what} at ${path === "" ? "the top" : path.replace(/^\./, "")}`);
}
