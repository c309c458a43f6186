import { type DuckDBDataChunk, DuckDBEnumType, type DuckDBType, DuckDBTypeId } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import { GyreError } from "../../core/index.js";
import type { EventColumn } from "../../features/index.js";
import { type NumberLayout, numberLayout } from "./layouts.js";

/** One column of a result: numbers (null = NaN, timestamps in ms cut down, booleans 0/1) or dictionary-coded text (null = −1). */
export type DuckDbColumn = EventColumn;

/** Gathers one column of a result from its chunks. */
export interface ColumnReader {
  append(chunk: DuckDBDataChunk, column: number): void;
  finish(): DuckDbColumn;
}

/** Makes the reader for a column of this type. Throws `data.query_failed` for types that are no column here, such as lists. */
export function createColumnReader(name: string, type: DuckDBType): ColumnReader {
  if (type.typeId === DuckDBTypeId.VARCHAR) return textReader();
  if (type instanceof DuckDBEnumType) return enumReader(type);
  const layout = numberLayout(type);
  if (layout) return numberReader(layout);
  throw new GyreError("data.query_failed", `column ${name} has type ${type}, which cannot be read as a column`, {
    hint: "cast it to a number, a text, a boolean or a timestamp in the query",
  });
}

/** The raw memory of one vector; `valid` has a bit for each row, or is null when no row is null. Valid until the next chunk. */
function vectorMemory(
  chunk: DuckDBDataChunk,
  column: number,
  bytes: number,
): { rows: number; memory: Uint8Array; valid: Uint8Array | null } {
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
  const rows = chunk.rowCount;
  const memory = duckdb.vector_get_data(vector, rows * bytes);
  return { rows, memory, valid: duckdb.vector_get_validity(vector, Math.ceil(rows / 64) * 8) ?? null };
}

const isNull = (valid: Uint8Array | null, i: number): boolean =>
  valid !== null && (valid[i >> 3] & (1 << (i & 7))) === 0;

function numberReader(layout: NumberLayout): ColumnReader {
  let values = new Float64Array(2048);
  let length = 0;
  return {
    append(chunk, column) {
      const { rows, memory, valid } = vectorMemory(chunk, column, layout.bytes);
      const at = layout.open(memory);
      if (length + rows > values.length) values = grown(values, new Float64Array((length + rows) * 2));
      for (let i = 0; i < rows; i++) values[length + i] = isNull(valid, i) ? Number.NaN : at(i);
      length += rows;
    },
    finish: () => ({ kind: layout.kind, values: values.slice(0, length) }),
  };
}

function enumReader(type: DuckDBEnumType): ColumnReader {
  const dictionary = type.values;
  const bytes = dictionary.length <= 0xff ? 1 : dictionary.length <= 0xffff ? 2 : 4;
  let codes = new Int32Array(2048);
  let length = 0;
  return {
    append(chunk, column) {
      const { rows, memory, valid } = vectorMemory(chunk, column, bytes);
      const view = bytes === 1 ? memory : unsigned(memory, bytes);
      if (length + rows > codes.length) codes = grown(codes, new Int32Array((length + rows) * 2));
      for (let i = 0; i < rows; i++) codes[length + i] = isNull(valid, i) ? -1 : view[i];
      length += rows;
    },
    finish: () => ({ kind: "text", codes: codes.slice(0, length), dictionary }),
  };
}

function unsigned(memory: Uint8Array, bytes: 2 | 4): Uint16Array | Uint32Array {
  const { buffer, byteOffset, byteLength } = memory;
  return bytes === 2
    ? new Uint16Array(buffer, byteOffset, byteLength / 2)
    : new Uint32Array(buffer, byteOffset, byteLength / 4);
}

const DECODER = new TextDecoder();
const STRING_BYTES = 16;
const INLINE_BYTES = 12;

/** Text: 16 bytes a value, a length and then the text itself when it is short, else a pointer to it. */
function textReader(): ColumnReader {
  const codeOf = new Map<string, number>();
  let codes = new Int32Array(2048);
  let length = 0;
  return {
    append(chunk, column) {
      const { rows, memory, valid } = vectorMemory(chunk, column, STRING_BYTES);
      const buffer = memory.buffer as ArrayBuffer; // never shared: DuckDB made it
      const words = new Uint32Array(buffer, memory.byteOffset, rows * 4);
      if (length + rows > codes.length) codes = grown(codes, new Int32Array((length + rows) * 2));
      for (let i = 0; i < rows; i++) {
        if (isNull(valid, i)) {
          codes[length + i] = -1;
          continue;
        }
        const start = memory.byteOffset + i * STRING_BYTES;
        const size = words[4 * i];
        const text =
          size <= INLINE_BYTES
            ? shortText(memory, i * STRING_BYTES + 4, size)
            : DECODER.decode(duckdb.get_data_from_pointer(buffer, start + 8, size));
        let code = codeOf.get(text);
        if (code === undefined) codeOf.set(text, (code = codeOf.size));
        codes[length + i] = code;
      }
      length += rows;
    },
    finish: () => ({ kind: "text", codes: codes.slice(0, length), dictionary: [...codeOf.keys()] }),
  };
}

/** ASCII is joined by hand: calling the decoder for a few bytes costs more than the bytes. */
function shortText(memory: Uint8Array, start: number, size: number): string {
  let text = "";
  for (let i = start; i < start + size; i++) {
    if (memory[i] > 127) return DECODER.decode(memory.subarray(start, start + size));
    text += String.fromCharCode(memory[i]);
  }
  return text;
}

function grown<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
