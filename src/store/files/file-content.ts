import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { GyreError } from "../../core/index.js";
import type { ArtifactContent } from "../../tracking/index.js";
import { onDisk, systemCode } from "./failures.js";

const CHUNK_BYTES = 512 * 1024;

/** A file as it was found. */
export interface FoundFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** SHA-256 in hex; null where it is not known. */
  readonly digest: string | null;
  /** Opens it; by default for reading, without further ado. */
  readonly open?: () => Promise<FileHandle>;
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

/** Bytes [from, to); the last chunk is held back until the digest is known to be right. */
async function* readFile(
  found: FoundFile,
  from: number,
  to: number,
  digest: string | null,
): AsyncGenerator<Uint8Array> {
  const file = await openFound(found);
  try {
    const hash = digest === null ? null : createHash("sha256");
    let next = readChunk(file, found.path, from, to);
    for (let at = from; at < to; ) {
      const chunk = await next;
      if (chunk.length === 0) throw corrupt(found, `ends after ${at} of ${found.sizeBytes} bytes`);
      at += chunk.length;
      if (at < to) next = readChunk(file, found.path, at, to);
      hash?.update(chunk);
      if (at >= to && hash && hash.digest("hex") !== digest) throw corrupt(found, "holds other bytes");
      yield chunk;
    }
  } finally {
    await file.close();
  }
}

/** Begun before it is needed; a failure waits for whoever awaits it. */
function readChunk(file: FileHandle, path: string, at: number, to: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(Math.max(0, Math.min(CHUNK_BYTES, to - at)));
  const reading = onDisk(path, async () => {
    if (buffer.length === 0) return buffer;
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    return buffer.subarray(0, bytesRead);
  });
  reading.catch(() => undefined);
  return reading;
}

async function openFound(found: FoundFile): Promise<FileHandle> {
  try {
    return await (found.open ? found.open() : open(found.path, "r"));
  } catch (error) {
    if (systemCode(error) === "ENOENT") throw corrupt(found, "is not there");
    return onDisk(found.path, () => Promise.reject(error));
  }
}

function corrupt({ path, digest }: FoundFile, what: string): GyreError {
  return new GyreError("store.corrupt", `${path} ${what}, and not what was kept there`, {
    hint: "restore the file from a backup, or remove its name and send it again",
    details: { path, digest },
  });
}
