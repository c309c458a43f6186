import { decodeJson, encodeJson, GyreError } from "../core/index.js";

/** A column as bytes on disk: numbers, codes, or texts. */
export type FileColumn = Float64Array | Int32Array | readonly string[];

const MAGIC = "GYRECOL1";

interface Entry {
  readonly name: string;
  readonly type: "f64" | "i32" | "text";
  readonly offset: number;
  readonly bytes: number;
}

/**
 * Columns and a header of plain data as one block of bytes: magic, header length, JSON header, then the columns, each aligned to
 * 8 bytes, little-endian. Opening it copies nothing. Equal content gives equal bytes.
 */
export function encodeColumns(header: unknown, columns: Readonly<Record<string, FileColumn>>): Uint8Array {
  const parts = Object.entries(columns).map(([name, column]) => ({ name, ...toBytes(column) }));
  let offset = 0;
  const entries: Entry[] = parts.map(({ name, type, bytes }) => {
    const entry = { name, type, offset, bytes: bytes.byteLength };
    offset = align(offset + bytes.byteLength);
    return entry;
  });
  const json = new TextEncoder().encode(encodeJson({ header, columns: entries }));
  const start = align(MAGIC.length + 8 + json.byteLength);
  const file = new Uint8Array(start + offset);
  file.set(new TextEncoder().encode(MAGIC));
  new DataView(file.buffer).setUint32(MAGIC.length, json.byteLength, true);
  file.set(json, MAGIC.length + 8);
  for (const [i, { bytes }] of parts.entries()) file.set(bytes, start + entries[i].offset);
  return file;
}

/** A file of columns, opened. */
export interface ColumnFile {
  readonly header: unknown;
  readonly columns: Readonly<Record<string, FileColumn>>;
}

/** Opens what {@link encodeColumns} wrote; numbers are views into `file`. Throws `store.corrupt` when it is cut short or something else. */
export function decodeColumns(file: Uint8Array): ColumnFile {
  try {
    return open(file.byteOffset % 8 === 0 ? file : file.slice());
  } catch (cause) {
    throw new GyreError("store.corrupt", "a file of columns is damaged or cut short", {
      cause,
      hint: "delete .gyre/objects and run again",
    });
  }
}

function open(file: Uint8Array): ColumnFile {
  const prefix = MAGIC.length + 8;
  const text = (from: number, to: number): string =>
    new TextDecoder("utf-8", { fatal: true }).decode(file.subarray(from, to));
  if (text(0, MAGIC.length) !== MAGIC) throw new Error(`expected ${MAGIC} at the start`);
  const length = new DataView(file.buffer, file.byteOffset, prefix).getUint32(MAGIC.length, true);
  const described = decodeJson(text(prefix, prefix + length)) as { header: unknown; columns: readonly Entry[] };
  const start = align(prefix + length);
  const columns = described.columns.map(({ name, type, offset, bytes }): [string, FileColumn] => [
    name,
    fromBytes(file, start + offset, bytes, type),
  ]);
  const end = described.columns.reduce((at, { offset, bytes }) => Math.max(at, align(offset + bytes)), 0);
  if (file.byteLength !== start + end) throw new Error(`expected ${start + end} bytes, got ${file.byteLength}`);
  return { header: described.header, columns: Object.fromEntries(columns) };
}

function align(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

function toBytes(column: FileColumn): { readonly type: Entry["type"]; readonly bytes: Uint8Array } {
  if (column instanceof Float64Array)
    return { type: "f64", bytes: new Uint8Array(column.buffer, column.byteOffset, column.byteLength) };
  if (column instanceof Int32Array)
    return { type: "i32", bytes: new Uint8Array(column.buffer, column.byteOffset, column.byteLength) };
  return { type: "text", bytes: new TextEncoder().encode(JSON.stringify(column)) };
}

function fromBytes(file: Uint8Array, offset: number, bytes: number, type: Entry["type"]): FileColumn {
  const part = file.subarray(offset, offset + bytes);
  if (part.byteLength !== bytes) throw new Error("a column reaches beyond the end");
  if (type === "f64") return new Float64Array(part.buffer, part.byteOffset, bytes / 8);
  if (type === "i32") return new Int32Array(part.buffer, part.byteOffset, bytes / 4);
  const texts: unknown = type === "text" ? JSON.parse(new TextDecoder().decode(part)) : null;
  if (!Array.isArray(texts)) throw new Error(`a column of type ${type} holds no list`);
  return texts as string[];
}
