import type { OrderDataset, Page, Query } from "./search/types.js";
import type {
  DatasetInput,
  Experiment,
  LifecycleStage,
  LoggedModel,
  LoggedModelStatus,
  Metric,
  ModelMetric,
  ModelOutput,
  Param,
  Run,
  RunInfo,
  RunStatus,
  Tag,
  TrainingRun,
} from "./types.js";

/** Which things a search looks at. */
export type View = LifecycleStage | "all";

/** A metric as it is logged; with a model it is kept of that as well. */
export interface LoggedMetric extends Metric {
  readonly modelId?: string;
  readonly datasetName?: string;
  readonly datasetDigest?: string;
}

/** What one call logs to a run. */
export interface LogBatch {
  readonly params: readonly Param[];
  readonly metrics: readonly LoggedMetric[];
  readonly tags: readonly Tag[];
}

/** A part of a metric's history; the first page without `after`. */
export interface HistoryQuery {
  readonly runId: string;
  readonly key: string;
  readonly limit: number;
  readonly after: readonly [timestamp: number, step: number, value: number | "NaN"] | null;
}

/** A chart's wish: at most about `points` of each run, from the steps between `from` and `to`, both included. */
export interface CurveQuery {
  readonly runIds: readonly string[];
  readonly key: string;
  readonly points: number;
  readonly from?: number;
  readonly to?: number;
}

/** Points of one run's curve by (step, timestamp). */
export interface Curve {
  readonly runId: string;
  readonly points: readonly Metric[];
}

/**
 * Keeps experiments, runs and logged models, and what was logged to them.
 *
 * Requirements: what a call has written is durable when it resolves, all of it or, when it throws, nothing; calls of several
 * processes and at the same time never lose or mix writes. Experiment ids are 0, 1, 2 … as text and never used again; the experiment
 * 0 named Default is there from the start, with the artifact location `<root>/0`, `root` being given on opening. Lists within an item
 * (tags, params, metrics) are by key in code points, inputs and outputs as they were logged. −0 is kept as 0. A search never gives an item twice or leaves one out because of writes
 * between its pages, unless they change what it is ordered by.
 */
export interface TrackingStore {
  /** Throws `tracking.experiment_exists`, also for a deleted one's name. `artifactLocation` null: `<root>/<id>`. */
  createExperiment(wish: {
    readonly name: string;
    readonly artifactLocation: string | null;
    readonly tags: readonly Tag[];
    readonly at: number;
  }): Promise<Experiment>;
  experiment(id: string): Promise<Experiment | null>;
  experimentByName(name: string): Promise<Experiment | null>;
  /**
   * Renames, deletes with all its active runs, or restores with all its runs, also those that were deleted before it, as MLflow does. Throws `tracking.experiment_unknown`,
   * also for deleting a deleted one or restoring an active one, `tracking.experiment_exists`, and `tracking.not_active` for a change of
   * name of a deleted one.
   */
  changeExperiment(
    id: string,
    change: { readonly name?: string; readonly stage?: LifecycleStage; readonly at: number },
  ): Promise<void>;
  /**
   * A value of null removes the tag. Tags change no time of the experiment. Throws `tracking.experiment_unknown`, `tracking.not_active`,
   * `tracking.tag_unknown`.
   */
  tagExperiment(id: string, key: string, value: string | null): Promise<void>;
  /** After the wished order: newest first, then by number. Throws `tracking.bad_page_token` for a cursor of another order. */
  searchExperiments(view: View, query: Query): Promise<Page<Experiment>>;

  /** Throws `tracking.experiment_unknown`, `tracking.not_active` for a deleted one. */
  createRun(run: RunInfo, tags: readonly Tag[]): Promise<void>;
  run(id: string): Promise<Run | null>;
  /** Status, end and name of an active run; the name's tag follows. Throws `tracking.run_unknown`, `tracking.not_active`. */
  changeRun(
    id: string,
    change: { readonly status?: RunStatus; readonly endedAt?: number; readonly name?: string },
  ): Promise<RunInfo>;
  /** Nothing changes where the stage is that already. Throws `tracking.run_unknown`. */
  setRunStage(id: string, stage: LifecycleStage, at: number): Promise<void>;
  /**
   * One transaction. A metric that is there already with its key, timestamp, step and value is left alone; the same param again is
   * allowed, another value throws `tracking.param_changed` with `details.changed` [{ key, was, wished }]; of a tag the last value
   * counts, and `mlflow.runName` renames the run. A metric with a model must name one that is there, deleted or not: `tracking.model_unknown`.
   * Throws `tracking.run_unknown`, `tracking.not_active`.
   */
  log(runId: string, batch: LogBatch): Promise<void>;
  /** Throws `tracking.run_unknown`, `tracking.not_active`, `tracking.tag_unknown`. */
  removeRunTag(runId: string, key: string): Promise<void>;
  /** Datasets and models that are there already are left alone. Throws `tracking.run_unknown`, `tracking.not_active`. */
  logInputs(runId: string, datasets: readonly DatasetInput[], modelIds: readonly string[]): Promise<void>;
  logOutputs(runId: string, models: readonly ModelOutput[]): Promise<void>;
  /**
   * Of these experiments. After the wished order: the last started first, those without a start last, then by id. Throws
   * `tracking.bad_page_token` for a cursor of another order.
   */
  searchRuns(experimentIds: readonly string[], view: View, query: Query): Promise<Page<Run>>;
  /** Every dataset that runs of these experiments read, each context tag of a reading once ("" without), by number, name, digest, context. */
  datasets(
    experimentIds: readonly string[],
    limit: number,
  ): Promise<
    readonly {
      readonly experimentId: string;
      readonly name: string;
      readonly digest: string;
      readonly context: string;
    }[]
  >;

  /** By (timestamp, step, value), NaN last. Empty for a run or a key that is not there. */
  history(query: HistoryQuery): Promise<{ readonly metrics: readonly Metric[]; readonly hasMore: boolean }>;
  /**
   * A curve for each run, in the order asked for. A curve of more than `points` is down-sampled so that the first, the last, every
   * peak and every trough of a bucket of steps stay.
   */
  curves(query: CurveQuery): Promise<readonly Curve[]>;

  /** Throws `tracking.experiment_unknown`, `tracking.not_active`. */
  createModel(model: Omit<LoggedModel, "metrics">): Promise<void>;
  /** Null for one that is deleted. */
  model(id: string): Promise<LoggedModel | null>;
  /**
   * Also of one that is deleted. Throws `tracking.model_unknown`. A tag's value of null removes it: `tracking.tag_unknown`; a param
   * that has another value already: `tracking.param_changed`.
   */
  changeModel(
    id: string,
    change: {
      readonly status?: LoggedModelStatus;
      readonly params?: readonly Param[];
      readonly tags?: readonly { readonly key: string; readonly value: string | null }[];
      readonly stage?: "deleted";
      readonly at: number;
    },
  ): Promise<LoggedModel>;
  /**
   * Of these experiments, active ones alone. A comparison of a metric holds when it does for any of its values; where datasets are
   * given, for any on them, and only models that were measured on them are found. A metric orders by its latest value: the greatest
   * (timestamp, step), then that of the smallest run id, then the greatest value. After the wished order: newest first, then by id.
   * Throws `tracking.bad_page_token` for a cursor of another order.
   */
  searchModels(wish: {
    readonly experimentIds: readonly string[];
    readonly datasets: readonly { readonly name: string; readonly digest: string | null }[];
    readonly query: Query;
    /** The dataset that a metric in `orderBy` at the same place is of. */
    readonly orderDatasets?: readonly (OrderDataset | null)[];
  }): Promise<Page<LoggedModel>>;
  /** The metrics of a model, all of them as in the model itself, but by (timestamp, step) and then by key. */
  modelMetrics(id: string): Promise<readonly ModelMetric[]>;

  /**
   * Runs, experiments and models deleted before `before`, with the runs and models under such experiments, oldest first, `limit` at
   * most; at one time runs, then models, then experiments, each by id. Of several deletions of one thing, and of what it is under, the
   * first counts.
   */
  collectable(before: number, limit: number): Promise<readonly Collectable[]>;
  /** Whether it is still as it was found: neither restored nor deleted anew. */
  isCollectable(item: Collectable): Promise<boolean>;
  /**
   * Removes them for good, with all that runs logged, also to models, and an experiment with all under it; what has been restored or
   * deleted anew meanwhile is left alone. Gives which of them were removed.
   */
  collect(items: readonly Collectable[]): Promise<readonly Collectable[]>;
}

/** Something deleted that can be removed for good. */
export interface Collectable {
  readonly kind: "experiment" | "run" | "model";
  readonly id: string;
  readonly artifactUri: string;
  readonly deletedAt: number;
}

/**
 * Keeps the records of trainings.
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

/** A name in a directory of artifacts. */
export interface ArtifactEntry {
  /** The last part of its path. */
  readonly name: string;
  readonly isDirectory: boolean;
  /** 0 for a directory. */
  readonly sizeBytes: number;
}

/** What tells a file from every other. */
export interface ArtifactFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** SHA-256 in hex, of the bytes as they are now. */
  readonly digest: string;
}

/** A file to be read: all of it, or a part. */
export interface ArtifactContent {
  readonly sizeBytes: number;
  /** SHA-256 in hex, null where the store does not know it. */
  readonly digest: string | null;
  /**
   * Bytes [from, to), by default all. A chunk is the reader's until it asks for the next. What is read whole holds what its digest
   * says, or fails with `store.corrupt`; a store may know that from an earlier read of a file that nobody has written to since.
   */
  read(from?: number, to?: number): AsyncIterable<Uint8Array>;
}

/**
 * Files under names, in directories. A path is parts joined by "/", none empty, "." or "..", no control character or
 * back-slash; whoever calls has checked that (`artifactPath`), and the store checks again.
 *
 * Requirements: `write` is durable when it resolves and never partly visible, also when its source fails; it replaces; parents need
 * not be made, and a directory is there as long as a file is under it; what is being read stays whole while it is
 * replaced or removed; memory does not grow with the size of a file, and nothing is written twice.
 */
export interface ArtifactTree {
  /** Throws `tracking.artifact_in_the_way` where a directory has that name, or a file that of a parent. */
  write(
    path: string,
    bytes: AsyncIterable<Uint8Array>,
    options?: { readonly signal?: AbortSignal; readonly expectedDigest?: string },
  ): Promise<{ readonly digest: string; readonly sizeBytes: number }>;
  /** Null for a directory and for what is not there. */
  open(path: string): Promise<ArtifactContent | null>;
  /** By name in code points; empty for a file and for what is not there. The root is "". */
  list(path: string): Promise<readonly ArtifactEntry[]>;
  /** The file at a path, or all files under it, each with its path from there ("" for the file itself), in any order; none of what is not there. */
  files(path: string): AsyncIterable<ArtifactFile>;
  /** A file, or a directory with all under it; nothing when it is not there. Throws `store.path_escapes` for the root. */
  remove(path: string): Promise<void>;

  /** Opens an upload in parts to `path`; open ones are bounded in number (`tracking.too_many_uploads`) and forgotten after a day. */
  beginParts(path: string): Promise<{ readonly uploadId: string }>;
  /** Part numbers count from 1; the same number again replaces. Gives the part's digest as its tag. */
  writePart(uploadId: string, part: number, bytes: AsyncIterable<Uint8Array>): Promise<{ readonly tag: string }>;
  /** Joins the parts in this order into `path`. Throws `tracking.upload_unknown`, `tracking.part_unknown`. */
  finishParts(uploadId: string, parts: readonly { readonly part: number; readonly tag: string }[]): Promise<void>;
  abortParts(uploadId: string): Promise<void>;
}

/**
 * Finds and removes the bytes of artifacts that have no name any more.
 *
 * Requirements: what is being written, also the same bytes, is never removed; who has begun to read goes on. What a killed writer left
 * is garbage an hour later.
 */
export interface ArtifactGarbage {
  /** Bytes without a name. `going`: how many names of a digest are counted as gone. */
  unreferenced(
    going?: ReadonlyMap<string, number>,
  ): AsyncIterable<{ readonly digest: string; readonly sizeBytes: number }>;
  /** Removes them if they have no name; false when they stay. */
  removeObject(digest: string): Promise<boolean>;
}
