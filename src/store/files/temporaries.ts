import { randomUUID } from "node:crypto";
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "./durable.js";

const STRAY_AFTER_MS = 3_600_000;

/** A directory for files that are being written. Opening makes it, and removes what nobody has written to for an hour. */
export async function openTemporaries(directory: string): Promise<() => string> {
  await makeDirectory(directory);
  await removeStrays(directory);
  return () => join(directory, randomUUID());
}

/** By the file system's own clock: a network drive's may differ from ours. */
async function removeStrays(directory: string): Promise<void> {
  const probe = join(directory, `now-${randomUUID()}`);
  await writeFile(probe, "");
  const { mtimeMs: now } = await stat(probe);
  await rm(probe, { force: true });
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const left = await stat(path).catch(() => null);
    if (left && now - left.mtimeMs > STRAY_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
}
