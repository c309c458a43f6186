import type { Table } from "../learn/index.js";
import type { Alias, ModelVersion, TensorSpec } from "./types.js";

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
