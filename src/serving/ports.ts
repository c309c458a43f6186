import type { FeatureColumn, Value } from "../features/index.js";
import type { Table } from "../learn/index.js";
import type { Arm, Outcome, Prediction } from "./types.js";

/** Predictions of one moment or tick in columns; row i of everything belongs together. */
export interface PredictionBatch {
  readonly deployment: string;
  readonly ids: readonly string[];
  /** Moment of prediction, ms. */
  readonly at: Float64Array;
  readonly versionIds: readonly string[];
  readonly arms: readonly Arm[];
  readonly units: readonly string[];
  readonly requests: Table;
  readonly features: Table;
  readonly probabilities: Float64Array;
}

/** Outcomes that became known, in columns. */
export interface OutcomeBatch {
  readonly predictionIds: readonly string[];
  readonly labels: Float64Array;
  readonly knownAt: Float64Array;
}

/** Predictions joined to their outcomes by prediction id, ordered by (outcome known at, prediction id). */
export interface JoinedBatch {
  readonly ids: readonly string[];
  readonly at: Float64Array;
  readonly knownAt: Float64Array;
  readonly labels: Float64Array;
  readonly probabilities: Float64Array;
  readonly versionIds: readonly string[];
  readonly arms: readonly Arm[];
}

/**
 * Keeps predictions and their outcomes.
 *
 * Requirements: what `append` and `recordOutcomes` resolved for survives a kill; both are idempotent by prediction id (the first
 * outcome counts). An outcome may come for an id not (yet) known: it is kept and joined when both are there.
 */
export interface PredictionLog {
  append(batch: PredictionBatch): Promise<void>;
  recordOutcomes(outcomes: OutcomeBatch): Promise<void>;
  get(id: string): Promise<{ readonly prediction: Prediction; readonly outcome: Outcome | null } | null>;
  /** Predictions whose outcome became known in [from, to). */
  joined(deployment: string, from: number, to: number): Promise<JoinedBatch>;
  /** The features of predictions made in [from, to), for watching drift. */
  features(deployment: string, from: number, to: number): Promise<Table>;
  /** Newest first by id. */
  list(deployment: string, page: { readonly limit: number; readonly before?: string }): Promise<readonly Prediction[]>;
  count(deployment: string): Promise<number>;
}

/**
 * Reads features for one request as known at a moment.
 *
 * Requirements: `columns` never changes and is always the same array; `read` gives one cell for each of them in their order, from
 * what was known at `at` and nothing later; it does not wait.
 */
export interface FeatureReader {
  readonly columns: readonly FeatureColumn[];
  read(request: Readonly<Record<string, Value>>, at: number): readonly Value[];
}

/** The parts that a prediction's time is spent on. `infer` and `log` are shared by the predictions of a batch and recorded once. */
export type Phase = "features" | "infer" | "log";

/** Measures phases. `now` is a reading of a steady clock in ms; `record` ends the phase that began at such a reading. */
export interface PhaseMeter {
  now(): number;
  record(phase: Phase, startedAt: number): void;
}
