import { type Kysely, type RawBuilder, sql } from "kysely";
import { requireActive, runUnknown } from "../../tracking-failures.js";
import { compileQuery, type Runner } from "../compile-query.js";
import type { Tables } from "../schema.js";
import { dialectOf, listOf } from "./dialect.js";
import { decodeLatest } from "./latest.js";
import type { Series } from "./log-metrics.js";

/** The run that is logged to, with what is kept of some of its metrics. */
export interface LogTarget {
  readonly run: number;
  readonly series: ReadonlyMap<number, Series>;
}

/** Reads the run of an id and its metrics of these keys. Throws `tracking.run_unknown`, `tracking.not_active`. */
export type ReadLogTarget = (on: Runner, runId: string, keys: readonly number[]) => Promise<LogTarget>;

/** A {@link ReadLogTarget} in one statement that is compiled for this dialect, a plainer one for a single key. */
export function createReadLogTarget(db: Kysely<Tables>): ReadLogTarget {
  const read = (isWanted: RawBuilder<boolean>) =>
    compileQuery(
      db
        .selectFrom("tracked_runs as r")
        .leftJoin("run_metrics as m", (join) => join.onRef("m.run", "=", "r.number").on(isWanted))
        .select(["r.number", "r.stage", "m.key", "m.latest", "m.first_step", "m.points"])
        .where("r.id", "=", ""),
    );
  const readOfOne = read(sql`m.key = ${0}`);
  const readOfMany = read(dialectOf(db).isOneOf(sql.ref("m.key"), []));
  return async (on, runId, keys) => {
    const rows =
      keys.length === 1 ? await readOfOne(on, [keys[0], runId]) : await readOfMany(on, [listOf(keys), runId]);
    if (rows.length === 0) throw runUnknown(runId);
    requireActive("run", runId, rows[0].stage);
    const series = new Map<number, Series>();
    for (const { key, latest, first_step, points } of rows)
      if (key !== null && latest !== null && first_step !== null && points !== null)
        series.set(key, { latest: decodeLatest(latest), firstStep: first_step, points });
    return { run: rows[0].number, series };
  };
}
