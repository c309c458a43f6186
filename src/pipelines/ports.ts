import type { Event, Materialization } from "./types.js";

/**
 * Remembers what was made.
 *
 * Requirements: `record` is durable when it resolves; the first record of a key stays and is given back, so that two runs that
 * made the same thing at once agree on one.
 */
export interface MaterializationStore {
  find(key: string): Promise<Materialization | null>;
  record(materialization: Materialization): Promise<Materialization>;
  /** The latest of each asset. */
  latest(): Promise<readonly Materialization[]>;
}

/**
 * The append-only log of what happened: applied projects, pipeline runs, triggers, alerts, alias moves, rollout transitions.
 *
 * Requirements: durable when it resolves; idempotent by id; `list` is oldest first.
 */
export interface EventLog {
  append(event: Event): Promise<void>;
  list(filter: {
    readonly kind?: string;
    readonly subject?: string;
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly Event[]>;
  last(kind: string, subject?: string): Promise<Event | null>;
}
