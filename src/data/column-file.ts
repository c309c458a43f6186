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

/** Opens what {@link encodeColumns} wrote; numbers are views into `file`. Throws `store.corrupt` when it is cut short or something else. */
export function decodeColumns(file: Uint8Array): { readonly header: unknown; readonly columns: Readonly<Record<string, FileColumn>> } {
  const aligned = file.byteOffset % 8 === 0 ? file : file.slice();
  const view = new DataView(aligned.buffer, aligned.byteOffset, aligned.byteLength);
  const corrupt = new GyreError("store.corrupt", "a file of columns is damaged or cut short", { hint: "delete .gyre/objects and run again" });
  if (aligned.byteLength < MAGIC.length + 8 || new TextDecoder().decode(aligned.subarray(0, MAGIC.length)) !== MAGIC) throw corrupt;
  const length = view.getUint32(MAGIC.length, true);
  const { header, columns } = decodeJson(new TextDecoder().decode(aligned.subarray(MAGIC.length + 8, MAGIC.length + 8 + length))) as {
    header: unknown;
    columns: readonly Entry[];
  };
  const start = align(MAGIC.length + 8 + length);
  const result: Record<string, FileColumn> = {};
  for (const { name, type, offset, bytes } of columns) {
    if (start + offset + bytes > aligned.byteLength) throw corrupt;
    result[name] = fromBytes(aligned, start + offset, bytes, type);
  }
  return { header, columns: result };
}

function align(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

function toBytes(column: FileColumn): { readonly type: Entry["type"]; readonly bytes: Uint8Array } {
  if (column instanceof Float64Array) return { type: "f64", bytes: new Uint8Array(column.buffer, column.byteOffset, column.byteLength) };
  if (column instanceof Int32Array) return { type: "i32", bytes: new Uint8Array(column.buffer, column.byteOffset, column.byteLength) };
  return { type: "text", bytes: new TextEncoder().encode(JSON.stringify(column)) };
}

function fromBytes(file: Uint8Array, offset: number, bytes: number, type: Entry["type"]): FileColumn {
  const at = file.byteOffset + offset;
  if (type === "f64") return new Float64Array(file.buffer, at, bytes / 8);
  if (type === "i32") return new Int32Array(file.buffer, at, bytes / 4);
  return JSON.parse(new TextDecoder().decode(file.subarray(offset, offset + bytes))) as string[];
}
