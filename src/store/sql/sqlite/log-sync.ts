import { fdatasyncSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { syncDirectory } from "../../files/durable.js";
import { diskFailure } from "../../files/failures.js";

/** Syncs a database's write-ahead log: what was committed before is durable afterwards. */
export interface LogSync {
  /** One that `isAlone` is waited for in place while the disk is quick: sending it to another thread and back takes as long. */
  sync(options?: { readonly isAlone: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** A disk whose last sync took longer would hold up the event loop for others. */
const QUICK_MS = 2;

/** Opens the log of a database at the first sync; it stays the same file for as long as a connection is open. */
export function createLogSync(databasePath: string, quickMs = QUICK_MS): LogSync {
  const path = `${databasePath}-wal`;
  let opening: Promise<FileHandle> | undefined;
  let isQuick = false;
  const openLog = async (): Promise<FileHandle> => {
    const opened = await open(path, "r+");
    await syncDirectory(dirname(path));
    return opened;
  };
  return {
    async sync({ isAlone } = { isAlone: false }) {
      try {
        opening ??= openLog().catch((error) => {
          opening = undefined;
          throw error;
        });
        const file = await opening;
        const started = performance.now();
        if (isAlone && isQuick) fdatasyncSync(file.fd);
        else await file.datasync();
        isQuick = performance.now() - started < quickMs;
      } catch (error) {
        throw diskFailure(error, path);
      }
    },
    async close() {
      const opened = await opening?.catch(() => undefined);
      opening = undefined;
      await opened?.close();
    },
  };
}
