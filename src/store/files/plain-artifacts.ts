import { type FileHandle, lstat, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type Clock, GyreError } from "../../core/index.js";
import type { ArtifactContent, ArtifactEntry, ArtifactTree } from "../../tracking/index.js";
import { byName } from "../by-name.js";
import { hashedFiles } from "../hashed-files.js";
import { makeDirectory, syncDirectory } from "./durable.js";
import { onDisk, systemCode } from "./failures.js";
import { fileContent } from "./file-content.js";
import { nameFailure, OWN_NAME, plainPath, requireInside } from "./plain-paths.js";
import { openTemporaries } from "./temporaries.js";
import { openUploadParts } from "./upload-parts.js";
import { MOST_UPLOADS } from "./upload-places.js";
import { type WriteOptions, type Written, writeStream } from "./write-stream.js";

/** Others may remove empty directories as fast as they are made, for a while. */
const MOST_ATTEMPTS = 20;

/** What a directory of plain artifacts may be told. */
export interface PlainArtifactOptions {
  readonly clock: Clock;
  /** How many uploads in parts may be open: 10,000 by default. */
  readonly mostUploads?: number;
}

/**
 * An {@link ArtifactTree} whose files lie under a directory by their own names, for other programs to read. Files are written in
 * `.gyre` there and renamed. Symbolic links are followed inside the directory and refused where they lead out of it.
 */
export async function openPlainArtifacts(path: string, options: PlainArtifactOptions): Promise<ArtifactTree> {
  const directory = resolve(path);
  const { clock, mostUploads = MOST_UPLOADS } = options;
  const own = join(directory, OWN_NAME);
  const temporary = await onDisk(own, () => openTemporaries(join(own, "tmp")));
  const uploads = await openUploadParts(join(own, "uploads"), { clock, mostOpen: mostUploads });
  const write = async (path: string, bytes: AsyncIterable<Uint8Array>, wish?: WriteOptions): Promise<Written> =>
    writePlain({ directory, temporary: temporary() }, path, { ...wish, bytes });
  const reads: Pick<ArtifactTree, "open" | "list"> = {
    open: (path) => openPlain(directory, path),
    list: (path) => listPlain(directory, path),
  };
  return {
    write,
    ...reads,
    files: (path) => hashedFiles(reads, path),
    remove: (path) => removePlain(directory, path, temporary()),
    async beginParts(path) {
      plainPath(directory, path);
      return uploads.begin(path);
    },
    writePart: uploads.write,
    finishParts: (uploadId, parts) => uploads.finish(uploadId, parts, write),
    abortParts: uploads.abort,
  };
}

interface Place {
  readonly directory: string;
  readonly temporary: string;
}

async function writePlain(
  { directory, temporary }: Place,
  path: string,
  { bytes, ...wish }: WriteOptions & { readonly bytes: AsyncIterable<Uint8Array> },
): Promise<Written> {
  const target = plainPath(directory, path);
  await named(path, () => requireInside(directory, target, false));
  const written = await writeStream(temporary, bytes, wish);
  try {
    await named(path, () => putInPlace(directory, temporary, target));
  } finally {
    await rm(temporary, { force: true });
  }
  return written;
}

/** Tries again where someone removed a directory that had become empty, or left an empty one in the way. */
async function putInPlace(directory: string, temporary: string, target: string): Promise<void> {
  const parent = dirname(target);
  for (let attempt = 1; ; attempt++) {
    try {
      await makeDirectory(parent);
      await requireInside(directory, target, false);
      await rename(temporary, target);
      return await syncIfThere(parent);
    } catch (error) {
      const code = systemCode(error);
      if (attempt === MOST_ATTEMPTS || !["ENOENT", "EISDIR"].includes(code)) throw error;
      if (code === "EISDIR") await rmdir(target);
    }
  }
}

async function syncIfThere(directory: string): Promise<void> {
  await syncDirectory(directory).catch(absent);
}

async function openPlain(directory: string, path: string): Promise<ArtifactContent | null> {
  const target = plainPath(directory, path);
  return named(path, async () => {
    const found = await statInside(directory, target);
    if (!found?.isFile()) return null;
    return fileContent({
      path: target,
      sizeBytes: found.size,
      digest: null,
      open: () => openSame(directory, target, found),
    });
  });
}

/** Opens the file that was found, and no other that has taken its name since. */
async function openSame(
  directory: string,
  target: string,
  found: { readonly ino: number; readonly size: number; readonly mtimeMs: number },
): Promise<FileHandle> {
  await requireInside(directory, target, true);
  const file = await open(target, "r").catch(absent);
  const now = await file?.stat();
  if (file && now?.ino === found.ino && now.size === found.size && now.mtimeMs === found.mtimeMs) return file;
  await file?.close();
  throw new GyreError("store.unavailable", `${target} was replaced while it was about to be read`, {
    hint: "read it again",
  });
}

async function listPlain(directory: string, path: string): Promise<readonly ArtifactEntry[]> {
  const target = path === "" ? directory : plainPath(directory, path);
  return named(path, async () => {
    const found = await statInside(directory, target);
    if (!found?.isDirectory()) return [];
    const names = await readdir(target);
    const own = path === "" ? names.filter((name) => name !== OWN_NAME) : names;
    const entries = await Promise.all(own.map((name) => entryOf(directory, join(target, name), name)));
    return entries.filter((entry) => entry !== null).sort(byName);
  });
}

/** Null for what is neither file nor directory, or leads out of the root. */
async function entryOf(directory: string, path: string, name: string): Promise<ArtifactEntry | null> {
  const found = await statInside(directory, path).catch((error) => {
    if (error instanceof GyreError) return null;
    throw error;
  });
  if (!found?.isFile() && !found?.isDirectory()) return null;
  return { name, isDirectory: found.isDirectory(), sizeBytes: found.isFile() ? found.size : 0 };
}

async function statInside(directory: string, path: string) {
  const there = await lstat(path).catch(absent);
  if (there === null) return null;
  await requireInside(directory, path, true);
  return there.isSymbolicLink() ? stat(path).catch(absent) : there;
}

function absent(error: unknown): null {
  if (["ENOENT", "ENOTDIR"].includes(systemCode(error))) return null;
  throw error;
}

/** Takes it out of sight in one step, then removes it, and directories above that have become empty. */
async function removePlain(directory: string, path: string, temporary: string): Promise<void> {
  if (path === "") throw new GyreError("store.path_escapes", "Invalid path", { hint: "the root cannot be removed" });
  const target = plainPath(directory, path);
  await named(path, async () => {
    await requireInside(directory, target, false);
    const gone = await rename(target, temporary).then(() => true, absent);
    if (!gone) return;
    await syncIfThere(dirname(target));
    await rm(temporary, { recursive: true, force: true });
    for (let parent = dirname(target); parent !== directory; parent = dirname(parent)) {
      const empty = await rmdir(parent).then(
        () => true,
        () => false,
      );
      if (!empty) return;
    }
  });
}

async function named<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw nameFailure(error, path);
  }
}
