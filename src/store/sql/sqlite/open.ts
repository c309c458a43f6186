import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { Kysely } from "kysely";
import { syncDirectory } from "../../files/durable.js";
import { diskFailure } from "../../files/failures.js";
import type { SqlDatabase } from "../database.js";
import { migrate } from "../migrate.js";
import type { Tables } from "../schema.js";
import { SqliteDialect } from "./dialect.js";
import { sqliteFailure } from "./failures.js";
import { SQLITE_MIGRATIONS } from "./migrations.js";
import { BUSY_TIMEOUT_MS, retryBusy } from "./retry.js";
import { createTurns, type Turns } from "./turns.js";

/**
 * Opens a SQLite file, makes it when it is missing, and brings its tables up to date.
 *
 * Two connections share it. One runs with `synchronous=FULL`: each commit waits for the disk. The other, for bulk writes, runs
 * with `NORMAL`, in which a commit only appends to the write-ahead log; its flush then syncs the log off the event loop, which
 * is what FULL would have done within the commit.
 */
export async function openSqlite(path: string): Promise<SqlDatabase> {
  const turns = createTurns();
  const db = await connect(path, "full", turns);
  let bulk: Kysely<Tables> | undefined;
  try {
    await migrate(db, SQLITE_MIGRATIONS, path);
    bulk = await connect(path, "normal", turns);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const log = createLogSync(path);
  return {
    db,
    bulk: { db: bulk, flush: log.sync },
    async close() {
      await log.close();
      await bulk.destroy();
      await db.destroy();
    },
  };
}

async function connect(path: string, synchronous: "full" | "normal", turns: Turns): Promise<Kysely<Tables>> {
  let database: DatabaseSync | undefined;
  try {
    const opened = (database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true }));
    await retryBusy(() => opened.exec("pragma journal_mode = wal"));
    opened.exec(`pragma synchronous = ${synchronous}`);
    opened.exec("pragma cache_size = -8000");
    return new Kysely<Tables>({ dialect: new SqliteDialect({ database: opened, path, turns }) });
  } catch (error) {
    if (database?.isOpen) database.close();
    throw sqliteFailure(error, path);
  }
}

/** Syncs the write-ahead log. The file stays the same one for as long as a connection is open, so it is opened once. */
function createLogSync(path: string) {
  const logPath = `${path}-wal`;
  let file: Promise<FileHandle> | undefined;
  const openLog = async (): Promise<FileHandle> => {
    const opened = await open(logPath, "r+");
    await syncDirectory(dirname(path));
    return opened;
  };
  return {
    async sync(): Promise<void> {
      try {
        file ??= openLog();
        await (await file).datasync();
      } catch (error) {
        throw diskFailure(error, logPath);
      }
    },
    async close(): Promise<void> {
      const opened = await file?.catch(() => undefined);
      file = undefined;
      await opened?.close();
    },
  };
}
