import type { Kysely } from "kysely";
import { type Assessment, comparedValue, isOfSession } from "../../../tracing/index.js";
import type { Tables } from "../schema.js";
import type { AssessmentTable } from "./tables.js";

/** An assessment from its row. */
export function assessmentOf({ body, valid }: Pick<AssessmentTable, "body" | "valid">): Assessment {
  return { ...(JSON.parse(body) as Assessment), isValid: valid === 1 };
}

/** Writes an assessment, in place of the one with its id. */
export async function putAssessment(trx: Kysely<Tables>, trace: number, one: Assessment): Promise<void> {
  const { text, number } = comparedValue(one);
  const cells = {
    kind: one.judgement.kind,
    name: one.name,
    amount: number,
    created_at: one.createdAt,
    of_session: isOfSession(one) ? 1 : 0,
    valid: one.isValid ? 1 : 0,
    value: text,
    body: JSON.stringify(one),
  };
  await trx
    .insertInto("trace_assessments")
    .values({ trace, id: one.assessmentId, ...cells })
    .onConflict((conflict) => conflict.columns(["trace", "id"]).doUpdateSet(cells))
    .execute();
}
