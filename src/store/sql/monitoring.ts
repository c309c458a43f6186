import { decodeJson, encodeJson } from "../../core/index.js";
import type {
  Alert,
  AlertStore,
  Finding,
  FindingStore,
  MonitoringFilter,
  MonitorState,
  MonitorStateStore,
} from "../../monitoring/index.js";
import type { SqlDatabase } from "./database.js";

/** A {@link FindingStore} in SQL. */
export function createSqlFindingStore(database: SqlDatabase): FindingStore {
  return createRecords<Finding>(database, "findings");
}

/** An {@link AlertStore} in SQL. */
export function createSqlAlertStore(database: SqlDatabase): AlertStore {
  return createRecords<Alert>(database, "alerts");
}

/** A {@link MonitorStateStore} in SQL. */
export function createSqlMonitorStateStore({ db }: SqlDatabase): MonitorStateStore {
  return {
    async load(monitor) {
      const row = await db
        .selectFrom("monitor_states")
        .select("body")
        .where("monitor", "=", monitor)
        .executeTakeFirst();
      return row ? (decodeJson(row.body) as MonitorState) : undefined;
    },
    async save(state) {
      const body = encodeJson(state);
      await db
        .insertInto("monitor_states")
        .values({ monitor: state.monitor, body })
        .onConflict((conflict) => conflict.column("monitor").doUpdateSet({ body }))
        .execute();
    },
  };
}

function createRecords<T extends Finding | Alert>({ db }: SqlDatabase, table: "findings" | "alerts") {
  return {
    async record(record: T): Promise<void> {
      const { id, monitor, kind, at } = record;
      await db
        .insertInto(table)
        .values({ id, monitor, kind, at, body: encodeJson(record) })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
    },
    async list({ monitor, kind, from, until }: MonitoringFilter): Promise<readonly T[]> {
      let query = db.selectFrom(table).select("body").orderBy("at").orderBy("id");
      if (monitor !== undefined) query = query.where("monitor", "=", monitor);
      if (kind !== undefined) query = query.where("kind", "=", kind);
      if (from !== undefined) query = query.where("at", ">=", from);
      if (until !== undefined) query = query.where("at", "<", until);
      return (await query.execute()).map((row) => decodeJson(row.body) as T);
    },
  };
}
