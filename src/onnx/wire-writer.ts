import { GyreError } from "../core/index.js";

/** Collects protobuf fields into growing memory. A field left at its default is still written when it is asked for. */
export interface WireWriter {
  int(field: number, value: number | bigint): void;
  /** Packed: one length, then the numbers. Nothing when empty. */
  ints(field: number, values: readonly (number | bigint)[]): void;
  float(field: number, value: number): void;
  floats(field: number, values: readonly number[]): void;
  text(field: number, value: string): void;
  bytes(field: number, value: Uint8Array): void;
  message(field: number, write: (inner: WireWriter) => void): void;
  /** What was written, as bytes of its own. */
  finish(): Uint8Array;
}

const utf8 = new TextEncoder();
/** An empty writer. */
export function wireWriter(): WireWriter {
  let memory = new Uint8Array(256);
  let size = 0;

  const room = (more: number): void => {
    if (size + more <= memory.length) return;
    const larger = new Uint8Array(Math.max(memory.length * 2, size + more));
    larger.set(memory.subarray(0, size));
    memory = larger;
  };
  const varint = (value: number | bigint): void => {
    room(10);
    if (typeof value === "number" && value >= 0 && value < 2147483648) {
      let rest = value;
      for (; rest > 127; rest >>>= 7) memory[size++] = (rest & 127) | 128;
      memory[size++] = rest;
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) memory[size++] = Number(rest & 127n) | 128;
    memory[size++] = Number(rest);
  };
  const bytes = (field: number, value: Uint8Array): void => {
    varint(field * 8 + 2);
    varint(value.length);
    room(value.length);
    memory.set(value, size);
    size += value.length;
  };
  const float32 = (value: number): void => {
    room(4);
    new DataView(memory.buffer).setFloat32(size, value, true);
    size += 4;
  };
  const inner = (field: number, write: (writer: WireWriter) => void): void => {
    const writer = wireWriter();
    write(writer);
    bytes(field, writer.finish());
  };

  return {
    int(field, value) {
      varint(field * 8);
      varint(value);
    },
    ints(field, values) {
      if (values.length === 0) return;
      const packed = varints(values);
      bytes(field, packed);
    },
    float(field, value) {
      varint(field * 8 + 5);
      float32(value);
    },
    floats(field, values) {
      if (values.length === 0) return;
      varint(field * 8 + 2);
      varint(values.length * 4);
      for (const value of values) float32(value);
    },
    text: (field, value) => bytes(field, utf8.encode(wellFormed(value))),
    bytes,
    message: inner,
    finish: () => memory.slice(0, size),
  };
}

function varints(values: readonly (number | bigint)[]): Uint8Array {
  const packed: number[] = [];
  for (const value of values) {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) packed.push(Number(rest & 127n) | 128);
    packed.push(Number(rest));
  }
  return Uint8Array.from(packed);
}

// UTF-8 has no form for half a surrogate pair; the encoder would silently write another character.
function wellFormed(text: string): string {
  if (text.isWellFormed()) return text;
  throw new GyreError(
    "onnx.unsupported",
    `expected well-formed text, got ${JSON.stringify(text)} with half a character`,
  );
}
