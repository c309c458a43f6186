import { GyreError } from "../core/index.js";

/** One field of a protobuf message: where its payload lies, and its value when that is a varint. */
export interface WireField {
  readonly number: number;
  readonly wire: 0 | 1 | 2 | 5;
  /** First byte of the payload, and the one after its last, as offsets into the file. */
  readonly start: number;
  readonly end: number;
}

/** Bytes `start` up to `end` of a file that hold one protobuf message, `depth` messages below the file itself. */
export interface WireSpan {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

const MAX_DEPTH = 96;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The failure that every reading function throws: what was expected and at which byte of the file. */
export function malformed(expected: string, offset: number): GyreError {
  return new GyreError("onnx.malformed", `expected ${expected} at byte ${offset} of the ONNX file`, {
    hint: "the file is cut short, damaged, or not an ONNX model; write or copy it again",
    details: { offset, expected },
  });
}

/** The fields of a message in file order. Every payload is inside the message, so no reading can leave the file. */
export function fieldsOf(message: WireSpan): WireField[] {
  const { bytes, end } = message;
  const fields: WireField[] = [];
  let at = message.start;
  while (at < end) {
    const tag = readVarint(bytes, at, end);
    const number = tag.value >> 3n;
    if (number < 1n || number > 536870911n) throw malformed("a field number from 1 to 2^29 − 1", at);
    const field = fieldAt(bytes, Number(number), Number(tag.value & 7n), tag.next, end);
    fields.push(field);
    at = field.end;
  }
  return fields;
}

function fieldAt(bytes: Uint8Array, number: number, wire: number, at: number, end: number): WireField {
  switch (wire) {
    case 0:
      return { number, wire, start: at, end: readVarint(bytes, at, end).next };
    case 1:
    case 5: {
      const stop = at + (wire === 1 ? 8 : 4);
      if (stop > end) throw malformed(`${stop - at} more bytes`, at);
      return { number, wire, start: at, end: stop };
    }
    case 2: {
      const length = readVarint(bytes, at, end);
      if (length.value > BigInt(end - length.next)) throw malformed(`${length.value} more bytes`, length.next);
      return { number, wire, start: length.next, end: length.next + Number(length.value) };
    }
    default:
      throw malformed("a wire type of 0, 1, 2 or 5", at);
  }
}

/** An unsigned varint of at most ten bytes, and where the next item starts. */
export function readVarint(bytes: Uint8Array, at: number, end: number): { value: bigint; next: number } {
  // The first four bytes fit a 32-bit integer; nearly all varints of a model end there.
  let small = 0;
  for (let i = 0; i < 4 && at + i < end; i++) {
    const byte = bytes[at + i]!;
    small |= (byte & 127) << (7 * i);
    if (byte < 128) return { value: BigInt(small), next: at + i + 1 };
  }
  let value = BigInt(small);
  for (let i = 4; i < 10; i++) {
    if (at + i >= end) throw malformed("the rest of a number", Math.min(at + i, end));
    const byte = bytes[at + i]!;
    value |= BigInt(byte & 127) << BigInt(7 * i);
    if (byte < 128) return { value: BigInt.asUintN(64, value), next: at + i + 1 };
  }
  throw malformed("a number of at most ten bytes", at);
}

/** The message inside a field. Nesting is bounded, so that a hostile file cannot exhaust the stack. */
export function messageOf(parent: WireSpan, field: WireField): WireSpan {
  if (field.wire !== 2) throw malformed("a message", field.start);
  if (parent.depth >= MAX_DEPTH) throw malformed(`at most ${MAX_DEPTH} nested messages`, field.start);
  return { bytes: parent.bytes, start: field.start, end: field.end, depth: parent.depth + 1 };
}

/** UTF-8 text, exactly as stored: a leading byte order mark is kept. */
export function textOf(message: WireSpan, field: WireField): string {
  try {
    return utf8.decode(bytesOf(message, field));
  } catch (cause) {
    if (cause instanceof GyreError) throw cause;
    throw malformed("UTF-8 text", field.start);
  }
}

/** The payload of a length-delimited field, as a view into the file. */
export function bytesOf(message: WireSpan, field: WireField): Uint8Array {
  if (field.wire !== 2) throw malformed("bytes", field.start);
  return message.bytes.subarray(field.start, field.end);
}

/** A signed 64-bit integer, as a bigint. */
export function bigintOf(message: WireSpan, field: WireField): bigint {
  if (field.wire !== 0) throw malformed("a whole number", field.start);
  return BigInt.asIntN(64, readVarint(message.bytes, field.start, field.end).value);
}

/** A whole number from 0 to 2^53 − 1. */
export function countOf(message: WireSpan, field: WireField): number {
  const value = Number(bigintOf(message, field));
  if (value < 0 || !Number.isSafeInteger(value)) throw malformed("a whole number from 0 to 2^53 − 1", field.start);
  return value;
}

/** The signed 64-bit integers of a repeated field, packed or one by one. */
export function bigintsOf(message: WireSpan, field: WireField): bigint[] {
  if (field.wire === 0) return [bigintOf(message, field)];
  if (field.wire !== 2) throw malformed("whole numbers", field.start);
  const values: bigint[] = [];
  for (let at = field.start; at < field.end; ) {
    const { value, next } = readVarint(message.bytes, at, field.end);
    values.push(BigInt.asIntN(64, value));
    at = next;
  }
  return values;
}

/** The little-endian floats of a repeated field, packed or one by one; `sizeBytes` is 4 or 8. */
export function floatsOf(message: WireSpan, field: WireField, sizeBytes: 4 | 8): number[] {
  const single = field.wire === (sizeBytes === 4 ? 5 : 1);
  if (!single && field.wire !== 2) throw malformed("floating-point numbers", field.start);
  if ((field.end - field.start) % sizeBytes !== 0) throw malformed(`a multiple of ${sizeBytes} bytes`, field.start);
  const view = new DataView(message.bytes.buffer, message.bytes.byteOffset);
  const values: number[] = [];
  for (let at = field.start; at < field.end; at += sizeBytes) {
    values.push(sizeBytes === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true));
  }
  return values;
}
