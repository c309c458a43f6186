import { decodeJson, encodeJson } from "../../core/index.js";
import type { RolloutState, RolloutStore, Transition } from "../../rollouts/index.js";
import type { SqlDatabase } from "./database.js";

/** A {@link RolloutStore} in SQL; a rollout is named by its deployment and salt. */
export function createSqlRolloutStore({ db }: SqlDatabase): RolloutStore {
  return {
    async save(state, transition) {
      const { deployment, salt, startedAt: started_at } = state;
      const body = encodeJson(state);
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto("rollouts")
          .values({ deployment, salt, started_at, body })
          .onConflict((conflict) => conflict.columns(["deployment", "salt"]).doUpdateSet({ started_at, body }))
          .execute();
        if (!transition) return;
        const { rollout, sequence, at } = transition;
        await trx
          .insertInto("transitions")
          .values({ deployment: transition.deployment, rollout, sequence, at, body: encodeJson(transition) })
          .onConflict((conflict) => conflict.columns(["deployment", "rollout", "sequence"]).doNothing())
          .execute();
      });
    },
    async load(deployment) {
      const row = await db
        .selectFrom("rollouts")
        .select("body")
        .where("deployment", "=", deployment)
        .orderBy("started_at", "desc")
        .orderBy("seq", "desc")
        .limit(1)
        .executeTakeFirst();
      return row ? (decodeJson(row.body) as RolloutState) : undefined;
    },
    async transitions(deployment) {
      const rows = await db
        .selectFrom("transitions")
        .select("body")
        .where("deployment", "=", deployment)
        .orderBy("at")
        .orderBy("rollout")
        .orderBy("sequence")
        .execute();
      return rows.map((row) => decodeJson(row.body) as Transition);
    },
  };
}
