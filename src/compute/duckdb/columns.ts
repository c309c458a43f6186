import { DuckDBEnumType, type DuckDBType, DuckDBTypeId } from "@duckdb/node-api";
import { GyreError } from "../../core/index.js";
import type { EventColumn } from "../../features/index.js";
import { type NumberLayout, numberLayout } from "./layouts.js";
import { createTextReader } from "./text-column.js";
import { type ColumnReader, isNull, roomFor, vectorMemory } from "./vector-memory.js";

/** One column of a result: numbers (null = NaN, timestamps in ms cut down, booleans 0/1) or dictionary-coded text (null = −1). */
export type DuckDbColumn = EventColumn;

/** Makes the reader for a column of this type. Throws `data.query_failed` for types that are no column here, such as lists. */
export function createColumnReader(name: string, type: DuckDBType): ColumnReader {
  if (type.typeId === DuckDBTypeId.VARCHAR) return createTextReader();
  if (type instanceof DuckDBEnumType) return enumReader(type);
  const layout = numberLayout(type);
  if (layout) return numberReader(layout);
  throw new GyreError("data.query_failed", `column ${name} has type ${type}, which cannot be read as a column`, {
    hint: "cast it to a number, a text, a boolean or a timestamp in the query",
  });
}

function numberReader(layout: NumberLayout): ColumnReader {
  let values = new Float64Array(2048);
  let length = 0;
  return {
    append(chunk, column) {
      const { rows, memory, valid } = vectorMemory(chunk, column, layout.bytes);
      const at = layout.open(memory);
      values = roomFor(values, length, rows);
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
      codes = roomFor(codes, length, rows);
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
