import { createHash } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { GyreError } from "../../core/index.js";
import { onDisk } from "./failures.js";
import { untilAborted } from "./source.js";

const BATCH_BYTES = 1024 * 1024;
const SYNC_EVERY_BYTES = 16 * 1024 * 1024;

/** What a stream turned out to be. */
export interface Written {
  /** SHA-256 in hex. */
  readonly digest: string;
  readonly sizeBytes: number;
}

/** What a transfer may be given besides its bytes. */
export interface WriteOptions {
  readonly signal?: AbortSignal;
  /** SHA-256 in hex; other bytes are refused with `tracking.bad_value`. */
  readonly expectedDigest?: string;
  /** Written after the bytes, and no part of the digest. */
  readonly trailer?: (written: Written) => Uint8Array;
}

/**
 * Writes a stream into a new file and syncs it. Memory stays flat: one batch fills while the one before is written, and the disk
 * gets its work early, so that the last sync is short. On any failure the file is removed. Throws what the source throws,
 * `core.cancelled`, `store.disk_full`, `store.unavailable`.
 */
export async function writeStream(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  options: WriteOptions = {},
): Promise<Written> {
  const file = await onDisk(path, () => open(path, "wx"));
  try {
    const sink = createSink(file, path);
    let written: Written;
    try {
      for await (const chunk of untilAborted(bytes, options.signal)) await sink.take(chunk);
      written = await sink.end(options.trailer);
    } finally {
      await sink.settled();
      await file.close();
    }
    requireDigest(written, options.expectedDigest);
    return written;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

function requireDigest({ digest }: Written, expected: string | undefined): void {
  if (expected === undefined || expected === digest) return;
  throw new GyreError("tracking.bad_value", `expected bytes with the SHA-256 ${expected}, got ${digest}`, {
    hint: "send the file again",
    details: { expected, got: digest },
  });
}

/** Copies chunks into two batches in turn, so that whoever made them may use them again at once. */
function createSink(file: FileHandle, path: string) {
  const hash = createHash("sha256");
  const batches: Buffer[] = [];
  const disk = createDisk(file, path);
  let turn = 0;
  let filled = 0;
  let sizeBytes = 0;
  const flush = async (): Promise<void> => {
    const full = batches[turn].subarray(0, filled);
    await disk.write(full);
    turn ^= 1;
    filled = 0;
  };
  return {
    async take(chunk: Uint8Array): Promise<void> {
      hash.update(chunk);
      for (let at = 0; at < chunk.length; ) {
        batches[turn] ??= Buffer.allocUnsafeSlow(BATCH_BYTES);
        const taken = chunk.subarray(at, at + BATCH_BYTES - filled);
        batches[turn].set(taken, filled);
        filled += taken.length;
        at += taken.length;
        if (filled === BATCH_BYTES) await flush();
      }
      sizeBytes += chunk.length;
    },
    async end(trailer: WriteOptions["trailer"]): Promise<Written> {
      if (filled > 0) await flush();
      const written = { digest: hash.digest("hex"), sizeBytes };
      if (trailer) await disk.write(trailer(written));
      await disk.sync();
      return written;
    },
    settled: disk.settled,
  };
}

/** In as few calls as the system allows. */
async function writeAll(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length; ) at += (await file.write(piece, at)).bytesWritten;
}

/** Writes one piece at a time: `write` resolves when the piece before is written, so of two buffers one is always free. */
function createDisk(file: FileHandle, path: string) {
  let writing: Promise<void> = Promise.resolve();
  let syncing: Promise<void> = Promise.resolve();
  let unsyncedBytes = 0;
  let syncs = 0;
  const begin = (work: () => Promise<void>): Promise<void> => {
    const begun = onDisk(path, work);
    begun.catch(() => undefined);
    return begun;
  };
  return {
    async write(piece: Uint8Array): Promise<void> {
      await writing;
      unsyncedBytes += piece.length;
      if (unsyncedBytes >= SYNC_EVERY_BYTES && syncs === 0) {
        unsyncedBytes = 0;
        syncs++;
        syncing = begin(() => file.datasync().finally(() => syncs--));
      }
      writing = begin(() => writeAll(file, piece));
    },
    async sync(): Promise<void> {
      await writing;
      await syncing;
      await onDisk(path, () => file.datasync());
    },
    /** Resolves when nothing is under way any more, whatever became of it. */
    async settled(): Promise<void> {
      await Promise.allSettled([writing, syncing]);
    },
  };
}
