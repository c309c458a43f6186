import type { Kysely } from "kysely";
import type { RunInfo } from "../../../tracking/index.js";
import { requireActive, runUnknown } from "../../tracking-failures.js";
import type { Tables } from "../schema.js";
import type { RunTable } from "./tables.js";

/** A row of `tracked_runs` as it is read. */
export type RunRow = Omit<RunTable, "number"> & { readonly number: number };

/** Where a run stands in the default order: the last started first, those that never started at the end. */
export function startOrder(startedAt: number | null): number {
  return startedAt === null ? Number.MAX_SAFE_INTEGER : -startedAt;
}

/** A row as a run without what was logged to it. */
export function infoOf(row: RunRow): RunInfo {
  return {
    id: row.id,
    experimentId: String(row.experiment),
    name: row.name,
    userId: row.user_id,
    status: row.status,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    artifactUri: row.artifact_uri,
    stage: row.stage,
  };
}

/** A run's row. Throws `tracking.run_unknown`. */
export async function runRow(db: Kysely<Tables>, id: string): Promise<RunRow> {
  const row = await db.selectFrom("tracked_runs").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw runUnknown(id);
  return row;
}

/** The row of a run that may be written to. Throws `tracking.run_unknown`, `tracking.not_active`. */
export async function activeRun(db: Kysely<Tables>, id: string): Promise<RunRow> {
  const row = await runRow(db, id);
  requireActive("run", id, row.stage);
  return row;
}
