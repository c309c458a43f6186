import { access, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { GyreError, sha256 } from "../../core/index.js";
import type { ArtifactStore } from "../../tracking/index.js";
import { checkDigest } from "../digest.js";
import { syncDirectory, writeWhole } from "./durable.js";
import { onDisk } from "./failures.js";
import { openTemporaries } from "./temporaries.js";

/**
 * An {@link ArtifactStore} on files: `<directory>/ab/cdef…` by digest, written in `<directory>/.tmp` first. Opening removes what
 * killed processes left there more than an hour ago.
 */
export async function openArtifactFiles(directory: string): Promise<ArtifactStore> {
  const temporaries = join(directory, ".tmp");
  const temporary = await onDisk(temporaries, () => openTemporaries(temporaries));
  const pathOf = (digest: string): string => {
    checkDigest(digest);
    return join(directory, digest.slice(0, 2), digest.slice(2));
  };
  return {
    async put(bytes) {
      const kept = new Uint8Array(bytes);
      const digest = sha256(kept);
      const path = pathOf(digest);
      const parent = join(directory, digest.slice(0, 2));
      await onDisk(path, async () => {
        await mkdir(parent, { recursive: true });
        const there = await readIfThere(path);
        if (there === null || sha256(there) !== digest) await writeWhole(path, kept, temporary());
        // Also for what was there: another process may have made it a moment ago and not synced its directories yet.
        await syncDirectory(parent);
        await syncDirectory(directory);
      });
      return { digest, sizeBytes: kept.byteLength };
    },
    async get(digest) {
      const path = pathOf(digest);
      const bytes = await onDisk(path, () => readIfThere(path));
      if (bytes && sha256(bytes) !== digest)
        throw new GyreError("store.corrupt", `${path} does not hold the bytes of its digest any more`, {
          hint: "restore the file from a backup, or remove it and run again what made it",
          details: { path, digest },
        });
      return bytes;
    },
    async has(digest) {
      return access(pathOf(digest)).then(
        () => true,
        () => false,
      );
    },
  };
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    const { buffer, byteOffset, byteLength } = await readFile(path);
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
