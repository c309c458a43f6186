import type { Stats } from "node:fs";
import { lstat, mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GyreError } from "../../core/index.js";
import { type FileLock, lockFile } from "../sql/sqlite/file-lock.js";
import { onDisk, systemCode } from "./failures.js";

/** A folder that a process holds: whoever looks for abandoned ones leaves it alone until it is let go, or the process is gone. */
export interface HeldFolder {
  readonly path: string;
  /** Lets it go and leaves it where it is. */
  release(): void;
  /** Gives it another name, still held. */
  moveTo(path: string): Promise<HeldFolder>;
  /** Removes it with all that is in it, and lets it go. */
  remove(): Promise<void>;
}

/** The file in a held folder that is locked. Nothing but the lock may open it. */
export const HOLD = ".held";
const MOST_TRIES = 100;
const REMOVE = { recursive: true, force: true, maxRetries: 3 };

/** Makes a folder and holds it. With `isPrivate` only this user may look into it. Throws `store.unavailable`, `store.disk_full`. */
export async function makeHeld(path: string, { isPrivate = false } = {}): Promise<HeldFolder> {
  return onDisk(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      await mkdir(path, isPrivate ? { mode: 0o700 } : {}).catch((error) => {
        if (systemCode(error) !== "EEXIST" || tries === 0) throw error;
      });
      const made = await holdFolder(path);
      if (made) return made;
    }
    throw new GyreError("store.unavailable", `${path} is removed by another process as often as it is made`);
  });
}

/** Holds a folder that is there, beside others who do; null when it is not there, or somebody is removing it. */
export async function holdFolder(path: string): Promise<HeldFolder | null> {
  const hold = join(path, HOLD);
  for (let before = await at(hold); (await at(path))?.isDirectory(); ) {
    const lock = locked(path, "shared");
    const after = lock && (await at(hold));
    // Whoever removed the folder in between has let go of the file, which has no name any more, or another one has it.
    if (lock && after && after.ino === before?.ino) return held(path, lock);
    lock?.release();
    if (!after) return null;
    before = after;
  }
  return null;
}

/** Takes a folder that nobody holds, so that nobody can. Null for any other, and for one that was never held. */
export async function seizeFolder(path: string): Promise<HeldFolder | null> {
  if (!(await at(path))?.isDirectory() || !(await at(join(path, HOLD)))?.isFile()) return null;
  const lock = locked(path, "exclusive");
  return lock && held(path, lock);
}

/**
 * Gives each folder of this user in `parent` whose name begins so, and that nobody holds any more, to `work`: one after the other, and to one
 * process alone.
 */
export async function eachAbandoned(
  parent: string,
  beginning: string,
  work: (folder: HeldFolder) => Promise<void>,
): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    if (!name.startsWith(beginning)) continue;
    const path = join(parent, name);
    const found = await at(path);
    // Where all share a parent, links lead astray, and what others have is their own business.
    if (!found?.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) continue;
    const folder = await seizeFolder(path);
    try {
      if (folder) await work(folder);
      // Its maker may have been killed before it held it; what has anything in it stays.
      else await rmdir(path).catch(() => undefined);
    } finally {
      folder?.release();
    }
  }
}

function held(path: string, lock: FileLock): HeldFolder {
  const { release } = lock;
  return {
    path,
    release,
    async moveTo(to) {
      await rename(path, to);
      return held(to, lock);
    },
    async remove() {
      try {
        // The lock goes last: what a kill leaves is still found.
        for (const name of await readdir(path)) if (name !== HOLD) await rm(join(path, name), REMOVE);
        await rm(path, REMOVE);
      } finally {
        release();
      }
    },
  };
}

function locked(path: string, how: "shared" | "exclusive"): FileLock | null {
  try {
    return lockFile(join(path, HOLD), how);
  } catch (error) {
    if (error instanceof GyreError && error.code === "store.unavailable") return null;
    throw error;
  }
}

/** Without following links. */
function at(path: string): Promise<Stats | null> {
  return lstat(path).catch(() => null);
}
