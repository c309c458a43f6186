import { type Kysely, sql } from "kysely";
import type { TrackingStore } from "../../../tracking/index.js";
import type { Tables } from "../schema.js";
import type { Keys } from "./keys.js";
import { measured } from "./latest.js";
import { doubleOf } from "./search/compare.js";

/** The store's `history`: a walk along the primary key of the points. */
export function createHistory(db: Kysely<Tables>, keys: Keys): Pick<TrackingStore, "history"> {
  return {
    async history({ runId, key, limit, after }) {
      const number = (await keys.known([key])).get(key);
      const run = await db.selectFrom("tracked_runs").select("number").where("id", "=", runId).executeTakeFirst();
      if (number === undefined || run === undefined) return { metrics: [], hasMore: false };
      let query = db
        .selectFrom("metric_points")
        .select(["at", "step", "nan", "value"])
        .where("run", "=", run.number)
        .where("key", "=", number)
        .orderBy("at")
        .orderBy("step")
        .orderBy("nan")
        .orderBy("value")
        .limit(limit + 1);
      if (after !== null) {
        const [timestamp, step, value] = after;
        const place = value === "NaN" ? sql`1, 0` : sql`0, ${doubleOf(value)}`;
        query = query.where(sql<boolean>`(at, step, nan, value) > (${timestamp}, ${step}, ${place})`);
      }
      const rows = await query.execute();
      const metrics = rows
        .slice(0, limit)
        .map((row) => ({ key, value: measured(row), timestamp: row.at, step: row.step }));
      return { metrics, hasMore: rows.length > limit };
    },
  };
}
