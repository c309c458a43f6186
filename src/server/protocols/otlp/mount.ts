import "../../auth/access-guard.js";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { GyreError } from "../../../core/index.js";
import type { Json, SpanSources, TraceStore } from "../../../tracing/index.js";
import { experimentIdOf, type TrackingStore } from "../../../tracking/index.js";
import { decodeSpans, encodingOf, unpacked } from "./read-body.js";
import { OTLP_LIMITS, spansRefused } from "./refusals.js";
import { recordOf, type SentSpan, spanOf } from "./span-of.js";

/** What takes spans uses. */
export interface OtlpContext {
  readonly traces: TraceStore;
  readonly tracking: TrackingStore;
}

const TYPES = { protobuf: "application/x-protobuf", json: "application/json" } as const;

/** The `ExportTraceServiceResponse` that all was taken: empty in either encoding. */
const TAKEN = { protobuf: Buffer.alloc(0), json: "{}" } as const;

/** Takes spans from OpenTelemetry's exporters, and from MLflow's clients: `POST /v1/traces`. */
export function mountOtlp(app: FastifyInstance, context: OtlpContext): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, async (_request: unknown, bytes: Buffer) => bytes);
    scope.route({
      method: "POST",
      url: "/v1/traces",
      bodyLimit: OTLP_LIMITS.bodyBytes,
      config: { permission: "traces:write" },
      handler: async (request, reply) => {
        const encoding = await takeSpans(context, request);
        return reply.type(TYPES[encoding]).send(TAKEN[encoding]);
      },
    });
  });
}

/** Keeps the spans of a request, all of them or none; gives how they were written. */
async function takeSpans(
  { traces, tracking }: OtlpContext,
  { headers, body }: FastifyRequest,
): Promise<keyof typeof TYPES> {
  const experimentId = experimentIdOf(experimentHeader(headers["x-mlflow-experiment-id"]));
  const encoding = encodingOf(headers["content-type"]);
  const bytes = await unpacked(Buffer.isBuffer(body) ? body : Buffer.alloc(0), headers["content-encoding"]);
  const sent = decodeSpans(bytes, encoding);
  const spans = sent.map(spanOf);
  const runId = String(headers["x-mlflow-run-id"] ?? "");
  // Said before anything is kept: spans of a run that is not there would be found by nobody.
  if (runId !== "" && !(await tracking.run(runId)))
    throw new GyreError("tracking.run_unknown", `Run with id=${runId} not found`, { details: { runId } });
  if (spans.length === 0) return encoding;
  await traces.logSpans(experimentId, spans, sourcesOf(sent));
  const whole = [...new Set(spans.filter(({ parentId }) => parentId === null).map(({ traceId }) => traceId))];
  if (runId !== "" && whole.length > 0) await traces.linkToRun(whole, runId);
  return encoding;
}

/** What made the spans of each trace; where several did, the first that is told. */
function sourcesOf(sent: readonly SentSpan[]): SpanSources {
  const sources = new Map<string, Readonly<Record<string, Json>>>();
  for (const { traceId, resource } of sent)
    if (!sources.has(`tr-${traceId}`)) sources.set(`tr-${traceId}`, recordOf(resource));
  return sources;
}

function experimentHeader(header: string | readonly string[] | undefined): string {
  const id = [header ?? ""].flat()[0]?.trim();
  if (id) return id;
  throw spansRefused(
    "expected the header x-mlflow-experiment-id with the experiment of the spans, got none; exporters send it when OTEL_EXPORTER_OTLP_HEADERS is x-mlflow-experiment-id=<id>",
  );
}
