import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** Makes what was created or renamed in a directory survive a power cut. Where directories cannot be synced, it does nothing. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Makes a directory and its missing parents, durably. */
export async function makeDirectory(path: string): Promise<void> {
  const whole = resolve(path);
  const parent = dirname(whole);
  if (parent === whole || (await isDirectory(whole))) return;
  await makeDirectory(parent);
  try {
    await mkdir(whole);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!(await isDirectory(whole))) throw error;
  }
  await syncDirectory(parent);
}

function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    (error) => {
      if (["ENOENT", "ENOTDIR"].includes(error.code)) return false;
      throw error;
    },
  );
}

/**
 * Puts a whole file in place: written as `temporary` on the same file system, synced, then renamed, so that `path` never names a
 * part of it. On a failure the temporary file is removed and `path` is as before. Its directory is for the caller to sync.
 */
export async function writeWhole(path: string, bytes: Uint8Array, temporary: string): Promise<void> {
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
