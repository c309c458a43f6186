import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { GyreError } from "../../core/index.js";
import type { ArtifactContent } from "../../tracking/index.js";
import { onDisk, systemCode } from "./failures.js";
import { stampOf, type VerifiedFiles } from "./verified-files.js";

const CHUNK_BYTES = 512 * 1024;

/** A file as it was found. */
export interface FoundFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** SHA-256 in hex; null where it is not known. */
  readonly digest: string | null;
  /** Opens it; by default for reading, without further ado. */
  readonly open?: () => Promise<FileHandle>;
  /** Whether what is not there should be: it may have been removed since it was found. */
  readonly isNamed?: () => Promise<boolean>;
  /** Where it is kept that it was read whole and right; without it, every whole read hashes. */
  readonly verified?: VerifiedFiles;
}

/** The content of a file. It is opened when it is read, so that what is never read holds nothing open. */
export function fileContent(found: FoundFile): ArtifactContent {
  const { sizeBytes, digest } = found;
  return {
    sizeBytes,
    digest,
    read(from = 0, to = sizeBytes) {
      const first = Math.max(0, from);
      const end = Math.min(to, sizeBytes);
      const whole = first === 0 && end === sizeBytes;
      return readFile(found, first, end, whole ? digest : null);
    },
  };
}

/**
 * Bytes [from, to) in two buffers by turns: one is read into while the reader has the other. The last chunk is held back until
 * the digest is known to be right.
 */
async function* readFile(
  found: FoundFile,
  from: number,
  to: number,
  digest: string | null,
): AsyncGenerator<Uint8Array> {
  const file = await openFound(found);
  try {
    const check = digest === null ? null : await digestCheck(file, found, digest);
    const buffers: Buffer[] = [];
    const readAt = (at: number, turn: number): Promise<Uint8Array> => {
      buffers[turn] ??= Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, to - at));
      return readChunk(file, found.path, at, buffers[turn].subarray(0, to - at));
    };
    let turn = 0;
    let next = from < to ? readAt(from, turn) : null;
    for (let at = from; next; ) {
      const chunk = await next;
      if (chunk.length === 0) throw corrupt(found, `ends after ${at} of ${found.sizeBytes} bytes`);
      at += chunk.length;
      turn ^= 1;
      next = at < to ? readAt(at, turn) : null;
      check?.update(chunk);
      if (next === null) check?.end();
      yield chunk;
    }
  } finally {
    await file.close();
  }
}

/** Null where the file is as it was when it was found right. */
async function digestCheck(file: FileHandle, found: FoundFile, digest: string) {
  const { path, verified } = found;
  const stamp = verified && (await onDisk(path, () => stampOf(file)));
  if (stamp !== undefined && verified?.has(path, stamp)) return null;
  const hash = createHash("sha256");
  return {
    update: (chunk: Uint8Array) => hash.update(chunk),
    end(): void {
      if (hash.digest("hex") !== digest) throw corrupt(found, "holds other bytes");
      if (stamp !== undefined) verified?.add(path, stamp);
    },
  };
}

/** Begun before it is needed; a failure waits for whoever awaits it. */
function readChunk(file: FileHandle, path: string, at: number, into: Buffer): Promise<Uint8Array> {
  const reading = onDisk(path, async () => into.subarray(0, (await file.read(into, 0, into.length, at)).bytesRead));
  reading.catch(() => undefined);
  return reading;
}

async function openFound(found: FoundFile): Promise<FileHandle> {
  try {
    return await (found.open ? found.open() : open(found.path, "r"));
  } catch (error) {
    if (systemCode(error) === "ENOENT")
      throw (await found.isNamed?.()) === false ? removed() : corrupt(found, "is not there");
    return onDisk(found.path, () => Promise.reject(error));
  }
}

function removed(): GyreError {
  return new GyreError("tracking.artifact_unknown", "the artifact was removed or replaced a moment ago", {
    hint: "ask for it again",
  });
}

function corrupt({ path, digest }: FoundFile, what: string): GyreError {
  return new GyreError("store.corrupt", `${path} ${what}, and not what was kept there`, {
    hint: "restore the file from a backup, or remove its name and send it again",
    details: { path, digest },
  });
}
