import type { DuckDBDataChunk } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import type { EventColumn } from "../../features/index.js";

/** Gathers one column of a result from its chunks. */
export interface ColumnReader {
  append(chunk: DuckDBDataChunk, column: number): void;
  finish(): EventColumn;
}

/** The raw memory of one vector of a chunk, good as long as the chunk is held. */
export interface VectorMemory {
  readonly rows: number;
  readonly memory: Uint8Array;
  /** A bit for each row, 0 where it is null; null when no row is. */
  readonly valid: Uint8Array | null;
}

/** Opens a vector whose values take `bytes` each. */
export function vectorMemory(chunk: DuckDBDataChunk, column: number, bytes: number): VectorMemory {
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
  const rows = chunk.rowCount;
  const memory = duckdb.vector_get_data(vector, rows * bytes);
  return { rows, memory, valid: duckdb.vector_get_validity(vector, Math.ceil(rows / 64) * 8) ?? null };
}

export function isNull(valid: Uint8Array | null, i: number): boolean {
  return valid !== null && (valid[i >> 3] & (1 << (i & 7))) === 0;
}

/** The same array when it holds `length` more values after `used`, else a longer copy. */
export function roomFor<T extends Float64Array | Int32Array>(array: T, used: number, length: number): T {
  if (used + length <= array.length) return array;
  const longer = new (array.constructor as new (length: number) => T)((used + length) * 2);
  longer.set(array);
  return longer;
}
