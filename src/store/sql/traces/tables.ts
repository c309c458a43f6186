import type { Generated } from "kysely";
import type { Judgement, Span, TraceState } from "../../../tracing/index.js";

/** The tables of `../migrations/traces.ts`. */
export interface TraceTables {
  traces: TraceTable;
  trace_tags: RankedTable;
  trace_metadata: RankedTable;
  trace_runs: { trace: number; run_id: string };
  trace_prompts: { trace: number; prompt: string };
  trace_spans: SpanTable;
  trace_span_contents: ContentTable;
  trace_assessments: AssessmentTable;
}

/** `said` is what was said of the trace itself, as JSON; the columns before it, but its id, follow from that and from its spans. */
export interface TraceTable {
  number: Generated<number>;
  id: string;
  experiment: number;
  requested_at: number;
  duration_ms: number | null;
  state: TraceState;
  client_request_id: string | null;
  session: string | null;
  said: string;
  request_preview: string | null;
  response_preview: string | null;
}

/** Tags or metadata; see `RANK`. */
export interface RankedTable {
  trace: number;
  key: string;
  value: string;
  rank: number;
}

/** `size_bytes` is that of its content, `summary` what the trace needs to know of it, as JSON. */
export interface SpanTable {
  number: Generated<number>;
  trace: number;
  id: string;
  parent: string | null;
  name: string;
  type: string | null;
  status: Span["status"];
  started_at: string;
  ended_at: string | null;
  size_bytes: number;
  summary: string;
}

/** A span as it is searched and read; `event_times` is JSON. */
export interface ContentTable {
  trace: number;
  id: string;
  event_times: string;
  content: string;
}

/** `value` is what searches compare, `amount` its number where it is one; `body` is the whole as JSON, but for `valid`. */
export interface AssessmentTable {
  number: Generated<number>;
  trace: number;
  id: string;
  kind: Judgement["kind"];
  name: string;
  amount: number | null;
  created_at: number;
  of_session: number;
  valid: number;
  value: string;
  body: string;
}
