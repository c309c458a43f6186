import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GyreError } from "../../core/index.js";
import { makeDirectory, syncDirectory } from "./durable.js";
import { onDisk, systemCode } from "./failures.js";
import { fileContent } from "./file-content.js";
import { createPlaces, expired, isUploadId, MOST_UPLOADS, newUploadId, type UploadOptions } from "./upload-places.js";
import { writeStream } from "./write-stream.js";

const MOST_PARTS = 10_000;
const DIGEST_BYTES = 32;

/** An upload's part, as the caller names it when it asks to join them. */
export interface PartRef {
  readonly part: number;
  readonly tag: string;
}

/** Uploads in parts, kept in files of their own until they are joined. */
export interface UploadParts {
  begin(path: string): Promise<{ readonly uploadId: string }>;
  write(uploadId: string, part: number, bytes: AsyncIterable<Uint8Array>): Promise<{ readonly tag: string }>;
  /** Joins once, also when it is asked twice or at the same time; `keep` gets the path and all the bytes. */
  finish(
    uploadId: string,
    parts: readonly PartRef[],
    keep: (path: string, bytes: AsyncIterable<Uint8Array>) => Promise<unknown>,
  ): Promise<void>;
  abort(uploadId: string): Promise<void>;
}

/**
 * Opens the uploads of a directory: `open/<id>/path` and `open/<id>/<part>`, a part being its bytes and then their SHA-256, so that
 * one rename replaces both; `done/<id>` says for a day that an upload has been joined. An id begins with the time of its upload,
 * so uploads are forgotten after a day whether or not the process lived on.
 */
export async function openUploadParts(
  directory: string,
  { clock, mostOpen = MOST_UPLOADS }: UploadOptions,
): Promise<UploadParts> {
  const opened = join(directory, "open");
  const done = join(directory, "done");
  for (const path of [opened, done]) await onDisk(path, () => makeDirectory(path));
  const places = createPlaces(opened, done, { clock, mostOpen });
  await places.sweep();
  const directoryOf = (uploadId: string): string => {
    if (!isUploadId(uploadId) || expired(uploadId, clock)) throw unknown(uploadId);
    return join(opened, uploadId);
  };
  const finishing = new Map<string, Promise<void>>();
  return {
    async begin(path) {
      await places.take();
      const uploadId = newUploadId(clock);
      const home = join(opened, uploadId);
      await onDisk(home, async () => {
        await mkdir(home);
        await writeFile(join(home, "path"), path);
      });
      return { uploadId };
    },
    async write(uploadId, part, bytes) {
      requirePart(part);
      return writePart(directoryOf(uploadId), uploadId, part, bytes);
    },
    async finish(uploadId, parts, keep) {
      const home = directoryOf(uploadId);
      if (parts.length === 0) throw partUnknown("expected at least one part, got none");
      const begun = finishing.get(uploadId) ?? joinParts({ home, mark: join(done, uploadId), uploadId, parts, keep });
      finishing.set(uploadId, begun);
      await begun.finally(() => finishing.delete(uploadId));
      places.freed();
    },
    async abort(uploadId) {
      if (!isUploadId(uploadId)) return;
      await onDisk(opened, () => rm(join(opened, uploadId), { recursive: true, force: true }));
      places.freed();
    },
  };
}

async function writePart(home: string, uploadId: string, part: number, bytes: AsyncIterable<Uint8Array>) {
  const temporary = join(home, `${part}-${randomUUID()}.tmp`);
  await requireOpen(home, uploadId);
  try {
    const { digest } = await writeStream(temporary, bytes, { trailer: ({ digest }) => Buffer.from(digest, "hex") });
    await onDisk(home, () => rename(temporary, join(home, String(part))));
    return { tag: digest };
  } catch (error) {
    await rm(temporary, { force: true });
    await requireOpen(home, uploadId);
    throw error;
  }
}

interface Joining {
  readonly home: string;
  /** Where it is noted that the upload has been joined. */
  readonly mark: string;
  readonly uploadId: string;
  readonly parts: readonly PartRef[];
  readonly keep: (path: string, bytes: AsyncIterable<Uint8Array>) => Promise<unknown>;
}

async function joinParts({ home, mark, uploadId, parts, keep }: Joining): Promise<void> {
  if ((await stat(mark).catch(() => null)) !== null) return;
  await requireOpen(home, uploadId);
  const path = await onDisk(home, () => readFile(join(home, "path"), "utf8"));
  const contents = [];
  for (const ref of parts) contents.push(await partContent(home, ref));
  await keep(path, joined(contents));
  await onDisk(mark, async () => {
    await mkdir(mark, { recursive: true });
    await syncDirectory(join(mark, ".."));
    await rm(home, { recursive: true, force: true });
  });
}

async function* joined(contents: readonly ReturnType<typeof fileContent>[]): AsyncGenerator<Uint8Array> {
  for (const content of contents) yield* content.read();
}

async function partContent(home: string, { part, tag }: PartRef) {
  requirePart(part);
  const path = join(home, String(part));
  const file = await open(path, "r").catch((error) => {
    if (systemCode(error) === "ENOENT") throw partUnknown(`part ${part} has not been sent`);
    throw error;
  });
  try {
    const { size } = await file.stat();
    const trailer = Buffer.alloc(DIGEST_BYTES);
    await file.read(trailer, 0, DIGEST_BYTES, size - DIGEST_BYTES);
    const digest = trailer.toString("hex");
    if (digest !== tag) throw partUnknown(`part ${part} has the tag ${digest}, not ${tag.slice(0, 80)}`);
    return fileContent({ path, sizeBytes: size - DIGEST_BYTES, digest });
  } finally {
    await file.close();
  }
}

async function requireOpen(home: string, uploadId: string): Promise<void> {
  if ((await stat(home).catch(() => null)) === null) throw unknown(uploadId);
}

function requirePart(part: number): void {
  if (Number.isInteger(part) && part >= 1 && part <= MOST_PARTS) return;
  throw partUnknown(`expected the number of a part from 1 to ${MOST_PARTS}, got ${part}`);
}

function partUnknown(message: string): GyreError {
  return new GyreError("tracking.part_unknown", message, { hint: "send the part again, then join the upload" });
}

function unknown(uploadId: string): GyreError {
  return new GyreError("tracking.upload_unknown", `no upload ${uploadId.slice(0, 80)} is open`, {
    hint: "begin a new upload: they are forgotten when they are joined or aborted, and after a day",
  });
}
