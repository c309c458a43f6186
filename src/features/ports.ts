import type { Source } from "../data/index.js";
import type { Table } from "../learn/index.js";
import type { Examples, FeatureDefinitions, FeatureSet } from "./types.js";

/** Events of one source in columns, ordered by (available at, position in the source); text columns are dictionary-coded. */
export interface EventBatch {
  readonly source: string;
  readonly rows: number;
  readonly columns: Readonly<Record<string, EventColumn>>;
}

/** Numbers (missing = NaN; booleans as 0/1, timestamps as ms) or codes into a dictionary (missing = −1). */
export type EventColumn =
  | { readonly kind: "number" | "timestamp" | "boolean"; readonly values: Float64Array }
  | { readonly kind: "text"; readonly codes: Int32Array; readonly dictionary: readonly string[] };

/** A point-in-time correct training set; row i of everything belongs together, ordered by (at, id). */
export interface TrainingSet {
  readonly ids: readonly string[];
  /** Moment of prediction, ms. */
  readonly at: Float64Array;
  /** When the label became known, ms. */
  readonly labelKnownAt: Float64Array;
  readonly labels: Float64Array;
  readonly features: Table;
}

/**
 * The offline engine.
 *
 * Requirements: reads only rows that passed their source's checks; every example gives exactly one row, whatever duplicates,
 * ties or gaps the sources have; equal input gives equal output, byte for byte; values equal those of the online evaluator
 * (doubles in sums to 1e-12 relative).
 */
export interface OfflineFeatures {
  trainingSet(input: {
    readonly definitions: FeatureDefinitions;
    readonly set: FeatureSet;
    readonly examples: Examples;
    /** Only examples whose label was known by then, ms; all when absent. */
    readonly labelKnownUntil?: number;
    readonly signal?: AbortSignal;
  }): Promise<TrainingSet>;
  /** All rows of a source as columns, ordered by (`orderBy` ascending, position); for replaying it as a stream. */
  events(input: {
    readonly source: Source;
    readonly columns: readonly string[];
    readonly orderBy: string | null;
  }): Promise<EventBatch>;
}
