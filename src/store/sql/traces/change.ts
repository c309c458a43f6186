import { type Kysely, sql, type Transaction } from "kysely";
import { checkLink, type TraceStore } from "../../../tracing/index.js";
import { traceTagUnknown } from "../../tracing-failures.js";
import type { Tables } from "../schema.js";
import { dialectOf } from "../tracking/dialect.js";
import { numberOf } from "../tracking/experiments.js";
import { compileInsert } from "../tracking/inserts.js";
import type { SharedWrite } from "../tracking/shared-writes.js";
import { traceNumber } from "./assess.js";
import { knownTraces, type TraceWriter } from "./settle.js";

type Changes = Pick<TraceStore, "remove" | "tag" | "linkToRun" | "linkToPrompts">;

/** The part of the store that changes what is said of traces, and removes them. */
export function createChanges(db: Kysely<Tables>, write: SharedWrite, writer: TraceWriter): Changes {
  const link = compileInsert(db, {
    table: "trace_runs",
    columns: ["trace", "run_id"],
    same: ["trace", "run_id"],
    changes: [],
  });
  const linkPrompt = compileInsert(db, {
    table: "trace_prompts",
    columns: ["trace", "prompt"],
    same: ["trace", "prompt"],
    changes: [],
  });
  return {
    async remove(experimentId, which) {
      const experiment = numberOf(experimentId);
      if (experiment === null) return 0;
      return await db.transaction().execute((trx) => removeTraces(trx, experiment, which));
    },
    tag: (traceId, key, value) =>
      write(1, async (trx) => {
        const trace = await traceNumber(trx, traceId);
        if (value !== null) await writer.setTags(trx, trace, { [key]: value }, "said");
        else await removeTag(trx, trace, { traceId, key });
      }),
    linkToRun: (traceIds, runId) =>
      write(traceIds.length, async (trx) => {
        checkLink("run_id", runId);
        const known = await knownTraces(trx, traceIds);
        await link(
          trx,
          [...known.values()].map(({ number }) => [number, runId]),
        );
      }),
    linkToPrompts: (traceId, prompts) =>
      write(prompts.length, async (trx) => {
        for (const prompt of prompts) checkLink("prompt", prompt);
        const trace = await traceNumber(trx, traceId);
        await linkPrompt(
          trx,
          prompts.map((prompt) => [trace, prompt]),
        );
      }),
  };
}

async function removeTag(
  trx: Transaction<Tables>,
  trace: number,
  { traceId, key }: { readonly traceId: string; readonly key: string },
): Promise<void> {
  const gone = await trx.deleteFrom("trace_tags").where("trace", "=", trace).where("key", "=", key).executeTakeFirst();
  if (gone.numDeletedRows === 0n) throw traceTagUnknown(traceId, key);
}

async function removeTraces(
  trx: Transaction<Tables>,
  experiment: number,
  which: Parameters<TraceStore["remove"]>[1],
): Promise<number> {
  const all = trx.deleteFrom("traces").where("experiment", "=", experiment);
  if ("ids" in which) {
    const gone = all.where(dialectOf(trx).isTextOf(sql.ref("id"), which.ids));
    return Number((await gone.executeTakeFirst()).numDeletedRows);
  }
  const oldest = trx
    .selectFrom("traces")
    .select("number")
    .where("experiment", "=", experiment)
    .where("requested_at", "<=", which.upTo)
    .orderBy("requested_at")
    .orderBy("id")
    .limit(which.limit ?? Number.MAX_SAFE_INTEGER);
  return Number((await all.where("number", "in", oldest).executeTakeFirst()).numDeletedRows);
}
