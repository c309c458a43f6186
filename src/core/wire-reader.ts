import { GyreError } from "./errors.js";

/** What the reading functions throw: what was expected, and at which byte. */
export type Malformed = (expected: string, offset: number) => GyreError;

/** One field of a protobuf message: where its payload lies. */
export interface WireField {
  readonly number: number;
  readonly wire: 0 | 1 | 2 | 5;
  /** First byte of the payload, and the one after its last, as offsets into all bytes. */
  readonly start: number;
  readonly end: number;
}

/** Bytes `start` up to `end` that hold one protobuf message, `depth` messages below the outermost. */
export interface WireSpan {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly malformed: Malformed;
}

const MAX_DEPTH = 96;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The outermost message, which is all of the bytes. */
export function wireMessage(bytes: Uint8Array, malformed: Malformed): WireSpan {
  return { bytes, start: 0, end: bytes.length, depth: 0, malformed };
}

/** The fields of a message in their order. Every payload is inside the message, so no reading can leave it. */
export function fieldsOf(message: WireSpan): WireField[] {
  return [...fieldsIn(message)];
}

/** The same one by one, for messages of which nobody knows how many fields they have. */
export function* fieldsIn(message: WireSpan): Generator<WireField, void, undefined> {
  let at = message.start;
  while (at < message.end) {
    const field = fieldAt(message, at);
    yield field;
    at = field.end;
  }
}

function fieldAt(message: WireSpan, place: number): WireField {
  const { bytes, end, malformed } = message;
  // Tags of one byte are nearly all there are.
  const first = bytes[place]!;
  const tag = first < 128 ? { value: first, next: place + 1 } : wideTag(message, place);
  const [number, wire, at] = [Math.floor(tag.value / 8), tag.value % 8, tag.next];
  if (number < 1 || number > 536_870_911) throw malformed("a field number from 1 to 2^29 − 1", place);
  switch (wire) {
    case 0:
      return {
        number,
        wire,
        start: at,
        end: at < end && bytes[at]! < 128 ? at + 1 : readVarint(message, at, end).next,
      };
    case 1:
    case 5: {
      const stop = at + (wire === 1 ? 8 : 4);
      if (stop > end) throw malformed(`${stop - at} more bytes`, at);
      return { number, wire, start: at, end: stop };
    }
    case 2: {
      const length = readVarint(message, at, end);
      if (length.value > BigInt(end - length.next)) throw malformed(`${length.value} more bytes`, length.next);
      return { number, wire, start: length.next, end: length.next + Number(length.value) };
    }
    default:
      throw malformed("a wire type of 0, 1, 2 or 5", at);
  }
}

function wideTag(message: WireSpan, at: number): { value: number; next: number } {
  const { value, next } = readVarint(message, at, message.end);
  return { value: Number(value), next };
}

/** An unsigned varint of at most ten bytes, and where the next item starts. */
function readVarint({ bytes, malformed }: WireSpan, at: number, end: number): { value: bigint; next: number } {
  // The first four bytes fit a 32-bit integer; nearly all varints end there.
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

/** The message inside a field. Nesting is bounded, so that hostile bytes cannot exhaust the stack. */
export function messageOf(parent: WireSpan, field: WireField): WireSpan {
  if (field.wire !== 2) throw parent.malformed("a message", field.start);
  if (parent.depth >= MAX_DEPTH) throw parent.malformed(`at most ${MAX_DEPTH} nested messages`, field.start);
  return { ...parent, start: field.start, end: field.end, depth: parent.depth + 1 };
}

/** UTF-8 text, exactly as stored: a leading byte order mark is kept. */
export function textOf(message: WireSpan, field: WireField): string {
  try {
    return utf8.decode(bytesOf(message, field));
  } catch (cause) {
    if (cause instanceof GyreError) throw cause;
    throw message.malformed("UTF-8 text", field.start);
  }
}

/** The payload of a length-delimited field, as a view. */
export function bytesOf(message: WireSpan, field: WireField): Uint8Array {
  if (field.wire !== 2) throw message.malformed("bytes", field.start);
  return message.bytes.subarray(field.start, field.end);
}

/** A signed 64-bit integer, as a bigint. */
export function bigintOf(message: WireSpan, field: WireField): bigint {
  if (field.wire !== 0) throw message.malformed("a whole number", field.start);
  return BigInt.asIntN(64, readVarint(message, field.start, field.end).value);
}

/** A whole number from 0 to 2^53 − 1. */
export function countOf(message: WireSpan, field: WireField): number {
  const value = Number(bigintOf(message, field));
  if (value < 0 || !Number.isSafeInteger(value))
    throw message.malformed("a whole number from 0 to 2^53 − 1", field.start);
  return value;
}

/** The signed 64-bit integers of a repeated field, packed or one by one. */
export function bigintsOf(message: WireSpan, field: WireField): bigint[] {
  if (field.wire === 0) return [bigintOf(message, field)];
  if (field.wire !== 2) throw message.malformed("whole numbers", field.start);
  const values: bigint[] = [];
  for (let at = field.start; at < field.end; ) {
    const { value, next } = readVarint(message, at, field.end);
    values.push(BigInt.asIntN(64, value));
    at = next;
  }
  return values;
}

/** The little-endian floats of a repeated field, packed or one by one; `sizeBytes` is 4 or 8. */
export function floatsOf(message: WireSpan, field: WireField, sizeBytes: 4 | 8): number[] {
  const single = field.wire === (sizeBytes === 4 ? 5 : 1);
  if (!single && field.wire !== 2) throw message.malformed("floating-point numbers", field.start);
  if ((field.end - field.start) % sizeBytes !== 0)
    throw message.malformed(`a multiple of ${sizeBytes} bytes`, field.start);
  const view = new DataView(message.bytes.buffer, message.bytes.byteOffset);
  const values: number[] = [];
  for (let at = field.start; at < field.end; at += sizeBytes) {
    values.push(sizeBytes === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true));
  }
  return values;
}

/** An unsigned number of eight bytes. */
export function fixed64Of(message: WireSpan, field: WireField): bigint {
  if (field.wire !== 1) throw message.malformed("a number of eight bytes", field.start);
  return new DataView(message.bytes.buffer, message.bytes.byteOffset).getBigUint64(field.start, true);
}
