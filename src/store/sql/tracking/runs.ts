import type { Transaction } from "kysely";
import { GyreError } from "../../../core/index.js";
import type { RunInfo, Tag, TrackingStore } from "../../../tracking/index.js";
import { lastByKey } from "../../../tracking/index.js";
import { requireActive } from "../../tracking-failures.js";
import type { SqlDatabase } from "../database.js";
import type { Tables } from "../schema.js";
import { experimentRow } from "./experiments.js";
import { compileInsert, type Insert } from "./inserts.js";
import type { Keys } from "./keys.js";
import { NAME_TAG } from "./log.js";
import { readRuns } from "./read-runs.js";
import { activeRun, infoOf, runRow, startOrder } from "./run-rows.js";
import type { SharedWrite } from "./shared-writes.js";

type Runs = Pick<TrackingStore, "createRun" | "run" | "changeRun" | "setRunStage" | "removeRunTag">;

/** The part of the store that keeps runs themselves. */
export function createRuns({ db }: SqlDatabase, keys: Keys, write: SharedWrite): Runs {
  const insertTags = compileInsert(db, {
    table: "run_tags",
    columns: ["run", "key", "value"],
    same: ["run", "key"],
    changes: ["value"],
  });
  return {
    async createRun(run, tags) {
      const all = lastByKey([...tags, { key: NAME_TAG, value: run.name }]);
      const numbers = await keys.numbersOf(all.map(({ key }) => key));
      await write(all.length + 1, (trx) => insertRun(trx, { run, tags: all, numbers, insertTags }));
    },
    async run(id) {
      const row = await db.selectFrom("tracked_runs").select("number").where("id", "=", id).executeTakeFirst();
      if (row === undefined) return null;
      const [run] = await db.connection().execute((one) => readRuns(one, keys, [row.number]));
      return run ?? null;
    },
    async changeRun(id, { status, endedAt, name }) {
      const numbers = await keys.numbersOf(name === undefined ? [] : [NAME_TAG]);
      return await write(2, async (trx) => {
        const row = await activeRun(trx, id);
        const change = { status, ended_at: endedAt, name };
        const isChange = Object.values(change).some((value) => value !== undefined);
        if (isChange) await trx.updateTable("tracked_runs").set(change).where("number", "=", row.number).execute();
        if (name !== undefined) await insertTags(trx, [[row.number, numbers.get(NAME_TAG) ?? 0, name]]);
        return {
          ...infoOf(row),
          status: status ?? row.status,
          endedAt: endedAt ?? row.ended_at,
          name: name ?? row.name,
        };
      });
    },
    setRunStage: (id, stage, at) => write(1, (trx) => setStage(trx, id, { stage, at })),
    removeRunTag: async (id, key) => {
      const numbers = await keys.known([key]);
      await write(1, (trx) => removeTag(trx, id, { key, number: numbers.get(key) ?? 0 }));
    },
  };
}

interface NewRun {
  readonly run: RunInfo;
  readonly tags: readonly Tag[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly insertTags: Insert;
}

async function insertRun(trx: Transaction<Tables>, { run, tags, numbers, insertTags }: NewRun): Promise<void> {
  const experiment = await experimentRow(trx, run.experimentId);
  requireActive("experiment", run.experimentId, experiment.stage);
  const { number } = await trx
    .insertInto("tracked_runs")
    .values({
      id: run.id,
      experiment: experiment.number,
      stage: run.stage,
      start_order: startOrder(run.startedAt),
      started_at: run.startedAt,
      ended_at: run.endedAt,
      status: run.status,
      name: run.name,
      user_id: run.userId,
      artifact_uri: run.artifactUri,
      deleted_at: null,
    })
    .returning("number")
    .executeTakeFirstOrThrow();
  await insertTags(
    trx,
    tags.map(({ key, value }) => [number, numbers.get(key) ?? 0, value]),
  );
}

/** A run that is deleted again stays deleted since the first time. */
async function setStage(
  trx: Transaction<Tables>,
  id: string,
  { stage, at }: { readonly stage: RunInfo["stage"]; readonly at: number },
): Promise<void> {
  const row = await runRow(trx, id);
  if (row.stage === stage) return;
  await trx
    .updateTable("tracked_runs")
    .set({ stage, deleted_at: stage === "deleted" ? at : null })
    .where("number", "=", row.number)
    .execute();
}

async function removeTag(
  trx: Transaction<Tables>,
  id: string,
  { key, number }: { readonly key: string; readonly number: number },
): Promise<void> {
  const row = await activeRun(trx, id);
  const gone = await trx
    .deleteFrom("run_tags")
    .where("run", "=", row.number)
    .where("key", "=", number)
    .executeTakeFirst();
  if (gone.numDeletedRows > 0n) return;
  throw new GyreError("tracking.tag_unknown", `No tag with name: ${key} in run with id ${id}`, {
    details: { id, key },
  });
}
