import type { LineageStore } from "../../lineage/index.js";
import type { SqlDatabase } from "./database.js";

/** A {@link LineageStore} in SQL. */
export function createSqlLineageStore({ db }: SqlDatabase): LineageStore {
  return {
    async record(edges) {
      await db.transaction().execute(async (trx) => {
        for (const { output, input, kind } of edges)
          await trx
            .insertInto("edges")
            .values({ output, input, kind })
            .onConflict((conflict) => conflict.columns(["output", "kind", "input"]).doNothing())
            .execute();
      });
    },
    async inputsOf(output) {
      const query = db.selectFrom("edges").select(["output", "input", "kind"]).where("output", "=", output);
      return query.orderBy("kind").orderBy("input").execute();
    },
    async outputsOf(input) {
      const query = db.selectFrom("edges").select(["output", "input", "kind"]).where("input", "=", input);
      return query.orderBy("kind").orderBy("output").execute();
    },
  };
}
