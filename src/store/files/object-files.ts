import { existsSync, rmSync } from "node:fs";
import { mkdir, opendir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ArtifactContent } from "../../tracking/index.js";
import { checkDigest } from "../digest.js";
import { syncDirectory } from "./durable.js";
import { onDisk, systemCode } from "./failures.js";
import { type FoundFile, fileContent } from "./file-content.js";
import { openTemporaries } from "./temporaries.js";
import { createVerifiedFiles } from "./verified-files.js";
import { type WriteOptions, type Written, writeStream } from "./write-stream.js";

/** Bytes that have arrived whole and are synced, but not yet under their digest. */
export interface ReceivedObject extends Written {
  /** Puts them under their digest, durably; what was there becomes these same bytes. */
  place(): Promise<void>;
  discard(): Promise<void>;
}

/** Files by digest, for streams. Same layout as the artifact store: `ab/cdef…`, with `.tmp` beside. */
export interface ObjectFiles {
  receive(bytes: AsyncIterable<Uint8Array>, options?: WriteOptions): Promise<ReceivedObject>;
  content(object: Written & Pick<FoundFile, "isNamed">): ArtifactContent;
  has(digest: string): boolean;
  /** Removes a file at once, in this turn of the event loop; those who are reading it go on. */
  remove(digest: string): void;
  /** Every file, in no order. */
  all(): AsyncIterable<{ readonly digest: string; readonly sizeBytes: number; readonly writtenAt: number }>;
}

/** Opens, and makes where it is missing, a directory of files by digest. */
export async function openObjectFiles(directory: string): Promise<ObjectFiles> {
  const temporary = await onDisk(directory, () => openTemporaries(join(directory, ".tmp")));
  const shards = new Set<string>();
  const verified = createVerifiedFiles();
  const shardOf = (digest: string): string => {
    checkDigest(digest);
    return join(directory, digest.slice(0, 2));
  };
  const pathOf = (digest: string): string => join(shardOf(digest), digest.slice(2));
  const makeShard = async (shard: string): Promise<void> => {
    if (shards.has(shard)) return;
    await mkdir(shard, { recursive: true });
    // Also where another process has made it a moment ago: it may not have synced it yet.
    await syncDirectory(directory);
    shards.add(shard);
  };
  return {
    async receive(bytes, options) {
      const path = temporary();
      const written = await writeStream(path, bytes, options);
      const shard = shardOf(written.digest);
      const target = pathOf(written.digest);
      return {
        ...written,
        place: () =>
          onDisk(target, async () => {
            await makeShard(shard);
            await replace(path, target);
            await syncDirectory(shard);
          }),
        discard: () => rm(path, { force: true }),
      };
    },
    content: (object) => fileContent({ path: pathOf(object.digest), verified, ...object }),
    has: (digest) => existsSync(pathOf(digest)),
    remove: (digest) => rmSync(pathOf(digest), { force: true }),
    all: () => filesUnder(directory),
  };
}

/** Renames over what is there. Where a system refuses that because the file is being read, its bytes are these already. */
async function replace(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!["EPERM", "EACCES", "EBUSY"].includes(systemCode(error))) throw error;
    const [wished, there] = await Promise.all([stat(from), stat(to).catch(() => null)]);
    if (there?.size !== wished.size) throw error;
    await rm(from, { force: true });
  }
}

async function* filesUnder(directory: string) {
  for await (const shard of await onDisk(directory, () => opendir(directory))) {
    if (!/^[0-9a-f]{2}$/.test(shard.name)) continue;
    const path = join(directory, shard.name);
    for await (const file of await onDisk(path, () => opendir(path))) {
      const left = await stat(join(path, file.name)).catch(() => null);
      if (left?.isFile() && /^[0-9a-f]{62}$/.test(file.name))
        yield { digest: shard.name + file.name, sizeBytes: left.size, writtenAt: left.mtimeMs };
    }
  }
}
