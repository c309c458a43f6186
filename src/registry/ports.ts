import type { Table } from "../learn/index.js";
import type { Page, Query } from "../tracking/index.js";
import type {
  Alias,
  ModelVersion,
  RegisteredModel,
  RegisteredVersion,
  RegistryTag,
  TensorSpec,
  VersionStage,
} from "./types.js";

/**
 * Keeps model versions and aliases.
 *
 * Requirements: `add` numbers versions 1, 2, 3 … within a model without gaps, also when called at the same time, and gives the
 * version that exists when the same run registers the same digest again; versions never change; an alias names one version or
 * none, moves atomically, and every move is kept; all of it is durable when it resolves.
 */
export interface ModelStore {
  add(version: Omit<ModelVersion, "version">): Promise<ModelVersion>;
  get(id: string): Promise<ModelVersion | null>;
  list(model: string): Promise<readonly ModelVersion[]>;
  models(): Promise<readonly string[]>;
  setAlias(model: string, alias: Alias, versionId: string | null, at: number): Promise<void>;
  alias(model: string, alias: Alias): Promise<ModelVersion | null>;
  aliasMoves(
    model: string,
  ): Promise<readonly { readonly alias: Alias; readonly versionId: string | null; readonly at: number }[]>;
}

/**
 * Keeps what MLflow's clients register: names, versions, aliases, tags and stages.
 *
 * Requirements: what a call has written is durable when it resolves, all of it or, when it throws, nothing; versions of a model are
 * numbered 1, 2, 3 … also by calls at the same time, and a number is never used again while the name lives; an alias moves atomically, every
 * move is kept with who made it. As MLflow's clients know it, tags and aliases leave every `updatedAt` alone, a description sets that of what it
 * describes, and what else happens to a version sets also that of its model; a new name sets those of all. An unknown
 * model or version throws `registry.model_unknown` or `registry.version_unknown`. Tags are by key and aliases by name, in code points.
 */
export interface RegisteredModelStore {
  /** Throws `registry.model_exists`. */
  create(model: {
    readonly name: string;
    readonly description: string | null;
    readonly tags: readonly RegistryTag[];
    readonly at: number;
  }): Promise<RegisteredModel>;
  get(name: string): Promise<RegisteredModel | null>;
  /** Versions, aliases and tags follow. Throws `registry.model_exists`. */
  rename(name: string, newName: string, at: number): Promise<RegisteredModel>;
  describe(name: string, description: string, at: number): Promise<RegisteredModel>;
  /** With its versions, aliases and tags. */
  remove(name: string): Promise<void>;
  /** A value of null removes the tag; one that is not there is left alone. */
  tag(name: string, key: string, value: string | null, at: number): Promise<void>;
  /** In `modelOrder`. Prompts, models with the tag `mlflow.prompt.is_prompt` = "true", are hidden where `promptSearch` says so. */
  search(query: Query): Promise<Page<RegisteredModel>>;

  createVersion(
    version: Omit<RegisteredVersion, "version" | "updatedAt" | "stage" | "aliases">,
  ): Promise<RegisteredVersion>;
  version(name: string, version: number): Promise<RegisteredVersion | null>;
  /** The newest version of each of these stages, of all by default; the stage with the oldest version first. */
  latest(name: string, stages?: readonly VersionStage[]): Promise<readonly RegisteredVersion[]>;
  describeVersion(name: string, version: number, description: string | null, at: number): Promise<RegisteredVersion>;
  /** With `archiveOthers` the others of that stage become Archived. */
  moveToStage(
    name: string,
    version: number,
    move: { readonly stage: VersionStage; readonly archiveOthers: boolean; readonly at: number },
  ): Promise<RegisteredVersion>;
  /** Its aliases go too; the number stays taken. */
  removeVersion(name: string, version: number, at: number): Promise<void>;
  tagVersion(name: string, version: number, change: { key: string; value: string | null; at: number }): Promise<void>;
  /** In `versionOrder`. Versions of a name of which one has the tag of prompts are hidden as prompts are. */
  searchVersions(query: Query): Promise<Page<RegisteredVersion>>;

  /** Version null removes the alias; one that is not there is left alone. */
  setAlias(
    name: string,
    move: { readonly alias: string; readonly version: number | null; readonly at: number; readonly by: string | null },
  ): Promise<void>;
  /** Null for an unknown alias of a known model. */
  byAlias(name: string, alias: string): Promise<RegisteredVersion | null>;
  /** Oldest first. */
  aliasHistory(name: string): Promise<
    readonly {
      readonly alias: string;
      readonly version: number | null;
      readonly at: number;
      readonly by: string | null;
    }[]
  >;
}

/** A tensor by name, row-major; strings for BYTES, booleans as 0/1, 64-bit integers as bigint. */
export interface Tensor extends TensorSpec {
  readonly data: Float64Array | Float32Array | Int32Array | BigInt64Array | Uint8Array | readonly string[];
}

/** A loaded ONNX model that can be asked. */
export interface Scorer {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /**
   * Probability of the outcome for each row; columns are found by name, a missing category is given as empty text.
   * Throws `serving.bad_request` naming the column that is missing or of another kind.
   */
  probabilities(features: Table): Promise<Float64Array>;
  /** Runs the graph on tensors as they are; all outputs, or those named. */
  infer(inputs: readonly Tensor[], outputs?: readonly string[]): Promise<readonly Tensor[]>;
  close(): Promise<void>;
}

/**
 * Loads ONNX files for scoring.
 *
 * Requirements: the same file and inputs give the same bits on every call and for every batch size (one thread per session);
 * a file that cannot be read throws `serving.model_unreadable`.
 */
export interface ModelRuntime {
  load(bytes: Uint8Array): Promise<Scorer>;
}
