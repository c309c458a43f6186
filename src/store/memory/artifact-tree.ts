import { type Clock, GyreError, sha256 } from "../../core/index.js";
import { type ArtifactEntry, type ArtifactTree, artifactPath } from "../../tracking/index.js";
import { byName } from "../by-name.js";
import { untilAborted } from "../files/source.js";
import { hashedFiles } from "../hashed-files.js";
import { createMemoryUploads } from "./upload-parts.js";

/** What artifacts in memory may be told. */
export interface MemoryArtifactOptions {
  readonly clock: Clock;
  /** How many uploads in parts may be open: 10,000 by default. */
  readonly mostUploads?: number;
}

/** An {@link ArtifactTree} in memory, over a map from path to bytes, which the caller may own. */
export function createMemoryArtifactTree(
  files: Map<string, Uint8Array>,
  { clock, mostUploads = 10_000 }: MemoryArtifactOptions,
): ArtifactTree {
  const write: ArtifactTree["write"] = async (path, bytes, { signal, expectedDigest } = {}) => {
    const checked = artifactPath(path);
    const whole = await collect(untilAborted(bytes, signal));
    const digest = sha256(whole);
    if (expectedDigest !== undefined && expectedDigest !== digest)
      throw new GyreError("tracking.bad_value", `expected bytes with the SHA-256 ${expectedDigest}, got ${digest}`);
    requireFree(files, checked);
    files.set(checked, whole);
    return { digest, sizeBytes: whole.length };
  };
  const uploads = createMemoryUploads(clock, mostUploads);
  const reads: Pick<ArtifactTree, "open" | "list"> = {
    async open(path) {
      const bytes = files.get(artifactPath(path));
      if (!bytes) return null;
      const read = async function* (from = 0, to = bytes.length) {
        if (from < to) yield new Uint8Array(bytes.subarray(from, to));
      };
      return { sizeBytes: bytes.length, digest: sha256(bytes), read };
    },
    list: async (path) => entriesOf(files, path === "" ? "" : `${artifactPath(path)}/`),
  };
  return {
    write,
    ...reads,
    files: (path) => hashedFiles(reads, path),
    async remove(path) {
      if (path === "")
        throw new GyreError("store.path_escapes", "Invalid path", { hint: "the root cannot be removed" });
      const checked = artifactPath(path);
      for (const name of [...files.keys()]) if (name === checked || name.startsWith(`${checked}/`)) files.delete(name);
    },
    beginParts: async (path) => uploads.begin(artifactPath(path)),
    writePart: async (uploadId, part, bytes) => uploads.write(uploadId, part, await collect(bytes)),
    finishParts: (uploadId, parts) => uploads.finish(uploadId, parts, write),
    abortParts: async (uploadId) => uploads.abort(uploadId),
  };
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(new Uint8Array(chunk));
  return new Uint8Array(Buffer.concat(chunks));
}

function requireFree(files: ReadonlyMap<string, Uint8Array>, path: string): void {
  const parts = path.split("/");
  const aboveIsFile = parts.some((_, i) => i > 0 && files.has(parts.slice(0, i).join("/")));
  const isDirectory = [...files.keys()].some((name) => name.startsWith(`${path}/`));
  if (aboveIsFile || isDirectory)
    throw new GyreError("tracking.artifact_in_the_way", `a file and a directory cannot both be at ${path}`);
}

function entriesOf(files: ReadonlyMap<string, Uint8Array>, prefix: string): readonly ArtifactEntry[] {
  const entries = new Map<string, ArtifactEntry>();
  for (const [path, bytes] of files) {
    if (!path.startsWith(prefix)) continue;
    const [name, ...below] = path.slice(prefix.length).split("/");
    const isDirectory = below.length > 0;
    entries.set(name, { name, isDirectory, sizeBytes: isDirectory ? 0 : bytes.length });
  }
  return [...entries.values()].sort(byName);
}
