import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import { Kysely } from "kysely";
import type { SqlDatabase } from "../database.js";
import { migrate } from "../migrate.js";
import { migrations } from "../migrations/index.js";
import type { Tables } from "../schema.js";
import { SQLITE_WORDS } from "../words.js";
import { SqliteDialect } from "./dialect.js";
import { sqliteCode, sqliteFailure } from "./failures.js";
import { createLogSync } from "./log-sync.js";
import { BUSY_TIMEOUT_MS, retryBusy } from "./retry.js";
import { createTurns, type Turns } from "./turns.js";
import { SQLITE_VERSION_TABLE } from "./version-table.js";

/**
 * Opens a SQLite file, makes it when it is missing, and brings its tables up to date.
 *
 * Two connections share it. One runs with `synchronous=FULL`: each commit waits for the disk. The other, for bulk writes, runs
 * with `NORMAL`, in which a commit only appends to the write-ahead log; its flush then syncs the log off the event loop, which
 * is what FULL would have done within the commit.
 */
export async function openSqlite(path: string): Promise<SqlDatabase> {
  const turns = createTurns();
  const connections: DatabaseSyncInstance[] = [];
  const closeAll = (): void => {
    for (const connection of connections) if (connection.isOpen) connection.close();
  };
  try {
    const db = await connect(path, { synchronous: "full", turns, connections });
    await migrate(db, migrations(SQLITE_WORDS), path);
    const bulk = await connect(path, { synchronous: "normal", turns, connections });
    const log = createLogSync(path);
    return {
      dialect: "sqlite",
      db,
      bulk: { db: bulk, flush: log.sync },
      async close() {
        await log.close();
        emptyLog(connections[0]);
        await bulk.destroy();
        await db.destroy();
        closeAll();
      },
    };
  } catch (error) {
    closeAll();
    throw sqliteFailure(error, path);
  }
}

interface ConnectOptions {
  readonly synchronous: "full" | "normal";
  readonly turns: Turns;
  /** Where the opened connection is noted: Kysely closes only what it has used. */
  readonly connections: DatabaseSyncInstance[];
}

async function connect(path: string, { synchronous, turns, connections }: ConnectOptions): Promise<Kysely<Tables>> {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  connections.push(database);
  await retryBusy(() => database.exec("pragma journal_mode = wal"));
  database.exec(`pragma synchronous = ${synchronous}`);
  database.exec("pragma cache_size = -8000");
  await retryBusy(() => database.exec(SQLITE_VERSION_TABLE));
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database, path, turns }) });
}

/** Moves the log's content into the file where no other process is in the way; where one is, it stays and nothing is lost. */
function emptyLog(database: DatabaseSyncInstance): void {
  try {
    database.exec("pragma wal_checkpoint(truncate)");
  } catch (error) {
    if (sqliteCode(error) === undefined) throw error;
  }
}
