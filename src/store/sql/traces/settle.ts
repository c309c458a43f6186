import { type Kysely, sql } from "kysely";
import {
  type FromSpans,
  NOTHING_SAID,
  readSummary,
  type Said,
  traceFromSpans,
  traceOf,
} from "../../../tracing/index.js";
import type { Tables } from "../schema.js";
import { dialectOf } from "../tracking/dialect.js";
import { compileSetRanked, RANK, type SetRanked } from "./ranked.js";

/** What traces are written with. */
export interface TraceWriter {
  readonly setTags: SetRanked;
  readonly setMetadata: SetRanked;
}

/** Compiles what traces are written with. */
export function openTraceWriter(db: Kysely<Tables>): TraceWriter {
  return { setTags: compileSetRanked(db, "trace_tags"), setMetadata: compileSetRanked(db, "trace_metadata") };
}

/** A trace's row as far as it is written with. */
export interface KnownTrace {
  readonly number: number;
  readonly id: string;
  readonly said: Said;
}

/** The traces of these ids that are there. */
export async function knownTraces(trx: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, KnownTrace>> {
  const isWanted = dialectOf(trx).isTextOf(sql.ref("id"), ids);
  const rows = await trx.selectFrom("traces").select(["number", "id", "said"]).where(isWanted).execute();
  return new Map(rows.map((row) => [row.id, { ...row, said: JSON.parse(row.said) as Said }]));
}

/** A trace of which nothing is known yet. */
export async function insertTrace(trx: Kysely<Tables>, id: string, experiment: number): Promise<KnownTrace> {
  const said = JSON.stringify(NOTHING_SAID);
  const row = { id, experiment, requested_at: 0, state: "IN_PROGRESS", said } as const;
  const { number } = await trx.insertInto("traces").values(row).returning("number").executeTakeFirstOrThrow();
  return { number, id, said: NOTHING_SAID };
}

/** Writes what a trace is now, by what was said of it and by all spans that it has. */
export async function settle(trx: Kysely<Tables>, writer: TraceWriter, trace: KnownTrace): Promise<void> {
  const spans = await spansSay(trx, trace.number);
  for (const table of ["trace_tags", "trace_metadata"] as const)
    await trx.deleteFrom(table).where("trace", "=", trace.number).where("rank", "=", RANK.spans).execute();
  await writer.setTags(trx, trace.number, spans?.tags ?? {}, "spans");
  await writer.setMetadata(trx, trace.number, spans?.metadata ?? {}, "spans");
  const { requestedAt, durationMs, state, requestPreview, responsePreview, clientRequestId } = traceOf(
    trace.said,
    spans,
  );
  await trx
    .updateTable("traces")
    .set({
      requested_at: requestedAt,
      duration_ms: durationMs,
      state,
      request_preview: requestPreview,
      response_preview: responsePreview,
      client_request_id: clientRequestId,
      said: JSON.stringify(trace.said),
      session: sql`(select value from trace_metadata where trace = ${trace.number} and key = 'mlflow.trace.session')`,
    })
    .where("number", "=", trace.number)
    .execute();
}

async function spansSay(trx: Kysely<Tables>, trace: number): Promise<FromSpans | null> {
  const rows = await trx.selectFrom("trace_spans").select("summary").where("trace", "=", trace).execute();
  return traceFromSpans(rows.map(({ summary }) => readSummary(summary)));
}
