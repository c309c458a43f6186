import { type Kysely, sql } from "kysely";
import { readSpan, type Span, type TraceInfo } from "../../../tracing/index.js";
import type { Tables } from "../schema.js";
import { dialectOf } from "../tracking/dialect.js";
import { assessmentOf } from "./assessment-rows.js";

/** These traces, in this order; a number without one is left out. */
export async function readTraces(db: Kysely<Tables>, numbers: readonly number[]): Promise<TraceInfo[]> {
  const dialect = dialectOf(db);
  const rows = await db
    .selectFrom("traces")
    .selectAll()
    .where(dialect.isOneOf(sql.ref("number"), numbers))
    .execute();
  const isOfTraces = dialect.isOneOf(sql.ref("trace"), numbers);
  const tags = await textsOf(db, "trace_tags", numbers);
  const metadata = await textsOf(db, "trace_metadata", numbers);
  const assessments = await db
    .selectFrom("trace_assessments")
    .select(["trace", "body", "valid"])
    .where(isOfTraces)
    .orderBy("created_at")
    .orderBy("number")
    .execute();
  const traces = rows.map((row): [number, TraceInfo] => [
    row.number,
    {
      traceId: row.id,
      experimentId: String(row.experiment),
      requestedAt: row.requested_at,
      durationMs: row.duration_ms,
      state: row.state,
      requestPreview: row.request_preview,
      responsePreview: row.response_preview,
      clientRequestId: row.client_request_id,
      tags: Object.fromEntries(tags.get(row.number) ?? []),
      metadata: Object.fromEntries(metadata.get(row.number) ?? []),
      assessments: assessments.filter(({ trace }) => trace === row.number).map(assessmentOf),
    },
  ]);
  const found = new Map(traces);
  return numbers.flatMap((number) => found.get(number) ?? []);
}

async function textsOf(
  db: Kysely<Tables>,
  table: "trace_tags" | "trace_metadata",
  numbers: readonly number[],
): Promise<ReadonlyMap<number, readonly [string, string][]>> {
  const rows = await db
    .selectFrom(table)
    .select(["trace", "key", "value"])
    .where(dialectOf(db).isOneOf(sql.ref("trace"), numbers))
    .orderBy("key")
    .execute();
  const byTrace = new Map<number, [string, string][]>();
  for (const { trace, key, value } of rows) {
    const there = byTrace.get(trace);
    if (there) there.push([key, value]);
    else byTrace.set(trace, [[key, value]]);
  }
  return byTrace;
}

/** The spans of a trace: roots and earlier ones first. */
export async function readSpans(db: Kysely<Tables>, traceId: string): Promise<Span[]> {
  const rows = await db
    .selectFrom("trace_spans as s")
    .innerJoin("traces as t", "t.number", "s.trace")
    .innerJoin("trace_span_contents as c", (join) => join.onRef("c.trace", "=", "s.trace").onRef("c.id", "=", "s.id"))
    .select(["s.id", "s.parent", "s.name", "s.status", "s.started_at", "s.ended_at", "c.event_times", "c.content"])
    .where("t.id", "=", traceId)
    .orderBy(sql`case when s.parent is null then 0 else 1 end`)
    .orderBy("s.started_at")
    .orderBy("s.id")
    .execute();
  return rows.map((row) =>
    readSpan(
      {
        traceId,
        spanId: row.id,
        parentId: row.parent,
        name: row.name,
        status: row.status,
        startedAt: BigInt(row.started_at),
        endedAt: row.ended_at === null ? null : BigInt(row.ended_at),
        eventTimes: (JSON.parse(row.event_times) as readonly string[]).map(BigInt),
      },
      row.content,
    ),
  );
}
