import { DatabaseSync } from "@photostructure/sqlite";
import { isBusy, sqliteFailure } from "./failures.js";

/** A lock on a file, held until it is released or its process ends, however it ends. */
export interface FileLock {
  release(): void;
}

const WORDS = { shared: "begin; select count(*) from sqlite_schema", exclusive: "begin exclusive" };

/**
 * Takes the lock on a file, made when it is missing; null while others are in the way: one that holds it `exclusive` is in everyone's way,
 * those that hold it `shared` only in the way of one who wants it alone. It is SQLite's own lock of a database, which stays empty, as
 * Node has none of its own: the system lets it go when the process is gone. The file must not be opened otherwise, which would let the
 * lock go. Throws `store.unavailable`, `store.disk_full`.
 */
export function lockFile(path: string, how: "shared" | "exclusive"): FileLock | null {
  let database: InstanceType<typeof DatabaseSync> | null = null;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec(WORDS[how]);
    return { release: closing(database) };
  } catch (error) {
    database?.close();
    if (isBusy(error)) return null;
    throw sqliteFailure(error, path);
  }
}

function closing(database: InstanceType<typeof DatabaseSync>): () => void {
  return () => {
    if (database.isOpen) database.close();
  };
}
