import { decodeJson, encodeJson } from "../../core/index.js";
import type { TrainingRun, TrainingRunStore } from "../../tracking/index.js";
import type { SqlDatabase } from "./database.js";

/** A {@link TrainingRunStore} in SQL. */
export function createSqlTrainingRunStore({ db }: SqlDatabase): TrainingRunStore {
  return {
    async save(run) {
      const row = { id: run.id, model: run.model, body: encodeJson(run) };
      await db
        .insertInto("runs")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doUpdateSet({ model: row.model, body: row.body }))
        .execute();
    },
    async get(id) {
      const row = await db.selectFrom("runs").select("body").where("id", "=", id).executeTakeFirst();
      return row ? (decodeJson(row.body) as TrainingRun) : null;
    },
    async list({ model, limit, before }) {
      let query = db.selectFrom("runs").select("body").orderBy("id", "desc").limit(limit);
      if (model !== undefined) query = query.where("model", "=", model);
      if (before !== undefined) query = query.where("id", "<", before);
      return (await query.execute()).map((row) => decodeJson(row.body) as TrainingRun);
    },
  };
}
