import type { Page, Query } from "../../tracking/index.js";
import type {
  DatasetRecord,
  DatasetTag,
  EvaluationDataset,
  RecordWish,
  ScorerSampling,
  ScorerVersion,
} from "./types.js";

/** What a new evaluation dataset is made of. */
export interface DatasetWish {
  readonly datasetId: string;
  readonly name: string;
  readonly tags: readonly DatasetTag[];
  /** They need not exist. */
  readonly experimentIds: readonly string[];
  readonly at: number;
}

/** Records to be merged into a dataset. */
export interface MergeWish {
  readonly records: readonly RecordWish[];
  /** Gives the id of each record that is new. */
  newId(): string;
  readonly at: number;
}

/**
 * Keeps evaluation datasets.
 *
 * Requirements: what a call has written is durable when it resolves, all of it or, when it throws, nothing; calls at the same time and of
 * several processes never make two records with the same inputs, and lose no field that one of them merged. Records keep the order in which
 * they came. Pages give nothing twice, and leave nothing out that was there from the first to the last.
 */
export interface EvaluationDatasetStore {
  create(wish: DatasetWish): Promise<EvaluationDataset>;
  dataset(datasetId: string): Promise<EvaluationDataset | null>;
  /** With its records; one that is not there is left alone. */
  remove(datasetId: string): Promise<void>;
  /** Those of any of these experiments, or all. After the wished order: the latest first, then by id from the last. */
  search(experimentIds: readonly string[] | null, query: Query): Promise<Page<EvaluationDataset>>;
  /** Throws `tracing.dataset_unknown`. */
  tag(datasetId: string, tags: readonly DatasetTag[]): Promise<void>;
  /** What is not there is left alone. */
  removeTag(datasetId: string, key: string): Promise<void>;

  /** In the order in which they came; none of a dataset that is not there. */
  experimentIds(datasetId: string): Promise<readonly string[]>;
  /** Those that it has are left alone. Throws `tracing.dataset_unknown`. */
  addExperiments(datasetId: string, experimentIds: readonly string[], at: number): Promise<EvaluationDataset>;
  /** Those that it does not have are left alone. Throws `tracing.dataset_unknown`. */
  removeExperiments(datasetId: string, experimentIds: readonly string[], at: number): Promise<EvaluationDataset>;

  /** Adds records, and merges into those with the same inputs. Throws `tracing.dataset_unknown`. */
  merge(datasetId: string, wish: MergeWish): Promise<{ readonly inserted: number; readonly updated: number }>;
  /** From the first. Throws `tracking.bad_page_token`. */
  records(datasetId: string, page: Pick<Query, "limit" | "after">): Promise<Page<DatasetRecord>>;
  /** Gives how many there were. */
  removeRecords(datasetId: string, recordIds: readonly string[]): Promise<number>;
}

/** A new version of a scorer; the id counts when it is the first of its name. */
export type ScorerWish = Omit<ScorerVersion, "version" | "createdAt"> & { readonly at: number };

/** How a scorer is to be sampled, by its name. */
export type SamplingWish = Omit<ScorerSampling, "scorerId"> & { readonly name: string };

/**
 * Keeps scorers: numbered versions by experiment and name.
 *
 * Requirements: what a call has written is durable when it resolves; two calls at the same time never get the same version. The next
 * version is one more than the greatest that is there.
 */
export interface ScorerStore {
  /** Throws `tracking.experiment_unknown`. */
  register(wish: ScorerWish): Promise<ScorerVersion>;
  /** The newest of each scorer of these experiments, by experiment and name. */
  newest(experimentIds: readonly string[]): Promise<readonly ScorerVersion[]>;
  /** From the first; none of a scorer that is not there. */
  versions(experimentId: string, name: string): Promise<readonly ScorerVersion[]>;
  /** Removes one version, or with null the scorer; gives how many versions there were. A scorer keeps its id while it is there. */
  remove(experimentId: string, name: string, version: number | null): Promise<number>;
  /** In the place of what was said before; null for a scorer that is not there. */
  sample(wish: SamplingWish): Promise<ScorerSampling | null>;
  /** Those of these scorers that have one. */
  samplings(scorerIds: readonly string[]): Promise<readonly ScorerSampling[]>;
}

/** What applications are evaluated with. */
export interface EvaluationStore {
  readonly datasets: EvaluationDatasetStore;
  readonly scorers: ScorerStore;
}
