import type { Alert, DriftState, Finding, PerformanceState } from "./types.js";

/** Which records to list; what is left out does not restrict. */
export interface MonitoringFilter {
  readonly monitor?: string;
  readonly kind?: "drift" | "performance";
  /** At this time or later. */
  readonly from?: number;
  /** Before this time. */
  readonly until?: number;
}

/**
 * Keeps every check of every monitor.
 * - `record` is durable when it resolves. Recording an id again leaves the first record as it was.
 * - `list` gives the records by time, ascending, and by id where times are equal.
 * - What was recorded comes back equal, nulls and missing optional fields included.
 */
export interface FindingStore {
  record(finding: Finding): Promise<void>;
  list(filter: MonitoringFilter): Promise<readonly Finding[]>;
}

/** Keeps every alert, by the requirements of {@link FindingStore}. */
export interface AlertStore {
  record(alert: Alert): Promise<void>;
  list(filter: MonitoringFilter): Promise<readonly Alert[]>;
}

/** Memory of a monitor between windows. */
export type MonitorState = DriftState | PerformanceState;

/**
 * Keeps what monitors remember between windows.
 * - `save` replaces the whole state of the monitor it names, durably when it resolves.
 * - `load` gives the state saved last, or undefined for a monitor that was never saved.
 */
export interface MonitorStateStore {
  load(monitor: string): Promise<MonitorState | undefined>;
  save(state: MonitorState): Promise<void>;
}
