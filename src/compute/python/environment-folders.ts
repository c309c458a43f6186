import { randomUUID } from "node:crypto";
import { access, readdir, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Clock, GyreError } from "../../core/index.js";
import {
  eachAbandoned,
  type HeldFolder,
  HOLD,
  holdFolder,
  makeHeld,
  seizeFolder,
} from "../../store/files/held-folder.js";

const BUILDING = ".building-";
const REMOVING = ".removing-";
const PAUSE_MS = 20;
const PATIENCE_MS = 10_000;

/** Holds the environment at `folder`, and notes that it is used now; null where there is none. */
export async function holdEnvironment(folder: string, clock: Clock): Promise<HeldFolder | null> {
  // Somebody who looks whether it can be removed has it for a moment; when it is removed, it loses its name first.
  for (let waitedMs = 0; await isEnvironment(folder); waitedMs += PAUSE_MS) {
    const held = await holdFolder(folder);
    if (held) {
      // Another user's, which this one may use, counts from its owner's last use.
      const nowSeconds = clock.now() / 1000;
      await utimes(join(folder, HOLD), nowSeconds, nowSeconds).catch(() => undefined);
      return held;
    }
    if (waitedMs >= PATIENCE_MS) throw unavailable(folder);
    await sleep(PAUSE_MS);
  }
  return null;
}

/** A held folder in which an environment can be built; those in which killed processes built are removed where that can be done. */
export async function beginEnvironment(root: string): Promise<HeldFolder> {
  await eachAbandoned(root, BUILDING, (folder) => folder.remove().catch(() => undefined));
  return makeHeld(join(root, `${BUILDING}${randomUUID()}`));
}

/** Gives a built environment its place; null where another process was first. Throws `store.unavailable` where something else is. */
export async function placeEnvironment(built: HeldFolder, folder: string): Promise<HeldFolder | null> {
  try {
    return await built.moveTo(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
    if (await isEnvironment(folder)) return null;
    throw unavailable(folder, error);
  }
}

/** The names of the environments in `root`. */
export async function environmentNames(root: string): Promise<readonly string[]> {
  const names = await readdir(root).catch(() => []);
  return names.filter((name) => !name.startsWith(".")).sort();
}

/** Which environments to collect. */
export interface CollectWish {
  /** Those that nobody has used since; ms since the epoch. */
  readonly before: number;
  /** Only says which. */
  readonly isDryRun: boolean;
  readonly signal?: AbortSignal;
  /** Told the name of each. */
  readonly onItem: (name: string) => void;
}

/**
 * Removes the environments in `root` that have not been used for long, and what killed processes left of others. One that any process uses
 * or builds stays, whatever its age; one that is needed again is made again.
 */
export async function collectEnvironments(root: string, wish: CollectWish): Promise<void> {
  const { before, isDryRun, signal, onItem } = wish;
  for (const name of await environmentNames(root)) {
    signal?.throwIfAborted();
    const path = join(root, name);
    const folder = (await isUnused(path, before)) ? await seizeFolder(path) : null;
    try {
      if (!folder || !(await isUnused(path, before))) continue;
      onItem(name);
      if (!isDryRun) await (await folder.moveTo(join(root, `${REMOVING}${randomUUID()}`))).remove();
    } finally {
      folder?.release();
    }
  }
  for (const left of [BUILDING, REMOVING]) {
    await eachAbandoned(root, left, async (folder) => {
      signal?.throwIfAborted();
      onItem(folder.path.slice(root.length + 1));
      if (!isDryRun) await folder.remove();
    });
  }
}

/** Whether an environment was last used before a time. One that was never held counts from when it is first looked at. */
async function isUnused(path: string, before: number): Promise<boolean> {
  if (!(await isEnvironment(path))) return false;
  const hold = await stat(join(path, HOLD)).catch(() => null);
  if (hold) return hold.mtimeMs < before;
  (await holdFolder(path))?.release();
  return false;
}

function unavailable(folder: string, cause?: unknown): GyreError {
  return new GyreError("store.unavailable", `the virtual environment ${folder} cannot be used`, {
    hint: "remove the folder when no training uses it: it is made again",
    cause,
  });
}

function isEnvironment(folder: string): Promise<boolean> {
  return access(join(folder, "pyvenv.cfg")).then(
    () => true,
    () => false,
  );
}
