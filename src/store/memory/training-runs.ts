import { GyreError, sha256 } from "../../core/index.js";
import type { ArtifactStore, TrainingRun, TrainingRunStore } from "../../tracking/index.js";
import { checkDigest } from "../digest.js";

/** A {@link TrainingRunStore} in memory. */
export function createMemoryTrainingRunStore(): TrainingRunStore {
  const runs = new Map<string, TrainingRun>();
  return {
    async save(run) {
      runs.set(run.id, structuredClone(run));
    },
    async get(id) {
      return runs.get(id) ?? null;
    },
    async list({ model, limit, before }) {
      return [...runs.values()]
        .filter((run) => (model === undefined || run.model === model) && (before === undefined || run.id < before))
        .sort((a, b) => (a.id < b.id ? 1 : -1))
        .slice(0, limit);
    },
  };
}

/** An {@link ArtifactStore} over a map from digest to bytes, which the caller may own. */
export function createMemoryArtifactStore(kept: Map<string, Uint8Array> = new Map()): ArtifactStore {
  return {
    async put(bytes) {
      const digest = sha256(bytes);
      kept.set(digest, new Uint8Array(bytes));
      return { digest, sizeBytes: bytes.byteLength };
    },
    async get(digest) {
      checkDigest(digest);
      const bytes = kept.get(digest);
      if (!bytes) return null;
      if (sha256(bytes) !== digest)
        throw new GyreError("store.corrupt", `the artifact ${digest} has changed in memory`);
      return new Uint8Array(bytes);
    },
    async has(digest) {
      checkDigest(digest);
      return kept.has(digest);
    },
  };
}
