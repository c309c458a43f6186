import type { TrainingRun } from "./types.js";

/**
 * Keeps runs.
 *
 * Requirements: `save` replaces the run with the same id as a whole and is durable when it resolves; a run is never
 * partly visible; `list` is newest first, ordered by id.
 */
export interface TrainingRunStore {
  save(run: TrainingRun): Promise<void>;
  get(id: string): Promise<TrainingRun | null>;
  list(filter: {
    readonly model?: string;
    readonly limit: number;
    readonly before?: string;
  }): Promise<readonly TrainingRun[]>;
}

/**
 * Keeps bytes by their SHA-256.
 *
 * Requirements: `put` is durable when it resolves, and idempotent; a digest never names other bytes or a part of them, whatever
 * dies when; `get` verifies the digest and throws `store.corrupt` on a mismatch, null when absent.
 */
export interface ArtifactStore {
  put(bytes: Uint8Array): Promise<{ readonly digest: string; readonly sizeBytes: number }>;
  get(digest: string): Promise<Uint8Array | null>;
  has(digest: string): Promise<boolean>;
}
