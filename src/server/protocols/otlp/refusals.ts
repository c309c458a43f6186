import { GyreError } from "../../../core/index.js";

/** How much one request may hold. */
export const OTLP_LIMITS = {
  /** Sent, and again when unpacked. */
  bodyBytes: 16 << 20,
  spans: 10_000,
  /** Fields of messages at every depth, known or not. */
  fields: 2_000_000,
  /** Commas and colons in JSON, which stand between all that it takes time to read. */
  jsonMarks: 500_000,
} as const;

/** `tracing.bad_spans`: the body is not what OpenTelemetry's protocol writes. */
export function badSpans(fault: string): GyreError {
  return new GyreError("tracing.bad_spans", `Invalid OpenTelemetry format: ${fault}`, {
    hint: "send an ExportTraceServiceRequest, as an OTLP exporter over HTTP does",
  });
}

/** `tracing.bad_spans` for bytes that are no protobuf message of spans. */
export function malformedSpans(expected: string, offset: number): GyreError {
  return badSpans(`expected ${expected} at byte ${offset}`);
}

/** `tracing.spans_refused`: the body can be read, and what it says cannot be kept. */
export function spansRefused(fault: string): GyreError {
  return new GyreError("tracing.spans_refused", fault);
}

/** `serving.body_too_large` for a request that holds more than one may. */
export function tooMuch(what: string): GyreError {
  return new GyreError("serving.body_too_large", `expected at most ${what} in one request, got more`, {
    hint: "let the exporter send smaller batches",
  });
}
