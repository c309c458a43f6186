import type { Kysely } from "kysely";
import { type Assessment, changedAssessment, type TraceStore } from "../../../tracing/index.js";
import { assessmentUnknown, traceUnknown } from "../../tracing-failures.js";
import type { Tables } from "../schema.js";
import type { SharedWrite } from "../tracking/shared-writes.js";
import { assessmentOf, putAssessment } from "./assessment-rows.js";

type Assessments = Pick<TraceStore, "assess" | "assessment" | "changeAssessment" | "removeAssessment">;

/** The part of the store that keeps assessments. */
export function createAssessments(db: Kysely<Tables>, write: SharedWrite): Assessments {
  return {
    assess: (wish) =>
      write(1, async (trx) => {
        const trace = await traceNumber(trx, wish.traceId);
        const made: Assessment = { ...wish, isValid: true };
        if (wish.overrides !== null && !(await setValid(trx, trace, { id: wish.overrides, valid: 0 })))
          throw assessmentUnknown(wish.traceId, wish.overrides);
        await putAssessment(trx, trace, made);
        return made;
      }),
    async assessment(traceId, assessmentId) {
      return (await find(db, traceId, assessmentId))?.assessment ?? null;
    },
    changeAssessment: (traceId, assessmentId, change) =>
      write(1, async (trx) => {
        const trace = await traceNumber(trx, traceId);
        const was = await find(trx, traceId, assessmentId);
        if (was === null) throw assessmentUnknown(traceId, assessmentId);
        const changed = changedAssessment(was.assessment, change);
        await putAssessment(trx, trace, changed);
        return changed;
      }),
    removeAssessment: (traceId, assessmentId) =>
      write(1, async (trx) => {
        const gone = await find(trx, traceId, assessmentId);
        if (gone === null) return;
        const { overrides } = gone.assessment;
        await trx
          .deleteFrom("trace_assessments")
          .where("trace", "=", gone.trace)
          .where("id", "=", assessmentId)
          .execute();
        if (overrides !== null) await setValid(trx, gone.trace, { id: overrides, valid: 1 });
      }),
  };
}

/** The number of a trace. Throws `tracing.trace_unknown`. */
export async function traceNumber(trx: Kysely<Tables>, id: string): Promise<number> {
  const row = await trx.selectFrom("traces").select("number").where("id", "=", id).executeTakeFirst();
  if (!row) throw traceUnknown(id);
  return row.number;
}

async function find(
  db: Kysely<Tables>,
  traceId: string,
  id: string,
): Promise<{ readonly trace: number; readonly assessment: Assessment } | null> {
  const row = await db
    .selectFrom("trace_assessments as a")
    .innerJoin("traces as t", "t.number", "a.trace")
    .select(["a.trace", "a.body", "a.valid"])
    .where("t.id", "=", traceId)
    .where("a.id", "=", id)
    .executeTakeFirst();
  return row ? { trace: row.trace, assessment: assessmentOf(row) } : null;
}

/** False where it is not there. */
async function setValid(
  trx: Kysely<Tables>,
  trace: number,
  { id, valid }: { readonly id: string; readonly valid: 0 | 1 },
): Promise<boolean> {
  const rows = trx.updateTable("trace_assessments").set({ valid }).where("trace", "=", trace).where("id", "=", id);
  return (await rows.executeTakeFirst()).numUpdatedRows > 0n;
}
